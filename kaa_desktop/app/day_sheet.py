"""Dagblad: a round on paper. First name and initial, address, boxes to tick; its number alone is kept.

No personal number, no background, and never anybody whose identity is protected, by either protection:
a paper can be lost (design.md section 7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app import clock, words
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.round_views import RoundView, Stop, round_day
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted

TICKS: Final = (
    "Träffade ungdomen",
    "Träffade annan vuxen",
    "Ingen öppnade",
    "Blad lämnat",
    "Fel adress",
    "Avbröts",
)
SECRECY: Final = (
    "Sekretess. Ha bladet på dig. För in besöken i KAA Desktop och lägg bladet i sekretesskärlet samma "
    "dag. Personnummer och bakgrund skrivs aldrig ut."
)
_NUMBER: Final = re.compile(r"D-(\d+)")


class DaySheets:
    """The papers of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations, papers: Papers) -> None:
        self._context = context
        self._operations = operations
        self._papers = papers

    def save(self, round_: RecordId, path: Path) -> Future[Result]:
        """Make the paper, write it where she says, and keep its number with the round.

        The future raises `StoreFault` when the file cannot be written; then no number is kept.
        """
        held = self._context.queries.record(VisitRound, round_)
        if held is None:
            return self._operations.answered(GONE)
        view = self.view(held)
        shown = self.shown(view)
        if not shown:
            problem = Problem(field="", sentence="Inget besök i rundan kan stå på ett blad.")
            return self._operations.answered(Result(problems=(problem,)))
        return self._papers.submit(self._write, view, shown, path)

    def view(self, held: VisitRound) -> RoundView:
        """The round as it stands."""
        now = clock.time_of_day(self._context.clock)
        day = round_day(self._context, held.on, now)
        return next(one for one in day.rounds if one.id == held.id)

    def shown(self, view: RoundView) -> tuple[tuple[Stop, str], ...]:
        """The visits that may stand on paper and are still to be made, each with its name there."""
        names = self._names([stop.row.youth for stop in view.stops])
        return tuple(
            (stop, names[stop.row.youth])
            for stop in view.stops
            if stop.row.youth in names and not stop.row.done
        )

    def pdf(self, view: RoundView, shown: Sequence[tuple[Stop, str]], number: str) -> bytes:
        """The paper as tagged PDF."""
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        moment = self._context.clock.now()
        local = self._context.clock.local(moment)
        made = f"{words.short(local.date())} {local.year} {local:%H:%M}"
        hidden = sum(not stop.row.done for stop in view.stops) - len(shown)
        data: dict[str, Any] = {
            "title": f"Hembesök {words.long_day(view.on).lower()}",
            "who": f"{view.who} · {counted(len(shown), 'besök', 'besök')}",
            "number": f"Nr {number}",
            "secrecy": SECRECY,
            "ticks": TICKS,
            "stops": [_stop_told(stop, name) for stop, name in shown],
            "last": _last(view, hidden),
            "footer": f"Utskrivet {made} · {self._context.identity.who.name} · {number}",
        }
        return typeset("dagblad", data, moment)

    def _write(self, view: RoundView, shown: Sequence[tuple[Stop, str]], path: Path) -> Result:
        number = self.next_number()
        content = self.pdf(view, shown, number)
        values: dict[str, Any] = {
            "sheet": number,
            "sheet_at": self._context.clock.now(),
            "sheet_by": self._context.identity.worker,
        }
        said = f"Dagblad {number} är sparat som PDF. Lägg det i sekretesskärlet samma dag."
        return self._papers.record_as(
            path,
            lambda stream: stream.write(content),
            view.held,
            said,
            Right.WRITE_CASES,
            lambda transaction: transaction.set(VisitRound, view.id, **values),
        )

    def next_number(self) -> str:
        """As "D-0217 KD": one more than any here; the initials part two computers without a network."""
        held = self._context.queries.records(VisitRound)
        found = (_NUMBER.match(one.sheet) for one in held if one.sheet)
        last = max((int(one.group(1)) for one in found if one is not None), default=0)
        me = self._context.identity.worker
        own = None if me is None else self._context.workers().get(me)
        initials = (own.initials or "") if own is not None else ""
        return f"D-{last + 1:04d} {initials}".strip()

    def _names(self, youths: Sequence[YouthId]) -> dict[YouthId, str]:
        """First name and initial; of the protected none at all."""
        held = self._context.queries.records(Youth, youths)
        return {
            YouthId(one.id): f"{one.given_name} {one.family_name[:1]}.".strip()
            for one in held
            if not one.protection
        }


def _stop_told(stop: Stop, name: str) -> dict[str, Any]:
    lines = [stop.row.address or "Adress saknas"]
    if stop.access_note:
        lines.append(f"Att hitta fram: {stop.access_note}")
    if stop.bring:
        lines.append(f"Ta med: {stop.bring}")
    return {"title": f"{stop.row.at_text} {name}".strip(), "lines": lines}


def _last(view: RoundView, hidden: int) -> list[str]:
    lines = []
    if view.held.bring:
        lines.append(f"Ta med: {view.held.bring}")
    if hidden:
        told = counted(hidden, "besök står", "besök står")
        lines.append(f"{told} inte på bladet: skyddade uppgifter. Se programmet.")
    if view.held.expected_back is not None:
        lines.append(f"Tillbaka senast {words.clock_time(view.held.expected_back)}.")
    if view.companion:
        lines.append(f"Hör av er till {view.companion} om ni blir sena.")
    return lines or ["Slut på rundan."]
