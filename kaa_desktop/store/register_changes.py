"""What has changed in the register after a day: who came in, who went out, whose answer is another.

Functions for `Queries.read`. Youths without a row in the lists are left out; what lies with an entry that
is another's (linked.py) is the kept one's. Dates are those that the records say, not when they were written.
"""

from __future__ import annotations

import enum
import json
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import frozen

from kaa_core.model.enums import Belonging
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import linked
from kaa_desktop.store.holding import BIT
from kaa_desktop.store.schema import quoted, table

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

_BELONGING: Final = {int(one): one for one in Belonging}
_TOLD: Final = (
    "WITH kept (other, youth) AS (SELECT unhex(value ->> 0), unhex(value ->> 1) FROM json_each(?)), "
    "told AS (SELECT coalesce(kept.youth, e._scope) AS who, e.{column} AS day, max(e.{reason}) AS why "
    f"FROM {table(REGISTRY.kind(Enrolment))} AS e LEFT JOIN kept ON kept.other = e._scope "
    "WHERE e.{column} > ? AND e.{column} <= ? AND NOT e._deleted "
    "AND coalesce(kept.youth, e._scope) IN (SELECT id FROM case_summary) GROUP BY 1, 2)"
)
"""Who, on which day: once for somebody with two entries."""


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
    kept = json.dumps([[one.hex(), of.hex()] for one, of in linked.kept_for(connection).items()])
    for way, column, reason in (
        (Way.IN, "start", "registration_reason"),
        (Way.OUT, "end", "deregistration_reason"),
    ):
        told = _TOLD.format(column=quoted(column), reason=reason)
        span = (kept, after.isoformat(), until.isoformat())
        [(counts[way],)] = connection.execute(f"{told} SELECT count(*) FROM told", span).fetchall()
        query = f"{told} SELECT who, day, why FROM told ORDER BY day DESC, who LIMIT ?"
        rows = connection.execute(query, (*span, limit)).fetchall()
        found += [Changed(youth, way, date.fromisoformat(on), why) for youth, on, why in rows]
    # Where one interval ends another begins; the first of a youth is no change. CROSS: the days first.
    joined = (
        "FROM target_interval AS now CROSS JOIN target_interval AS was ON was.scope = now.scope "
        "AND was.until = now.start AND was.definitions & ? WHERE now.definitions & ? "
        "AND now.start > ? AND now.start <= ? AND now.belonging <> was.belonging "
        "AND now.scope IN (SELECT id FROM case_summary)"
    )
    bit = BIT[definition]
    days = (bit, bit, after.toordinal(), until.toordinal())
    [(counts[Way.CHANGED],)] = connection.execute(f"SELECT count(*) {joined}", days).fetchall()
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
        for youth, on, before, now in connection.execute(query, (*days, limit)).fetchall()
    ]
    return found, counts
