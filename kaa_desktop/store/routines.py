"""The municipality's contact routine as the lists follow it: all rows are made anew when it changes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, cast

import msgspec
from attrs import frozen

from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Contact, Conversation, Enrolment, HomeVisit
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.routine import pack, planned, reigns
from kaa_desktop.store import cases, rows, settings
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_core.rules.routine import Routine
    from kaa_desktop.store.database import Connection

KIND: Final = REGISTRY.kind(RoutineVersion)
_QUERY: Final = (
    f"SELECT {rows.columns(KIND)} FROM {table(KIND)} "
    "WHERE NOT _deleted AND since IS NOT NULL ORDER BY id"
)
_MADE: Final = (
    Wanted(Enrolment, "start", "end", "worker"),
    Wanted(Contact, "occurred_on", "channel", "direction", "counterpart", "outcome"),
    Wanted(HomeVisit, "status", "planned_on", "planned_at", "visited_on", "outcome"),
    Wanted(Conversation, "occurred_on", "counterparts"),
)


def held(connection: Connection) -> tuple[Routine, ...]:
    """The routines one after another, those that have not begun among them."""
    found = connection.execute(_QUERY).fetchall()
    return reigns(cast("RoutineVersion", rows.record_of(KIND, row)) for row in found)


def follow(connection: Connection) -> bool:
    """Note by which routines the lists are made; whether they are others than were noted."""
    said = _mark(held(connection))
    if settings.get(connection, settings.ROUTINE) == said:
        return False
    settings.put(connection, settings.ROUTINE, said)
    return True


def _mark(routines: tuple[Routine, ...]) -> bytes:
    said = [(one.since.toordinal(), pack(one)) for one in routines]
    return hashlib.sha256(msgspec.msgpack.encode(said)).digest()


@frozen(kw_only=True)
class Effect:
    """What another routine would change: of how many enrolled the next step, and which way its day goes."""

    enrolled: int
    changed: int
    earlier: int
    later: int


def effect(connection: Connection, changed: Routine) -> Effect:
    """Reckon every open case here by the routines as they are, and with one more."""
    now = held(connection)
    then = (*(one for one in now if one.since != changed.since), changed)
    then = tuple(sorted(then, key=lambda one: one.since))
    open_ = connection.execute("SELECT id FROM case_summary WHERE routine_step IS NOT NULL")
    enrolled = other = earlier = later = 0
    for case in cases.read(connection, [row[0] for row in open_.fetchall()], _MADE):
        if case.youth is None:
            continue
        before, after = (planned(case.youth, case.records, some) for some in (now, then))
        if before is None or after is None:
            continue
        enrolled += 1
        was, will = before.asked, after.asked
        other += (was.step, was.due) != (will.step, will.due)
        earlier += will.due < was.due
        later += will.due > was.due
    return Effect(enrolled=enrolled, changed=other, earlier=earlier, later=later)
