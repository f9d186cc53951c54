"""What has changed in the register after a day: who came in, who went out, whose answer is another.

Functions for `Queries.read`. Dates are those that the records say, not when they were written.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import frozen

from kaa_core.model.enums import Belonging
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store.holding import BIT
from kaa_desktop.store.schema import quoted, table

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

_BELONGING: Final = {int(one): one for one in Belonging}
_ENROLMENTS: Final = table(REGISTRY.kind(Enrolment))


class Way(enum.Enum):
    """In which way the register is another."""

    IN = "in"
    OUT = "out"
    CHANGED = "changed"


@frozen
class Changed:
    """One youth, on which day. `reason`: IN and OUT: the code of SCB's group. CHANGED: before and after."""

    youth: bytes
    way: Way
    on: date
    reason: int | None = None
    before: Belonging | None = None
    after: Belonging | None = None


def since(
    connection: Connection, after: date, until: date, definition: str, limit: int
) -> tuple[list[Changed], dict[Way, int]]:
    """The changes of the days after `after` up to and including `until`, the latest first.

    At most `limit` of each way, and how many there are of each.
    """
    found: list[Changed] = []
    counts: dict[Way, int] = {}
    for way, column, reason in (
        (Way.IN, "start", "registration_reason"),
        (Way.OUT, "end", "deregistration_reason"),
    ):
        where = f"{quoted(column)} > ? AND {quoted(column)} <= ? AND NOT _deleted"
        span = (after.isoformat(), until.isoformat())
        query = f"SELECT count(*) FROM {_ENROLMENTS} WHERE {where}"
        [(counts[way],)] = connection.execute(query, span).fetchall()
        query = (
            f"SELECT _scope, {quoted(column)}, {reason} FROM {_ENROLMENTS} WHERE {where} "
            f"ORDER BY {quoted(column)} DESC, _scope LIMIT ?"
        )
        rows = connection.execute(query, (*span, limit)).fetchall()
        found += [Changed(youth, way, date.fromisoformat(on), why) for youth, on, why in rows]
    # Where one interval ends another begins; the first of a youth is no change.
    joined = (
        "FROM target_interval AS now JOIN target_interval AS was ON was.scope = now.scope "
        "AND was.until = now.start AND was.definitions & ? WHERE now.definitions & ? "
        "AND now.start > ? AND now.start <= ? AND now.belonging <> was.belonging"
    )
    bit = BIT[definition]
    told = (bit, bit, after.toordinal(), until.toordinal())
    [(counts[Way.CHANGED],)] = connection.execute(f"SELECT count(*) {joined}", told).fetchall()
    query = (
        f"SELECT now.scope, now.start, was.belonging, now.belonging {joined} "
        "ORDER BY now.start DESC, now.scope LIMIT ?"
    )
    found += [
        Changed(
            youth,
            Way.CHANGED,
            date.fromordinal(on),
            before=_BELONGING[before],
            after=_BELONGING[now],
        )
        for youth, on, before, now in connection.execute(query, (*told, limit)).fetchall()
    ]
    return found, counts
