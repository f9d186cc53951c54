"""Rounds of home visits as the window shows them: who goes, in which order, who waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import HomeVisit
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, is_protected
from kaa_desktop.app.day import visit_rows
from kaa_desktop.app.views import VisitRow
from kaa_desktop.app.views_base import Chip, Tone

PLANNED: Final = Chip("Planerad", "calendar", Tone.NEUTRAL)
OUT: Final = Chip("Ute", "house", Tone.INFO)
LATE: Final = Chip("Sen tillbaka", "triangle-alert", Tone.DANGER)
BACK: Final = Chip("Tillbaka", "circle-check", Tone.OK)
CALLED_OFF: Final = Chip("Inställd", "circle-x", Tone.NEUTRAL)


@attrs.frozen(kw_only=True, repr=False)
class Stop:
    """A visit in a round, or of the day without one. `row` is what the list shows.

    `access_note` and `bring` are empty of one who is protected and not opened.
    """

    row: VisitRow
    order: int | None
    access_note: str
    bring: str


@attrs.frozen(kw_only=True, repr=False)
class RoundView:
    """A round. `who`: the names of those who go; `told`: its state in a sentence."""

    id: RecordId
    on: date
    held: VisitRound
    who: str
    companion: str
    state: Chip
    told: str
    sheet: str
    stops: tuple[Stop, ...]

    @property
    def title(self) -> str:
        """As "09:30 Karin Demolund och Farid Modell"."""
        return f"{words.clock_time(self.held.start)} {self.who or 'Ingen vald än'}".strip()

    @property
    def open(self) -> bool:
        """Whether it can still be planned or made."""
        return self.held.called_off is None and self.held.back_at is None


@attrs.frozen(kw_only=True, repr=False)
class RoundDay:
    """The rounds of a day, and the visits that are in none."""

    on: date
    rounds: tuple[RoundView, ...]
    loose: tuple[Stop, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All visits, as they stand."""
        return (*(stop for one in self.rounds for stop in one.stops), *self.loose)

    def round_of(self, visit: object) -> RoundView | None:
        """The round that a visit is in."""
        found = (one for one in self.rounds if any(stop.row.visit == visit for stop in one.stops))
        return next(found, None)


def round_day(context: Context, on: date, now: time) -> RoundDay:
    """Everything planned or made on a day."""
    rounds = context.queries.rounds(on, on)
    visits = context.queries.visits(on, on)
    names = {id_: one.name for id_, one in context.workers().items()}
    rows = {row.visit: row for row in visit_rows(context, visits, on)}
    hidden = _hidden(context, visits)
    stops = {
        one.id: _stop(one, rows[one.id], hidden=one.youth in hidden)
        for one in visits
        if one.id in rows
    }
    return RoundDay(
        on=on,
        rounds=tuple(
            _round(one, _in(one, visits, stops), names, late=is_late(one, context.today, now))
            for one in rounds
        ),
        loose=_in(None, visits, stops, {one.id for one in rounds}),
    )


def is_late(held: VisitRound, today: date, now: time) -> bool:
    """Whether somebody should ask where they are."""
    expected = held.expected_back
    out = held.out_at is not None and held.back_at is None and held.called_off is None
    return out and (held.on < today or (expected is not None and expected < now))


def names_of(people: Sequence[WorkerId], names: Mapping[UUID, str]) -> str:
    """As "Karin Demolund och Farid Modell"."""
    known = [names[one] for one in people if one in names]
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} och {known[-1]}"


def _in(
    held: VisitRound | None,
    visits: Sequence[HomeVisit],
    stops: Mapping[RecordId, Stop],
    known: set[RecordId] | frozenset[RecordId] = frozenset(),
) -> tuple[Stop, ...]:
    """The stops of a round in its order; without one, those whose round is not of this day."""
    own = [
        one
        for one in visits
        if one.id in stops
        and (one.round == held.id if held is not None else one.round not in known)
    ]
    own.sort(key=lambda one: (one.order is None, one.order, one.planned_at or time.max, one.id))
    return tuple(stops[one.id] for one in own)


def _hidden(context: Context, visits: Sequence[HomeVisit]) -> set[YouthId]:
    """Those of whom nothing is shown that tells where they are: protected, and not opened."""
    return {
        row.id
        for row in context.queries.case_rows([one.youth for one in visits])
        if is_protected(row.protection) and not context.openings.left(row.id)
    }


def _stop(visit: HomeVisit, row: VisitRow, *, hidden: bool) -> Stop:
    return Stop(
        row=row,
        order=visit.order,
        access_note="" if hidden else visit.access_note or "",
        bring="" if hidden else visit.bring or "",
    )


def _round(
    held: VisitRound, stops: tuple[Stop, ...], names: Mapping[UUID, str], *, late: bool
) -> RoundView:
    state, told = _state(held, late=late)
    return RoundView(
        id=held.id,
        on=held.on,
        held=held,
        who=names_of(held.workers, names),
        companion=names.get(held.companion, "") if held.companion is not None else "",
        state=state,
        told=told,
        sheet=held.sheet or "",
        stops=stops,
    )


def _state(held: VisitRound, *, late: bool) -> tuple[Chip, str]:
    expected = words.clock_time(held.expected_back)
    until = f" Väntas tillbaka {expected}." if expected else ""
    if held.called_off is not None:
        return CALLED_OFF, f"Inställd: {held.called_off}"
    if held.back_at is not None:
        return BACK, f"Tillbaka {words.clock_time(held.back_at)}."
    if late:
        return (
            LATE,
            f"Åkte {words.clock_time(held.out_at)}. Väntades tillbaka {expected or 'i dag'}.",
        )
    if held.out_at is not None:
        return OUT, f"Ute sedan {words.clock_time(held.out_at)}.{until}"
    return PLANNED, f"Planerad.{until}"
