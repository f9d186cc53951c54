"""Figures of the whole municipality, asked of the server: it holds everybody, and tells numbers only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from typing import Final, TypeVar

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
from kaa_desktop.app.told import told
from kaa_desktop.sync import statistics
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import AWAY, SyncFault, fault
from kaa_desktop.sync.link import Link

T = TypeVar("T")
_SERVER: Final = "Hela kommunens register, räknat av servern."
_UNREAD: Final = "Några tal kunde inte läsas: servern har en nyare version av programmet."
_ROLE: Final = fault("role").code
_PARTLY: Final = (
    "Du ser en del av kommunens ärenden och får därför inte hela kommunens tal.",
    "Talen för de ungdomar du ser räknas på den här datorn.",
    "Be en samordnare eller chef om hela kommunens tal.",
)
_OFFLINE: Final = (
    "Du behöver nät. Hela kommunens tal räknas av servern.",
    "Talen som räknas på den här datorn ser du ändå.",
    "Försök igen när datorn har nät.",
)


class FromServer:
    """Asks on a hand of its own: what the server counts may take a minute, and keeps nobody else waiting."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-statistics-server")

    def close(self) -> None:
        """Wait for no answer any more."""
        self._hands.shutdown(wait=False, cancel_futures=True)

    def whole(self, question: Question, known_at: datetime | None) -> Future[Told[Given]]:
        """The figures; a fault comes in words."""
        asked = AskFigures(
            question.as_of.isoformat(),
            list(question.figures),
            "" if question.start is None else question.start.isoformat(),
            question.definition or "",
            whom(question.only),
            0 if known_at is None else milliseconds(known_at),
        )
        return told(
            self,
            lambda client, access: statistics.figures(client, access, asked),
            lambda found: _given(question, found),
            _fault_view,
        )

    def side_by_side(self, by: str, as_of: date | None) -> Future[Told[ComparisonTold]]:
        """Units or municipalities beside each other; a fault comes in words."""
        asked = AskComparison(by, "" if as_of is None else as_of.isoformat())
        return told(
            self,
            lambda client, access: statistics.compare(client, access, asked),
            lambda found: found,
            _fault_view,
        )

    def ask(self, question: Callable[[Client, str], T]) -> Future[T]:
        """Ask; the future raises `SyncFault`."""
        return self._hands.submit(lambda: self._link.call(partial(question, self._link.client)))


def _given(question: Question, found: FiguresTold) -> Given:
    answers, remarks = dict[str, Answer](), list(found.remarks)
    for one in found.figures:
        try:
            read = answer_of(one)
        except Unreadable:  # of a newer server
            remarks = [*found.remarks, _UNREAD]
        else:
            if read.figure in question.figures and read.as_of == question.as_of:
                answers[read.figure] = read
    return Given(
        question=question, answers=answers, held=_SERVER, whole=True, remarks=tuple(remarks)
    )


def _fault_view(met: SyncFault) -> FaultView:
    said = _PARTLY if met.code == _ROLE else _OFFLINE if met.code in AWAY else None
    if said is None:
        return fault_view(met)
    happened, safe, advice = said
    return FaultView(happened=happened, safe=safe, advice=advice, code=met.code)
