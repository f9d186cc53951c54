"""Figures side by side (003 Diagram 2): units of one municipality, or municipalities that share theirs.

A municipality takes part when its own settings say so and the operator has put it in a group. What the
others get is written beforehand: figures of a month's end, summed, with small numbers hidden. The database
shows them to the members of the group alone (migration 0013), whatever a query says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from kaa_core.model.records import StoredFigures
from kaa_core.model.registry import milliseconds
from kaa_core.statistics.answers import (
    Answer,
    Origin,
    Unreadable,
    answers,
    packed,
    unpack_all,
)
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.day import Filter
from kaa_core.statistics.suppression import suppressed_all
from kaa_core.statistics.values import Figure
from kaa_core.sync.statistics import (
    MUNICIPALITIES,
    UNITS,
    ComparisonTold,
    FigureTold,
    SideTold,
)
from kaa_server import municipalities, statistics, traces
from kaa_server.clock import Clock
from kaa_server.database import Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.statistics import Question, StillReading

SHARED: Final[tuple[Figure, ...]] = tuple(
    BY_KEY[key]
    for key in (
        "age_group",
        "target_group",
        "introductory",
        "enrolled",
        "situation",
        "not_reached",
        "not_contacted",
        "contact_in_four_weeks",
        "followed_up",
        "with_plan",
        "evaluated",
        "occupied",
        "dropouts",
        "returned",
        "visits_in_time",
        "routine",
    )
)
"""What is told of a municipality: nothing by school, programme, worker or week."""
OF_UNITS: Final = tuple(one for one in SHARED if one.key not in {"age_group", "dropouts"})
"""Whoever has no worker is in no unit: of those in the age group that is nearly everybody."""
NO_UNIT: Final = "Ingen enhet"
MONTHS: Final = 36
"""Ends of months that are shared at most."""
LONGEST_GROUP: Final = 100


# --- units -----------------------------------------------------------------------------------------


def units(
    database: Database,
    municipality: str,
    as_of: date,
    *,
    going_on: Callable[[], bool] = lambda: True,
) -> ComparisonTold:
    """Every unit on a day, those without a unit last. Raises StillReading."""
    if traces.refresh(database, municipality, going_on=going_on):
        raise StillReading
    with database.tenant(municipality, one_moment=True) as connection:
        found = traces.held(connection, municipality)
        named = statistics.names_in(connection, municipality)
    database.codec.forget(municipality)
    ours = [one for one in found if one.enrolments]  # others are in no unit
    sides = []
    for key, name in _ordered(named.units):
        question = Question(as_of=as_of, only=Filter(units=frozenset([key])))
        day = statistics.looked_at(ours, question, named)
        if key or day.enrolled:
            told = suppressed_all(answers(OF_UNITS, day))
            sides.append(SideTold(key.hex(), name, [_told(one) for one in told]))
    return ComparisonTold(UNITS, as_of.isoformat(), sides)


def _ordered(named: Any) -> list[tuple[bytes, str]]:
    by_name = sorted(named.items(), key=lambda one: (one[1], one[0]))
    return [*by_name, (b"", NO_UNIT)]


def _told(one: Answer) -> FigureTold:
    return FigureTold(packed(one), one.origin.value)


# --- municipalities --------------------------------------------------------------------------------


def fellows(database: Database, municipality: str, as_of: date | None) -> ComparisonTold:
    """The municipalities of one's group on a month's end, the latest when none is said; one's own first."""
    with database.tenant(municipality) as connection:
        group = group_of(connection, municipality)
        days = [
            day
            for (day,) in connection.execute(
                "SELECT DISTINCT as_of FROM compare_shared WHERE grouped = %s "
                "ORDER BY as_of DESC LIMIT %s",
                [group, MONTHS],
            )
        ]
        day = as_of or (days[0] if days else None)
        rows = connection.execute(
            "SELECT municipality, name, made_at, body FROM compare_shared "
            "WHERE grouped = %s AND as_of = %s ORDER BY municipality <> %s, name, municipality",
            [group, day, municipality],
            binary=True,
        ).fetchall()
    sides = [
        SideTold(code, name, [*_read(bytes(body), milliseconds(made_at))])
        for code, name, made_at, body in rows
    ]
    return ComparisonTold(
        MUNICIPALITIES,
        day.isoformat() if day else "",
        sides,
        [one.isoformat() for one in days],
        group,
    )


