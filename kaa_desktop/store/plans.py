"""Which cases have a plan that is worked by, and whose days have come: asked of the store in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kaa_core.model.casework import FollowUp, Measure, Plan
from kaa_core.model.enums import FollowUpKind
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store.filters import ENROLLED
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from datetime import date

    from kaa_core.model.ids import RecordId, WorkerId
    from kaa_desktop.store.database import Connection

_PLAN: Final = table(REGISTRY.kind(Plan))
_MEASURE: Final = table(REGISTRY.kind(Measure))
_FOLLOW_UP: Final = table(REGISTRY.kind(FollowUp))
_OPEN: Final = "_scope IN (SELECT id FROM case_summary WHERE status IN ({}))".format(
    ", ".join(f"'{one.name}'" for one in sorted(ENROLLED, key=lambda one: one.name))
)
_ACTIVE: Final = (
    f"SELECT DISTINCT _scope FROM {_PLAN} WHERE ended_on IS NULL AND NOT _deleted AND {_OPEN}"
)
# What may be due: `rules/plan/due.py` decides, of these youths' records.
# ?2: whose cases; all when it is NULL.
_HERS: Final = _OPEN.removesuffix(")") + " AND (?2 IS NULL OR worker = ?2))"
_DUE: Final = f"""
    SELECT DISTINCT _scope FROM {_PLAN}
    WHERE NOT _deleted AND ended_on IS NULL AND (follow_up_on <= ?1 OR evaluation_on <= ?1) AND {_HERS}
    UNION
    SELECT DISTINCT _scope FROM {_MEASURE}
    WHERE NOT _deleted AND "end" IS NULL
      AND (follow_up_on <= ?1 OR evaluation_on <= ?1 OR planned_end <= ?1) AND {_HERS}
    UNION
    SELECT DISTINCT one._scope FROM {_MEASURE} AS one
    WHERE NOT one._deleted AND one."end" IS NOT NULL AND one.{_HERS}
      AND NOT EXISTS (
        SELECT 1 FROM {_FOLLOW_UP} AS told
        WHERE told._scope = one._scope AND told.measure = one.id AND NOT told._deleted
          AND told.kind = {int(FollowUpKind.EVALUATION)}
      )
"""


def active(connection: Connection) -> list[RecordId]:
    """Youths with an open case and a plan that has not ended."""
    return [unpacked(row[0]) for row in connection.execute(_ACTIVE)]


def count_active(connection: Connection) -> int:
    """How many `active` gives."""
    return int(connection.execute(f"SELECT count(*) FROM ({_ACTIVE})").fetchone()[0])


def may_be_due(
    connection: Connection, until: date, worker: WorkerId | None = None
) -> list[RecordId]:
    """Youths with an open case, of a worker or of all, of whom something may be to look at by a day."""
    asked = (until.isoformat(), None if worker is None else worker.bytes)
    return [unpacked(row[0]) for row in connection.execute(_DUE, asked)]
