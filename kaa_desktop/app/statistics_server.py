"""Figures of the whole municipality, asked of the server: it holds everybody, and tells numbers only."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date, datetime
from typing import Final

from kaa_core.model.registry import milliseconds
from kaa_core.statistics.answers import Answer, Unreadable
from kaa_core.sync.statistics import (
    AskComparison,
    AskFigures,
    ComparisonTold,
    FiguresTold,
    answer_of,
    whom,
)
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.sync_words import fault_view
from kaa_desktop.app.told import Asking, told
from kaa_desktop.sync import statistics
from kaa_desktop.sync.faults import AWAY, SyncFault

_SERVER: Final = "Hela kommunens register, räknat av servern."
_UNREAD: Final = "Några tal kunde inte läsas: servern har en nyare version av programmet."
_OFFLINE: Final = (
    "Du behöver nät. Hela kommunens tal räknas av servern.",
    "Talen som räknas på den här datorn ser du ändå.",
    "Försök igen när datorn har nät.",
)


def whole(asking: Asking, question: Question, known_at: datetime | None) -> Future[Told[Given]]:
    """Ask; a fault comes in words."""
    asked = AskFigures(
        question.as_of.isoformat(),
        list(question.figures),
        "" if question.start is None else question.start.isoformat(),
        question.definition or "",
        whom(question.only),
        0 if known_at is None else milliseconds(known_at),
    )
    return told(
        asking,
        lambda client, access: statistics.figures(client, access, asked),
        lambda found: _given(question, found),
        _fault_view,
    )


def side_by_side(asking: Asking, by: str, as_of: date | None) -> Future[Told[ComparisonTold]]:
    """Units or municipalities beside each other; a fault comes in words."""
    asked = AskComparison(by, "" if as_of is None else as_of.isoformat())
    return told(
        asking,
        lambda client, access: statistics.compare(client, access, asked),
        lambda found: found,
        _fault_view,
    )


def _given(question: Question, found: FiguresTold) -> Given:
    answers, remarks = dict[str, Answer](), list(found.remarks)
    for one in found.figures:
        try:
            read = answer_of(one)
        except Unreadable:  # of a newer server
            remarks = [*found.remarks, _UNREAD]
        else:
            answers[read.figure] = read
    return Given(
        question=question, answers=answers, held=_SERVER, whole=True, remarks=tuple(remarks)
    )


def _fault_view(fault: SyncFault) -> FaultView:
    if fault.code not in AWAY:
        return fault_view(fault)
    happened, safe, advice = _OFFLINE
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
