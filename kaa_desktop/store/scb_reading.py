"""What SCB's half-yearly file is made of: who was enrolled in the half-year, and the records that matter.

A portion at a time, so that a thread can tell how far it has come and be stopped between two portions.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kaa_core.model.casework import Measure
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    Occupation,
    Youth,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT
from kaa_desktop.store import linked, rows
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaa_core.model.registry import Record
    from kaa_core.scb.half_year import HalfYear
    from kaa_desktop.store.database import Connection

AT_A_TIME: Final = 500
_YOUTH: Final = REGISTRY.kind(Youth)
_YOUTHS: Final = (  # whole: one without a number is something to mend, and not left out
    f"SELECT {rows.columns(_YOUTH)} FROM {table(_YOUTH)} WHERE id IN ({{}}) AND NOT _deleted"
)
_TOUCHING: Final = (
    f"SELECT DISTINCT _scope FROM {table(REGISTRY.kind(Enrolment))} "
    "WHERE NOT _deleted AND start <= ? AND (end IS NULL OR max(start, end) >= ?)"
)


def wanted(half_year: HalfYear) -> tuple[Wanted, ...]:
    """What is looked at, and no more: what happened long before is not read."""
    since = half_year.first - COUNTS_BEFORE_ENROLMENT - timedelta(days=1)
    return (
        Wanted(
            Enrolment,
            "youth",
            "start",
            "end",
            "registration_reason",
            "deregistration_reason",
            "last_known_occupation",
        ),
        Wanted(Occupation, "youth", "kind", "start", "end", "noted_on"),
        Wanted(
            Contact,
            "youth",
            "occurred_on",
            "channel",
            "direction",
            "counterpart",
            "outcome",
            also=f" AND occurred_on >= '{since}'",
        ),
        Wanted(
            HomeVisit,
            "youth",
            "status",
            "visited_on",
            "outcome",
            "information_sheet_left",
            also=f" AND visited_on >= '{since}'",
        ),
        Wanted(
            Conversation,
            "youth",
            "kind",
            "occurred_on",
            "place",
            "counterparts",
            "counts_as_measure",
            also=f" AND occurred_on >= '{since}'",
        ),
        Wanted(
            Measure,
            "youth",
            "kind",
            "responsible",
            "start",
            "planned_end",
            "end",
            "end_reason",
            also=f" AND (end IS NULL OR end >= '{since}' OR start >= '{since}')",
        ),
    )


def enrolled_in(connection: Connection, half_year: HalfYear) -> list[bytes]:
    """The youths with a period that touches the half-year; of linked entries the one that is kept."""
    found = connection.execute(
        _TOUCHING, (half_year.last.isoformat(), half_year.first.isoformat())
    ).fetchall()
    kept_for = linked.kept_for(connection)
    return sorted({kept_for.get(row[0], row[0]) for row in found if row[0] is not None})


def portions(youths: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The youths a portion at a time."""
    left = iter(youths)
    while part := list(islice(left, AT_A_TIME)):
        yield part


def read(
    connection: Connection, part: Sequence[bytes], kinds: Sequence[Wanted]
) -> list[tuple[bytes, Youth, list[Record]]]:
    """Of each her record and what matters, with that of entries linked to hers (linked.py)."""
    kept_for = linked.kept_for(connection)
    asked = set(part)
    asked |= {other for other, kept in kept_for.items() if kept in asked}
    ids = list(asked)
    marks = ", ".join("?" * len(ids))
    held: defaultdict[bytes, list[Record]] = defaultdict(list)
    youths: dict[bytes, Any] = {}
    for row in connection.execute(_YOUTHS.format(marks), ids).fetchall():
        youths[row[0]] = rows.record_of(_YOUTH, row)
    for kind in kinds:
        for row in connection.execute(kind.query.format(marks), ids).fetchall():
            held[kept_for.get(row[0], row[0])].append(kind.record(row))
    return [(one, youths[one], held[one]) for one in part if one in youths]
