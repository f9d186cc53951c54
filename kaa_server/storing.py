"""Figures of a month's end, stored while they can be counted, and frozen before anybody who counted goes.

Persons are erased at 21 (7 § 2006:39). A month's end is stored when it has passed; as long as nobody who
counted on it is erased it is counted anew when it is asked for. Just before somebody is erased, the ends of
the months on which she counted are counted for the last time, with her, and stand (docs/adr/050).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

import attrs
from starlette.concurrency import run_in_threadpool

from kaa_core import __version__
from kaa_core.model.ids import RecordId
from kaa_core.model.records import BudgetEntry, StoredFigures
from kaa_core.rules.calendar import add_months, month_ends
from kaa_core.statistics.answers import answers, pack_all
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Budgeted, Day, Names
from kaa_core.statistics.money import budgeted
from kaa_core.statistics.trace import Trace
from kaa_server import ingest, log, log_rows, side_by_side, statistics, traces
from kaa_server.clock import Clock, new_id
from kaa_server.database import Database
from kaa_server.importing import stored
from kaa_server.logs import fault
from kaa_server.logs import log as said
from kaa_server.notices import today
from kaa_server.statistics import StillReading

MONTHS_BACK: Final = 36
"""How far back a municipality's figures are stored the first time."""
EVERY_SECONDS: Final = 3600
NIGHT: Final = range(1, 5)
"""Hours, local time, in which a server that runs stores by itself what the night has not."""


@attrs.frozen
class _Shared:
    """What every day is counted with."""

    names: Names
    budget: Sequence[Budgeted]

    def day(self, found: Sequence[Trace], as_of: date) -> Day:
        """Everybody on a day, the usual period, the definition in force."""
        return Day(found, as_of, names=self.names, budget=self.budget)


def store(database: Database, clock: Clock, municipality: str) -> int:
    """Store the ends of months that have passed and are not stored; how many there were."""
    on = today(clock)
    with database.tenant(municipality) as connection:
        kept = statistics.storeds(connection, municipality)
    if kept and max(kept) >= month_ends(add_months(on, -1), on)[-1]:
        return 0
    traces.refresh(database, municipality)
    found, shared = _everything(database, municipality)
    missing = [day for day in _wanted(kept, on, began(found)) if day not in kept]
    for day in missing:
        _write(database, clock, municipality, shared.day(found, day), frozen=False)
    return len(missing)


def freeze(
    database: Database,
    clock: Clock,
    municipality: str,
    youth: bytes,
    *,
    going_on: Callable[[], bool] = lambda: True,
) -> int:
    """Have the ends of months on which a youth counted stand as they are; how many were counted now.

    Raises:
        StillReading: when `going_on` said no before all was done; what was done stands.
    """
    with database.tenant(municipality) as connection:
        known = connection.execute(
            "SELECT FROM case_sight WHERE municipality = %s AND youth = %s AND count > 0",
            [municipality, log_rows.packed(youth)],
        ).fetchone()
    if known is None:
        return 0
    if traces.refresh(database, municipality, going_on=going_on):
        raise StillReading
    on = today(clock)
    with database.tenant(municipality) as connection:
        kept = statistics.storeds(connection, municipality)
        own = traces.of(connection, municipality, youth)
    if own is None:
        return 0
    days = [day for day in _wanted(kept, on) if not _stands(kept.get(day)) and counts(own, day)]
    if not days:
        return 0
    found, shared = _everything(database, municipality)
    for day in days:
        if not going_on():
            raise StillReading
        _write(database, clock, municipality, shared.day(found, day), frozen=True)
    return len(days)


def counts(own: Trace, as_of: date) -> bool:
    """Whether a youth is in any figure of a day: alone she gives something else than nobody."""
    alone, nobody = Day([own], as_of), Day([], as_of)
    return any(one.count(alone) != one.count(nobody) for one in FIGURES)


def _stands(kept: StoredFigures | None) -> bool:
    return kept is not None and bool(kept.frozen)


def _wanted(kept: Iterable[date], on: date, first: date = date.min) -> list[date]:
    """The ends of months that are or should be stored: the first time at most so far back."""
    before = min(kept, default=max(first, add_months(on, -MONTHS_BACK)))
    return month_ends(min(before, add_months(on, -1)), on)


def began(found: Iterable[Trace]) -> date:
    """The first day on which the municipality did something that the register tells of."""
    days = (each for one in found for each in _done(one) if each > 0)
    return date.fromordinal(min(days, default=date.max.toordinal()))


def _done(one: Trace) -> Iterable[int]:
    yield from (each.start for each in one.enrolments)
    yield from (each.on for each in one.events)


def _everything(database: Database, municipality: str) -> tuple[list[Trace], _Shared]:
    with database.tenant(municipality, one_moment=True) as connection:
        found = traces.held(connection, municipality)
        shared = _Shared(
            statistics.names_in(connection, municipality),
            budgeted(stored.records_of(connection, municipality, BudgetEntry)),
        )
    database.codec.forget(municipality)
    return found, shared


def _write(database: Database, clock: Clock, municipality: str, day: Day, *, frozen: bool) -> None:
    """Write a day's figures, unless they stand already."""
    content = pack_all(answers(FIGURES, day))
    with database.tenant(municipality) as connection:
        log.lock_counter(connection, municipality)
        before = statistics.storeds(connection, municipality).get(day.as_of)
        if _stands(before):
            return
        record = StoredFigures(
            id=before.id if before else RecordId(new_id(clock)),
            as_of=day.as_of,
            definition=day.definition.key,
            made_at=clock(),
            version=__version__,
            content=content,
            frozen=frozen,
        )
        operations = [ingest.created((record, clock()))]
        standing = log.StoredLedger(connection, municipality, record.id, 0).record(record.id.bytes)
        if standing is not None:
            operations = list(ingest.changed((record, clock()), standing))
        done = ingest.write_whole(connection, clock, municipality, operations)
        if done.refused:
            raise RuntimeError(f"stored figures refused: {sorted(done.refused)}")


def months(count: int) -> str:
    """As it is said: "1 månad", "2 månader"."""
    return f"{count} månad{'er' if count != 1 else ''}"


# --- by itself -------------------------------------------------------------------------------------


def store_all(database: Database, clock: Clock) -> None:
    """Every municipality that has anything about anybody."""
    for code in database.codec.keyring.all():
        count = store(database, clock, code)
        side_by_side.publish(database, clock, code)
        if count:
            said.info("figures stored", municipality=code, count=count)


async def rounds(database: Database, clock: Clock) -> None:
    """Look every hour of the night, until cancelled; a round that fails is tried again at the next.

    A server that has just begun has others to answer first.
    """
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            if clock().astimezone().hour in NIGHT:
                await run_in_threadpool(store_all, database, clock)
        except Exception as error:  # noqa: BLE001 - the next round is in an hour
            said.error("figures not stored", **fault(error))
