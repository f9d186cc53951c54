"""Handing out: changes after a cursor, the first download in chunks, and one record's history."""

from __future__ import annotations

import binascii
import re
import uuid
from typing import Any, cast

import attrs
import msgspec

from kaa_core.sync.messages import (
    Change,
    History,
    HistoryRow,
    Outcome,
    PullAnswer,
    SnapshotChunk,
    SnapshotRow,
)
from kaa_server import municipalities
from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError
from kaa_server.log import APPLIED, CHANGE_COLUMNS, change_of

DEFAULT_LIMIT = 1000
MAX_LIMIT = 2000
MAX_HISTORY = 2000
#: More rows than one push can lead to (MAX_OPERATIONS, and a conflict's row beside each).
_REACH = 8192
#: One answer's bodies; what a client unpacks is bounded at 32 MiB.
MAX_BYTES = 8 * 1024 * 1024
_unpack_pair = msgspec.msgpack.Decoder(tuple[msgspec.Raw, msgspec.Raw]).decode
_CURSOR = re.compile(r"([0-9a-f]{32})-(\d{1,18})-(\d{1,18})-(\d{1,9})-([0-9a-f]{32})")

_CHANGES = f"""
    SELECT {CHANGE_COLUMNS}, available FROM (
        SELECT *, count(*) OVER () AS available,
            sum(octet_length(body)) OVER (ORDER BY seq) - octet_length(body) AS before
        FROM (
            SELECT {CHANGE_COLUMNS} FROM change_log
            WHERE municipality = %(m)s AND seq > %(after)s AND seq <= %(upto)s
                AND outcome = {APPLIED}
            ORDER BY seq LIMIT %(limit)s
        ) AS page
    ) AS counted WHERE before < %(bytes)s ORDER BY seq
"""  # noqa: S608 - constants
_SNAPSHOT = """
    SELECT kind, record, scope, body, deleted, available FROM (
        SELECT *, count(*) OVER () AS available, sum(octet_length(body))
            OVER (ORDER BY kind, record) - octet_length(body) AS before
        FROM (
            SELECT kind, record, scope, body, deleted FROM record
            WHERE municipality = %(m)s AND (kind, record) > (%(kind)s, %(record)s)
                AND (NOT deleted OR seq > %(as_of)s)
            ORDER BY kind, record LIMIT %(limit)s
        ) AS page
    ) AS counted WHERE before < %(bytes)s ORDER BY kind, record
"""


def pull(
    connection: Connection, municipality: str, epoch: bytes, after: int, limit: int
) -> PullAnswer:
    """Changes with a number above ``after``, at least one whole transaction at a time.

    Raises:
        RequestError: 409 ``epoch`` when the cursor is not of this server's history.
    """
    known = municipalities.load(connection, municipality)
    if known is None or known.epoch.bytes != epoch or after > known.seq:
        raise RequestError(409, Code.EPOCH)
    limit = min(max(limit, 1), MAX_LIMIT)
    rows = _changes(connection, municipality, after, known.seq, limit, MAX_BYTES)
    cursor = known.seq
    if rows and (rows[-1][-1] > len(rows) or len(rows) == limit):
        end = _end_of_transaction(connection, municipality, rows[-1][0])
        rows += _changes(connection, municipality, rows[-1][0], end, _REACH, 2**62)
        cursor = end
    changes = [_raw_change(row[:-1]) for row in rows]
    return PullAnswer(epoch=epoch, cursor=cursor, horizon=known.seq, changes=changes)


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
    connection: Connection, municipality: str, cursor: Cursor | None, limit: int = DEFAULT_LIMIT
) -> SnapshotChunk:
    """The next records of a first download, by kind and id.

    A row may be newer than ``as_of``: its ``seqs`` say so, and the pull that follows repeats what
    the client already has. One that was deleted after ``as_of`` still comes, marked, so that the
    changes pulled later find their record.

    Raises:
        RequestError: 409 ``epoch`` when the server was restored in the middle of the download.
    """
    known = municipalities.load(connection, municipality)
    if known is None:
        raise RequestError(409, Code.EPOCH)
    if cursor is None:
        cursor = _beginning(connection, known)
    if cursor.epoch != known.epoch or cursor.as_of > known.seq:
        raise RequestError(409, Code.EPOCH)
    parameters = {
        "m": municipality,
        "kind": cursor.kind,
        "record": cursor.record,
        "as_of": cursor.as_of,
        "limit": limit,
        "bytes": MAX_BYTES,
    }
    rows = connection.execute(_SNAPSHOT, parameters, binary=True).fetchall()
    more = bool(rows) and (rows[-1][-1] > len(rows) or len(rows) == limit)
    place = attrs.evolve(cursor, kind=rows[-1][0], record=rows[-1][1]) if more else None
    return SnapshotChunk(
        epoch=known.epoch.bytes,
        as_of=cursor.as_of,
        total=cursor.total,
        rows=[_snapshot_row(row) for row in rows],
        next=None if place is None else str(place),
    )


