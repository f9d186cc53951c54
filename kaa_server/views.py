"""What a caller sees, as it stands in this transaction."""

from __future__ import annotations

import uuid

import attrs

from kaa_core.model.enums import Role
from kaa_core.sync.sight import View, sees, view_of
from kaa_server.database import Connection
from kaa_server.sessions import Caller
from kaa_server.shelf import case_rows


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


def of_worker(connection: Connection, municipality: str, worker: uuid.UUID) -> View | None:
    """What a colleague sees, by her worker's record; None when she has no account in use."""
    row = connection.execute(
        "SELECT a.role, w.unit, m.caseworkers_see FROM account a "
        "JOIN municipality m USING (municipality) LEFT JOIN worker_sight w "
        "ON w.municipality = a.municipality AND w.worker = a.worker "
        "WHERE a.municipality = %s AND a.worker = %s AND a.active",
        [municipality, worker],
    ).fetchone()
    if row is None:
        return None
    role, unit, see = row
    return view_of(role, worker.bytes, unit.bytes if unit else None, see)


def sees_now(connection: Connection, municipality: str, view: View, youth: bytes) -> bool:
    """Whether a user sees a youth, as it stands in this transaction."""
    row = case_rows(connection, municipality, [youth]).get(youth)
    return row is not None and sees(view, row.sight)
