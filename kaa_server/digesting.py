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

_TOTAL = f"""
    SELECT count(*), coalesce(sum(count), 0)::bigint, (coalesce(sum(total), 0) %% {MODULO})::bigint
    FROM (SELECT youth AS scope, count, total FROM case_sight WHERE municipality = %(m)s) AS cases
    WHERE count > 0 AND READABLE
"""  # noqa: S608 - constants
_LIST = """
    SELECT scope, count, total
    FROM (SELECT youth AS scope, count, total FROM case_sight WHERE municipality = %(m)s) AS cases
    WHERE count > 0 AND READABLE ORDER BY scope
"""
_ONE = """
    SELECT kind, record, scope, body, deleted FROM record
    WHERE municipality = %(m)s AND scope = %(youth)s AND NOT deleted ORDER BY kind, record
"""


def digest(reading: PostgresReading, view: View, *, listed: bool) -> Digest:
    """How many youths and records, and the sum of all their hashes; `listed`: youth by youth too."""
    head = reading.head()
    if not view.reads_cases:
        return Digest(head.epoch, head.seq, 0, 0, 0)
    [(youths, count, total)] = reading.rows(_TOTAL, view)
    scopes = [
        ScopeDigest(scope.bytes, held, hashed)
        for scope, held, hashed in (reading.rows(_LIST, view) if listed else ())
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