def _beginning(connection: Connection, known: municipalities.Municipality) -> Cursor:
    row = connection.execute(
        "SELECT count(*) FROM record WHERE municipality = %s AND NOT deleted", [known.code]
    ).fetchone()
    return Cursor(known.epoch, known.seq, row[0] if row else 0, -1, uuid.UUID(int=0))


def history(connection: Connection, municipality: str, record: uuid.UUID) -> History:
    """All that happened to one record, losing values too, oldest first, with names."""
    columns = ", ".join(f"c.{column}" for column in CHANGE_COLUMNS.split(", "))
    rows = connection.execute(
        f"SELECT {columns}, c.base, c.outcome, a.name, d.name FROM change_log c "  # noqa: S608
        "LEFT JOIN account a ON a.municipality = c.municipality AND a.account = c.actor "
        "LEFT JOIN device d ON d.municipality = c.municipality AND d.device = c.device "
        "WHERE c.municipality = %s AND c.record = %s ORDER BY c.seq LIMIT %s",
        [municipality, record, MAX_HISTORY],
        binary=True,
    )
    found = [
        HistoryRow(
            change=_raw_change(row[:-4]),
            base=row[-4],
            outcome=Outcome(row[-3]),
            actor_name=row[-2] or "",
            device_name=row[-1] or "",
        )
        for row in rows
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


def _changes(
    connection: Connection, municipality: str, after: int, upto: int, limit: int, size: int
) -> list[tuple[Any, ...]]:
    parameters = {
        "m": municipality,
        "after": after,
        "upto": upto,
        "limit": limit,
        "bytes": size,
    }
    return connection.execute(_CHANGES, parameters, binary=True).fetchall()


def _end_of_transaction(connection: Connection, municipality: str, seq: int) -> int:
    """The last number of the transaction that ``seq`` lies in: it is applied whole or not at all.

    A conflict's row is the server's own (incarnation 0) and may lie between a person's rows, so the
    person's nearest row before it decides.
    """
    row = connection.execute(
        "SELECT max(later.seq) FROM (SELECT device, incarnation, tx FROM change_log "
        "WHERE municipality = %(m)s AND seq <= %(seq)s AND seq > %(seq)s - %(reach)s "
        "AND incarnation <> 0 ORDER BY seq DESC LIMIT 1) AS own "
        "JOIN change_log AS later USING (device, incarnation, tx) "
        "WHERE later.municipality = %(m)s AND later.seq BETWEEN %(seq)s AND %(seq)s + %(reach)s",
        {"m": municipality, "seq": seq, "reach": _REACH},
    ).fetchone()
    return seq if row is None or row[0] is None else int(row[0])


def _raw_change(row: tuple[Any, ...]) -> Change:
    # The body is msgpack already and goes out as it lies.
    return change_of(row, cast("dict[int, Any]", msgspec.Raw(row[6])))


def _snapshot_row(row: tuple[Any, ...]) -> SnapshotRow:
    kind, record, scope, body, deleted, _ = row
    values, seqs = _unpack_pair(body)
    return SnapshotRow(
        kind=kind,
        record=record.bytes,
        scope=scope.bytes if scope else None,
        values=cast("dict[int, Any]", values),
        seqs=cast("dict[int, int]", seqs),
        deleted=deleted,
    )
