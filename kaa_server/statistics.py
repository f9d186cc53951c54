"""Figures of a municipality on a day, counted by the server, which holds everybody.

From traces (traces.py) by the same core as the desktop. A month's end on which somebody counted who is
erased since is answered from what was stored then (storing.py). Time goes to what is read: a bundle of
traces is opened as one, and only the one day is counted (docs/adr/050).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from kaa_core.model.records import BudgetEntry, StoredFigures, Unit, Worker
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.types import Definition
from kaa_core.statistics.answers import (
    Answer,
    Unreadable,
    answer,
    unpack_all,
)
from kaa_core.statistics.catalogue import BY_KEY, FIGURES
from kaa_core.statistics.day import EVERYBODY, Budgeted, Day, Filter, Names, school_year
from kaa_core.statistics.erased import left_of, stored_in_time
from kaa_core.statistics.money import budgeted, of_nobody
from kaa_core.statistics.trace import Trace
from kaa_core.statistics.values import Figure
from kaa_server import log, traces
from kaa_server.database import Connection, Database
from kaa_server.importing import stored

READING_SECONDS: Final = 10.0
"""How long a request reads what is new before it answers that there is more; the night reads the rest."""
_NEAR: Final = timedelta(days=31)
"""A day this near to a month's end that somebody is erased from may have lost her too."""


@attrs.frozen(kw_only=True)
class Question:
    """What is asked. `figures`: none is all of them."""

    as_of: date
    figures: tuple[Figure, ...] = FIGURES
    start: date | None = None
    definition: Definition | None = None
    only: Filter = EVERYBODY

    def stands(self, held: Answer) -> bool:
        """Whether a stored answer is to what is asked: of everybody, by the definition, of the period."""
        figure = BY_KEY[held.figure]
        definition = self.definition or in_force(self.as_of)
        start = self.start or school_year(self.as_of)
        asked = not figure.by_definition or held.definition == definition.key
        return self.only.empty and asked and (not figure.period or held.start == start)


@attrs.frozen(kw_only=True)
class Given:
    """The answers in the order asked for. `seq`: the last row of the log that is in them."""

    answers: tuple[Answer, ...]
    seq: int
    remarks: tuple[str, ...] = ()


class StillReading(Exception):
    """Not everything new is read yet; asked again it has come further."""


def ask(
    database: Database,
    municipality: str,
    question: Question,
    today: date,
    *,
    going_on: Callable[[], bool] = lambda: True,
) -> Given:
    """Answer a question by what the register holds now.

    Raises:
        StillReading: when `going_on` said no before everything new was read.
    """
    if traces.refresh(database, municipality, going_on=going_on):
        raise StillReading
    with database.tenant(municipality, one_moment=True) as connection:
        head = log.read_head(connection, municipality)
        kept = storeds(connection, municipality)
        held = kept.get(question.as_of)
        told = _as_stored(held, question) if held is not None and held.frozen else {}
        money = [one for one in question.figures if of_nobody(one)]
        counting = [one for one in question.figures if one.key not in told and one not in money]
        remarks = list[str]()
        if money:  # what is entered after the month has been erased from is of that month too
            entered = stored.records_of(connection, municipality, BudgetEntry)
            day = looked_at((), question, Names(), budgeted(entered, question.only))
            told |= {one.key: answer(one, day) for one in money}
        if counting:
            day = day_of(connection, municipality, question)
            in_time = held is not None and stored_in_time(held.as_of, held.made_at)
            erased = _may_lack(question.as_of, kept)
            left = left_of(day, today, stored=in_time, erased=erased)
            remarks += [left.remark] if left.remark else []
            told |= {one.key: left.answer(one, day) for one in counting}
    database.codec.forget(municipality)
    answers = tuple(told[one.key] for one in question.figures)
    return Given(answers=answers, seq=head.seq if head else 0, remarks=tuple(remarks))


def day_of(connection: Connection, municipality: str, question: Question) -> Day:
    """The day with everybody in it."""
    found: Sequence[Trace] = traces.held(connection, municipality)
    return looked_at(
        found,
        question,
        names_in(connection, municipality),
        budgeted(stored.records_of(connection, municipality, BudgetEntry), question.only),
    )


def looked_at(
    found: Iterable[Trace], question: Question, named: Names, money: Sequence[Budgeted] = ()
) -> Day:
    """A day as it is asked about."""
    return Day(
        found,
        question.as_of,
        start=question.start,
        definition=question.definition,
        only=question.only,
        names=named,
        budget=money,
    )


def _as_stored(held: StoredFigures, question: Question) -> dict[str, Answer]:
    try:
        found = unpack_all(held.content, held.made_at)
    except Unreadable:
        return {}
    asked = [one.key for one in question.figures if not of_nobody(one) and one.key in found]
    return {key: found[key] for key in asked if question.stands(found[key])}


def _may_lack(as_of: date, kept: Mapping[date, StoredFigures]) -> bool:
    return any(held.frozen and abs(day - as_of) <= _NEAR for day, held in kept.items())


# --- what the municipality shares -----------------------------------------------------------------


def names_in(connection: Connection, municipality: str) -> Names:
    """What the municipality's workers and units are called now."""
    return names(
        stored.records_of(connection, municipality, Worker),
        stored.records_of(connection, municipality, Unit),
    )


def names(workers: Iterable[Worker], units: Iterable[Unit]) -> Names:
    """What workers and units are called, and where workers are."""
    people = list(workers)
    return Names(
        workers={one.id.bytes: one.name or "" for one in people},
        units={one.id.bytes: one.name or "" for one in units},
        unit_of={one.id.bytes: one.unit.bytes for one in people if one.unit is not None},
    )


def storeds(connection: Connection, municipality: str) -> dict[date, StoredFigures]:
    """The stored figures by day; of several of a day the frozen one, else the one counted last."""
    found = dict[date, StoredFigures]()
    for one in stored.records_of(connection, municipality, StoredFigures):
        before = found.get(one.as_of)
        if before is None or _rank(one) > _rank(before):
            found[one.as_of] = one
    return found


def _rank(one: StoredFigures) -> tuple[bool, float, bytes]:
    """By what one stored answer of a day comes before another."""
    made: datetime | None = one.made_at
    return bool(one.frozen), made.timestamp() if made else 0.0, one.id.bytes


def figures_named(keys: Sequence[str]) -> tuple[Figure, ...]:
    """Figures by their keys, all of them when none is named. Raises KeyError for one that never was."""
    return tuple(BY_KEY[one] for one in keys) if keys else FIGURES
