"""Handing out: changes after a cursor, the first download in chunks, and one record's history."""

from __future__ import annotations

import binascii
import re
import uuid
from typing import Any, cast

import attrs
import msgspec

from kaa_core.model.rights import Right, may, unscoped_kinds
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
                AND outcome = {APPLIED} AND READABLE
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
                AND (NOT deleted OR seq > %(as_of)s) AND READABLE
            ORDER BY kind, record LIMIT %(limit)s
        ) AS page
    ) AS counted WHERE before < %(bytes)s ORDER BY kind, record
"""
_COUNT = """
    SELECT count(*) FROM record WHERE municipality = %(m)s AND NOT deleted AND READABLE
"""
_HISTORY = f"""
    SELECT {", ".join(f"c.{column}" for column in CHANGE_COLUMNS.split(", "))},
        c.base, c.outcome, a.name, d.name
    FROM change_log c
    LEFT JOIN account a ON a.municipality = c.municipality AND a.account = c.actor
    LEFT JOIN device d ON d.municipality = c.municipality AND d.device = c.device
    WHERE c.municipality = %(m)s AND c.record = %(record)s AND READABLE
    ORDER BY c.seq LIMIT %(limit)s
"""  # noqa: S608 - constants


@attrs.frozen(slots=True)
class Reader:
    """Who asks: the municipality and what the role may be handed. Nothing else leaves the database."""

    connection: Connection
    municipality: str
    role: int

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query whose READABLE is what the role may read."""
        readable = "kind = ANY(%(kinds)s) AND scope IS NULL"
        kinds: list[int] = []
        if may(self.role, Right.READ_CASES):
            readable = "true"
        else:
            kinds = sorted(unscoped_kinds(self.role))
        parameters |= {"m": self.municipality, "kinds": kinds}
        asked = query.replace("READABLE", readable)
        return self.connection.execute(asked.encode(), parameters, binary=True).fetchall()

    @property
    def known(self) -> municipalities.Municipality | None:
        """The municipality as it stands."""
        return municipalities.load(self.connection, self.municipality)


def pull(reader: Reader, epoch: bytes, after: int, limit: int) -> PullAnswer:
    """Changes with a number above ``after``, at least one whole transaction at a time.

    The cursor moves over what the role may not read, too.

    Raises:
        RequestError: 409 ``epoch`` when the cursor is not of this server's history.
    """
    known = reader.known
    if known is None or known.epoch.bytes != epoch or after > known.seq:
        raise RequestError(409, Code.EPOCH)
    limit = min(max(limit, 1), MAX_LIMIT)
    rows = _changes(reader, after, known.seq, limit, MAX_BYTES)
    cursor = known.seq
    if rows and (rows[-1][-1] > len(rows) or len(rows) == limit):
        end = _end_of_transaction(reader, rows[-1][0])
        rows += _changes(reader, rows[-1][0], end, _REACH, 2**62)
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


def snapshot(reader: Reader, cursor: Cursor | None, limit: int = DEFAULT_LIMIT) -> SnapshotChunk:
    """The next records of a first download, by kind and id.

    A row may be newer than ``as_of``: its ``seqs`` say so, and the pull that follows repeats what
    the client already has. One that was deleted after ``as_of`` still comes, marked, so that the
    changes pulled later find their record.

    Raises:
        RequestError: 409 ``epoch`` when the server was restored in the middle of the download.
    """
    known = reader.known
    if known is None:
        raise RequestError(409, Code.EPOCH)
    if cursor is None:
        [(total,)] = reader.rows(_COUNT)
        cursor = Cursor(known.epoch, known.seq, total, -1, uuid.UUID(int=0))
    if cursor.epoch != known.epoch or cursor.as_of > known.seq:
        raise RequestError(409, Code.EPOCH)
    rows = reader.rows(
        _SNAPSHOT,
        kind=cursor.kind,
        record=cursor.record,
        as_of=cursor.as_of,
        limit=limit,
        bytes=MAX_BYTES,
    )
    more = bool(rows) and (rows[-1][-1] > len(rows) or len(rows) == limit)
    place = attrs.evolve(cursor, kind=rows[-1][0], record=rows[-1][1]) if more else None
    return SnapshotChunk(
        epoch=known.epoch.bytes,
        as_of=cursor.as_of,
        total=cursor.total,
        rows=[_snapshot_row(row) for row in rows],
        next=None if place is None else str(place),
    )


def history(reader: Reader, record: uuid.UUID) -> History:
    """All that happened to one record, losing values too, oldest first, with names."""
    rows = reader.rows(_HISTORY, record=record, limit=MAX_HISTORY)
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


def _changes(reader: Reader, after: int, upto: int, limit: int, size: int) -> list[tuple[Any, ...]]:
    return reader.rows(_CHANGES, after=after, upto=upto, limit=limit, bytes=size)


def _end_of_transaction(reader: Reader, seq: int) -> int:
    """The last number of the transaction that ``seq`` lies in: it is applied whole or not at all.

    A conflict's row is the server's own (incarnation 0) and may lie between a person's rows, so the
    person's nearest row before it decides.
    """
    row = reader.connection.execute(
        "SELECT max(later.seq) FROM (SELECT device, incarnation, tx FROM change_log "
        "WHERE municipality = %(m)s AND seq <= %(seq)s AND seq > %(seq)s - %(reach)s "
        "AND incarnation <> 0 ORDER BY seq DESC LIMIT 1) AS own "
        "JOIN change_log AS later USING (device, incarnation, tx) "
        "WHERE later.municipality = %(m)s AND later.seq BETWEEN %(seq)s AND %(seq)s + %(reach)s",
        {"m": reader.municipality, "seq": seq, "reach": _REACH},
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