def _read(body: bytes, made_at: int) -> Iterable[FigureTold]:
    for one in msgspec.msgpack.decode(body, type=list[list[Any]]):
        yield FigureTold(one, Origin.STORED.value, made_at)


def group_of(connection: Connection, municipality: str) -> str:
    """The name of a municipality's group; "" when it is in none."""
    row = connection.execute(
        "SELECT grouped FROM compare_member WHERE municipality = %s", [municipality]
    ).fetchone()
    return "" if row is None else str(row[0])


def shares(connection: Connection, municipality: str) -> bool:
    """Whether its settings say that it shares its figures."""
    row = connection.execute(
        "SELECT shares FROM municipality WHERE municipality = %s", [municipality]
    ).fetchone()
    return row is not None and bool(row[0])


def publish(database: Database, clock: Clock, municipality: str) -> int:
    """Share the stored ends of months that are not shared yet; how many there were."""
    with database.tenant(municipality) as connection:
        group = group_of(connection, municipality)
        if not group or not shares(connection, municipality):
            return 0
        named = municipalities.load(connection, municipality)
        there = {
            day
            for (day,) in connection.execute(
                "SELECT as_of FROM compare_shared WHERE municipality = %s", [municipality]
            )
        }
        kept = statistics.storeds(connection, municipality)
        done = 0
        for day in sorted(kept, reverse=True)[:MONTHS]:
            body = None if day in there else _shown(kept[day])
            if body is not None:
                connection.execute(
                    "INSERT INTO compare_shared (municipality, grouped, as_of, name, made_at, body) "
                    "VALUES (%s, %s, %s, %s, %s, %s)",
                    [municipality, group, day, named.name if named else "", clock(), body],
                )
                done += 1
    return done


def _shown(kept: StoredFigures) -> bytes | None:
    """The figures of a day that others may see, summed and with small numbers hidden."""
    try:
        found = unpack_all(kept.content, kept.made_at)
    except Unreadable:
        return None
    told: Sequence[Answer] = [found[one.key] for one in SHARED if one.key in found]
    return msgspec.msgpack.encode([packed(one) for one in suppressed_all(told)])


# --- the operator's ---------------------------------------------------------------------------------


def join(database: Database, clock: Clock, municipality: str, group: str) -> None:
    """Put a municipality in a group; what it had shared in another goes.

    Raises:
        OperatorError: when its settings do not say that it shares its figures.
    """
    group = group.strip()
    if not group or len(group) > LONGEST_GROUP:
        raise OperatorError("Ge gruppen ett namn, högst 100 tecken. Ingenting är ändrat.")
    with database.tenant(municipality) as connection:
        if not shares(connection, municipality):
            raise OperatorError(
                "Kommunen delar inte sina tal. En administratör slår på det i kommunens inställningar. "
                "Ingenting är ändrat."
            )
        if group_of(connection, municipality) == group:
            return
        _out(connection, municipality)
        connection.execute("SELECT set_config('kaa.operator', 'yes', true)")
        connection.execute(
            "INSERT INTO compare_member (municipality, grouped, added_at) VALUES (%s, %s, %s)",
            [municipality, group, clock()],
        )


def leave(database: Database, municipality: str) -> bool:
    """Take a municipality out of its group, and what it has shared with it; False when it was in none."""
    with database.tenant(municipality) as connection:
        return _out(connection, municipality)


def _out(connection: Connection, municipality: str) -> bool:
    gone = connection.execute("DELETE FROM compare_member WHERE municipality = %s", [municipality])
    return gone.rowcount > 0
