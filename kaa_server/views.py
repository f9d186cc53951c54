"""What a caller sees, as it stands in this transaction."""

from __future__ import annotations

import attrs

from kaa_core.model.enums import Role
from kaa_core.sync.sight import View, view_of
from kaa_server.database import Connection
from kaa_server.sessions import Caller


@attrs.frozen(slots=True)
class Seen:
    """A user's view, and the number of the log's row since which it has been so."""

    view: View
    since: int


def seen_by(connection: Connection, caller: Caller) -> Seen:
    """What the caller's account sees."""
    row = connection.execute(
        "SELECT a.worker, w.unit, coalesce(w.seq, 0), m.caseworkers_see, m.sight_seq "
        "FROM account a JOIN municipality m USING (municipality) "
        "LEFT JOIN worker_sight w ON w.municipality = a.municipality AND w.worker = a.worker "
        "WHERE a.municipality = %s AND a.account = %s",
        [caller.municipality, caller.account],
    ).fetchone()
    assert row is not None
    worker, unit, since, see, decided = row
    view = view_of(caller.role, worker.bytes if worker else None, unit.bytes if unit else None, see)
    return Seen(view, max(since, decided) if caller.role == Role.CASEWORKER else since)
