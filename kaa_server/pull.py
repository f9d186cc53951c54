"""Handing out: changes after a cursor, the first download in chunks, and one record's history."""

from __future__ import annotations

import binascii
import re
import uuid
from collections.abc import Sequence
from typing import Any, cast

import attrs
import msgspec

from kaa_core.sync import handing
from kaa_core.sync.messages import (
    History,
    HistoryRow,
    Outcome,
    PullAnswer,
    SnapshotChunk,
    SnapshotRow,
)
from kaa_core.sync.sight import View
from kaa_server.errors import Code, RequestError
from kaa_server.log import CHANGE_COLUMNS
from kaa_server.log_rows import record_bodies
from kaa_server.reading import MAX_BYTES, PostgresReading
from kaa_server.views import Seen

DEFAULT_LIMIT = 4000
MAX_LIMIT = 2000
MAX_HISTORY = 2000
_unpack_pair = msgspec.msgpack.Decoder(tuple[msgspec.Raw, msgspec.Raw]).decode
_CURSOR = re.compile(r"([0-9a-f]{32})-(\d{1,18})-(\d{1,18})-(\d{1,9})-([0-9a-f]{32})")

_SNAPSHOT = """
    SELECT kind, record, scope, body, deleted, available FROM (
        SELECT *, count(*) OVER () AS available, sum(octet_length(body))
            OVER (ORDER BY kind, record) - octet_length(body) AS before
        FROM (
            SELECT kind, record, scope, body, deleted FROM record
            WHERE municipality = %(m)s AND (kind, record) > (%(kind)s, %(record)s)
                AND (NOT deleted OR seq > %(as_of)s) AND READABLE
            ORDER BY kind, record LIMIT %(limit)s
        ) AS page
    ) AS counted WHERE before < %(bytes)s ORDER BY kind, record
"""
_SHARED = """
    SELECT count(*) FROM record
    WHERE municipality = %(m)s AND scope IS NULL AND NOT deleted AND READABLE
"""
_HISTORY = f"""
    SELECT {", ".join(f"c.{column}" for column in CHANGE_COLUMNS.split(", "))},
        c.base, c.outcome, a.name, d.name, (
            SELECT string_agg(DISTINCT g.name, ', ') FROM replayed r
            JOIN device g USING (municipality, device)
            WHERE r.municipality = c.municipality AND r.seq = c.seq
        )
    FROM change_log c
    LEFT JOIN account a ON a.municipality = c.municipality AND a.account = c.actor
    LEFT JOIN device d ON d.municipality = c.municipality AND d.device = c.device
    WHERE c.municipality = %(m)s AND c.record = %(record)s AND READABLE
    ORDER BY c.seq LIMIT %(limit)s
"""  # noqa: S608 - constants


def pull(reading: PostgresReading, seen: Seen, epoch: bytes, after: int, limit: int) -> PullAnswer:
    """Changes with a number above ``after``; see `handing.pull`.

    Raises:
        RequestError: 409 ``epoch`` when the cursor is not of this server's history, ``sight`` when
            the user's own view has changed since it: she downloads anew.
    """
    head = reading.head()
    if head.epoch != epoch or after > head.seq:
        raise RequestError(409, Code.EPOCH)
    if seen.since > after:
        raise RequestError(409, Code.SIGHT)
    return handing.pull(reading, seen.view, after, min(max(limit, 1), MAX_LIMIT))


@attrs.frozen(slots=True)
class Cursor:
    """Where a first download stands. Given to the client as text that it hands back as it is."""

    epoch: uuid.UUID
    as_of: int
    total: int
    kind: int
    record: uuid.UUID

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read what ``str`` wrote; RequestError 400 for anything else."""
        found = _CURSOR.fullmatch(text)
        if found is None:
            raise RequestError(400, Code.BAD_REQUEST)
        epoch, as_of, total, kind, record = found.groups()
        return cls(uuid.UUID(epoch), int(as_of), int(total), int(kind), uuid.UUID(record))

    def __str__(self) -> str:
        return f"{self.epoch.hex}-{self.as_of}-{self.total}-{self.kind}-{self.record.hex}"


def snapshot(
    reading: PostgresReading, view: View, cursor: Cursor | None, limit: int = DEFAULT_LIMIT
) -> SnapshotChunk:
    """The next records of a first download, by kind and id.

    A row may be newer than ``as_of``: its ``seqs`` say so, and the pull that follows repeats what
    the client already has. One that was deleted after ``as_of`` still comes, marked, so that the
    changes pulled later find their record.

    Raises:
        RequestError: 409 ``epoch`` when the server was restored in the middle of the download.
    """
    head = reading.head()
    if cursor is None:
        [(shared,)] = reading.rows(_SHARED, view)
        total = shared + sum(
            count for (count,) in reading.seen_cases("coalesce(sum(s.count), 0)::bigint", view)
        )
        cursor = Cursor(uuid.UUID(bytes=head.epoch), head.seq, total, -1, uuid.UUID(int=0))
    if cursor.epoch.bytes != head.epoch or cursor.as_of > head.seq:
        raise RequestError(409, Code.EPOCH)
    rows = reading.rows(
        _SNAPSHOT,
        view,
        plain_ids=True,
        few=reading.seen_if_few(view),
        kind=cursor.kind,
        record=cursor.record,
        as_of=cursor.as_of,
        limit=limit,
        bytes=MAX_BYTES,
    )
    more = bool(rows) and (rows[-1][-1] > len(rows) or len(rows) == limit)
    place = (
        attrs.evolve(cursor, kind=rows[-1][0], record=uuid.UUID(bytes=rows[-1][1]))
        if more
        else None
    )
    return SnapshotChunk(
        epoch=head.epoch,
        as_of=cursor.as_of,
        total=cursor.total,
        rows=snapshot_rows(reading, rows),
        next=None if place is None else str(place),
    )


def history(reading: PostgresReading, view: View, record: uuid.UUID) -> History:
    """All that happened to one record, losing values too, oldest first, with names."""
    rows = reading.rows(_HISTORY, view, plain_ids=True, record=record, limit=MAX_HISTORY)
    found = [
        HistoryRow(
            change=change,
            base=row[-5],
            outcome=Outcome(row[-4]),
            actor_name=row[-3] or "",
            device_name=row[-2] or "",
            returned_by=row[-1] or "",
        )
        for row, change in zip(rows, reading.raw(rows), strict=True)
    ]
    return History(rows=found)


def hex_id(text: str) -> uuid.UUID:
    """An id in a path or query: 32 hexadecimal digits, with or without dashes.

    Raises:
        RequestError: 400.
    """
    try:
        return uuid.UUID(bytes=binascii.unhexlify(text.replace("-", "")))
    except ValueError:
        raise RequestError(400, Code.BAD_REQUEST) from None


def snapshot_rows(reading: PostgresReading, rows: Sequence[tuple[Any, ...]]) -> list[SnapshotRow]:
    """Rows of a download: kind, record, scope, body, deleted; what follows is passed over."""
    named = [(row[1], row[2], row[3]) for row in rows]
    bodies = record_bodies(reading.connection, reading.municipality, named)
    return [_snapshot_row(row, body) for row, body in zip(rows, bodies, strict=True)]


def _snapshot_row(row: tuple[Any, ...], body: bytes) -> SnapshotRow:
    kind, record, scope, _, deleted = row[:5]
    values, seqs = _unpack_pair(body)
    return SnapshotRow(
        kind=kind,
        record=record,
        scope=scope,
        values=cast("dict[int, Any]", values),
        seqs=cast("dict[int, int]", seqs),
        deleted=deleted,
    )
