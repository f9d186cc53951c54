"""What the server holds of the youths that somebody sees, in numbers; and one youth whole."""

from __future__ import annotations

import uuid

from kaa_core.sync.digests import MODULO
from kaa_core.sync.messages import Digest, ScopeDigest, SnapshotChunk
from kaa_core.sync.sight import View
from kaa_server.arrays import with_plain_ids
from kaa_server.errors import Code, RequestError
from kaa_server.pull import snapshot_rows
from kaa_server.reading import PostgresReading
from kaa_server.views import sees_now

_TOTAL = (
    f"count(*), coalesce(sum(s.count), 0)::bigint, (coalesce(sum(s.total), 0) %% {MODULO})::bigint"
)
_LIST = "s.youth, s.count, s.total"
_ONE = """
    SELECT kind, record, scope, body, deleted FROM record
    WHERE municipality = %(m)s AND scope = %(youth)s AND NOT deleted ORDER BY kind, record
"""


def digest(reading: PostgresReading, view: View, *, listed: bool) -> Digest:
    """How many youths and records, and the sum of all their hashes; `listed`: youth by youth too."""
    head = reading.head()
    if not view.reads_cases:
        return Digest(head.epoch, head.seq, 0, 0, 0)
    [(youths, count, total)] = reading.seen_cases(_TOTAL, view)
    scopes = [
        ScopeDigest(scope.bytes, held, hashed)
        for scope, held, hashed in (
            reading.seen_cases(_LIST, view, "ORDER BY s.youth") if listed else ()
        )
    ]
    return Digest(head.epoch, head.seq, youths, count, total, scopes)


def whole_youth(reading: PostgresReading, view: View, youth: uuid.UUID) -> SnapshotChunk:
    """All that stands about one youth; RequestError 404 for one whom the caller does not see."""
    head = reading.head()
    if not sees_now(reading.connection, reading.municipality, view, youth.bytes):
        raise RequestError(404, Code.NOT_FOUND)
    parameters = {"m": reading.municipality, "youth": youth}
    rows = with_plain_ids(reading.connection, _ONE, parameters).fetchall()
    found = snapshot_rows(reading, rows)
    return SnapshotChunk(head.epoch, head.seq, len(found), found)
