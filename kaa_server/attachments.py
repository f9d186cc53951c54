"""Attached files on the server: taken in piece by piece, verified when whole, and handed out again.

A file is named by its record, and all that is asked of it is asked of that record first: a caller who
does not see the youth is told that nothing is there. The pieces lie in a table of their own, sealed
like the bodies of records, and go when the record or the youth is erased.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_core.model.attachment import Attachment
from kaa_core.model.media import MOST_BYTES
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync import attachments as cut
from kaa_core.sync.attachments import Piece, Pieces
from kaa_core.sync.messages import Verb
from kaa_core.sync.sight import sees
from kaa_core.sync.state import RecordState
from kaa_server import log, quarantine
from kaa_server.clock import Clock
from kaa_server.codec import Keys
from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError
from kaa_server.sessions import Caller
from kaa_server.shelf import case_rows
from kaa_server.views import seen_by

KIND: Final = REGISTRY.kind(Attachment)
_SIZE: Final = KIND.by_name["size"].id
_CONTENT: Final = KIND.by_name["content"].id

UNFINISHED: Final = timedelta(days=30)
"""How long pieces wait for the rest of their file; a laptop that comes later sends them again."""
DELETED: Final = timedelta(days=7)
"""How long the file of a deleted record is kept: the deletion may be settled the other way."""


@attrs.frozen(slots=True)
class File:
    """What the record says of its file. `content` is its SHA-256."""

    record: uuid.UUID
    youth: uuid.UUID
    size: int
    content: bytes


class Attachments:
    """The files of one caller's municipality, as she sees them, within one transaction."""

    def __init__(self, connection: Connection, clock: Clock, caller: Caller) -> None:
        self._connection = connection
        self._clock = clock
        self._caller = caller
        self._municipality = caller.municipality

    def pieces(self, record: uuid.UUID) -> Pieces:
        """Which pieces are here; RequestError 404 when the caller sees no such record."""
        return self._pieces(self._file(record, own=True))

    def take(self, record: uuid.UUID, index: int, piece: Piece) -> Pieces:
        """Keep a piece. A repeat is harmless.

        Raises:
            RequestError: 400 for a piece of another length or hash, 404 for no such record, 409
                ``attachments-full`` when the municipality has no room left.
        """
        file = self._file(record, own=True)
        try:
            expected = cut.length(file.size, index)
        except ValueError:
            raise RequestError(400, Code.BAD_REQUEST) from None
        if len(piece.body) != expected or hashlib.sha256(piece.body).digest() != piece.digest:
            raise RequestError(400, Code.BAD_REQUEST)
        if not self._begun(file):
            self._connection.execute(
                "INSERT INTO attachment_piece (municipality, record, idx, youth, body) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (municipality, record, idx) DO NOTHING",
                [
                    self._municipality,
                    record,
                    index,
                    file.youth,
                    self._sealed(file, index, piece.body),
                ],
            )
        return self._pieces(file)

    def finish(self, record: uuid.UUID) -> Pieces | None:
        """Verify a file that has all its pieces, and let others fetch it from now on.

        None when it is not what its record says: the pieces are gone then, to be sent anew.
        """
        file = self._file(record, own=True)
        held = self._pieces(file)
        if held.whole or len(held.held) < held.count:
            return held
        digest, size = hashlib.sha256(), 0
        for index in range(held.count):
            body = self._body(file, index)
            digest.update(body)
            size += len(body)
        if size != file.size or digest.digest() != file.content:
            remove(self._connection, self._municipality, records=[record])
            return None
        self._connection.execute(
            "UPDATE attachment SET whole = true WHERE municipality = %s AND record = %s",
            [self._municipality, record],
        )
        sweep(self._connection, self._municipality, self._clock())
        return Pieces(held.count, held.held, whole=True)

    def piece(self, record: uuid.UUID, index: int) -> Piece:
        """A piece of a file that is whole; RequestError 404 otherwise."""
        file = self._file(record)
        held = self._pieces(file)
        if not held.whole or not 0 <= index < held.count:
            raise RequestError(404, Code.NOT_FOUND)
        body = self._body(file, index)
        return Piece(hashlib.sha256(body).digest(), body)

    # -- inside

    def _file(self, record: uuid.UUID, *, own: bool = False) -> File:
        """The record, held so that nobody erases it meanwhile, if the caller sees its youth.

        `own`: also if she made it herself and sees it no more, or it waits for a coordinator: what she
        added is received all the same.
        """
        connection, code = self._connection, self._municipality
        connection.execute(
            "SELECT FROM record WHERE municipality = %s AND record = %s FOR SHARE", [code, record]
        )
        state = log.StoredLedger(connection, code, self._caller.device, 0).record(record.bytes)
        waits = self._waiting(record) if own and state is None else None
        state = state or waits
        if state is None or state.kind != KIND.id or state.deleted or state.scope is None:
            raise RequestError(404, Code.NOT_FOUND)
        if not (waits or self._sees(state.scope) or (own and self._made(record))):
            raise RequestError(404, Code.NOT_FOUND)
        file = _file_of(record, state)
        if file is None:
            raise RequestError(404, Code.NOT_FOUND)
        return file

    def _sees(self, youth: bytes) -> bool:
        case = case_rows(self._connection, self._municipality, [youth]).get(youth)
        return case is not None and sees(seen_by(self._connection, self._caller).view, case.sight)

    def _made(self, record: uuid.UUID) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM change_log WHERE municipality = %s AND record = %s AND verb = %s "
            "AND actor = %s",
            [self._municipality, record, int(Verb.CREATE), self._caller.account],
        ).fetchone()
        return row is not None

    def _waiting(self, record: uuid.UUID) -> RecordState | None:
        """The record as it waits for a coordinator, sent by this computer."""
        connection, code = self._connection, self._municipality
        rows = connection.execute(
            "SELECT device, incarnation, n, youth, body FROM quarantine WHERE municipality = %s "
            "AND device = %s AND ruling IS NULL AND %s = ANY(records)",
            [code, self._caller.device, record],
            binary=True,
        ).fetchall()
        opened = quarantine.operations_of(
            connection, code, [(row[0].bytes, row[1], row[2], row[3].bytes, row[4]) for row in rows]
        )
        for one in (operation for operations in opened for operation in operations):
            if one.record == record.bytes and one.verb is Verb.CREATE:
                return RecordState(one.kind, one.scope, one.values, {})
        return None

    def _pieces(self, file: File) -> Pieces:
        rows = self._connection.execute(
            "SELECT p.idx, a.whole FROM attachment a LEFT JOIN attachment_piece p "
            "ON p.municipality = a.municipality AND p.record = a.record "
            "WHERE a.municipality = %s AND a.record = %s AND a.size = %s AND a.content = %s "
            "ORDER BY p.idx",
            [self._municipality, file.record, file.size, file.content],
        ).fetchall()
        held = [idx for idx, _ in rows if idx is not None]
        return Pieces(cut.pieces(file.size), held, whole=any(whole for _, whole in rows))

    def _begun(self, file: File) -> bool:
        """Note that a file is on its way, if there is room for it; whether it is whole already."""
        row = self._connection.execute(
            "SELECT size, content, whole FROM attachment WHERE municipality = %s AND record = %s",
            [self._municipality, file.record],
        ).fetchone()
        if row is not None and row[:2] == (file.size, file.content):
            return bool(row[2])
        if row is not None:  # the record has come to speak of another file
            remove(self._connection, self._municipality, records=[file.record])
        self._make_room(file.size)
        self._connection.execute(
            "INSERT INTO attachment (municipality, record, youth, size, content, begun, key) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (municipality, record) DO NOTHING",
            [
                self._municipality,
                file.record,
                file.youth,
                file.size,
                file.content,
                self._clock(),
                self._new_key(file),
            ],
        )
        return False

    def _make_room(self, size: int) -> None:
        for swept in (False, True):
            used, limit = usage(self._connection, self._municipality)
            if used + size <= limit:
                return
            if not swept:
                sweep(self._connection, self._municipality, self._clock())
        raise RequestError(409, Code.ATTACHMENTS_FULL)

    def _body(self, file: File, index: int) -> bytes:
        row = self._connection.execute(
            "SELECT body FROM attachment_piece WHERE municipality = %s AND record = %s AND idx = %s",
            [self._municipality, file.record, index],
            binary=True,
        ).fetchone()
        return b"" if row is None else self._opened(file, index, row[0])

    def _key(self, file: File) -> AESGCM | None:
        """The file's own key, which lies sealed under the youth's; None where bodies are not sealed.

        So a file need not be sealed anew when something else about the youth is erased.
        """
        row = self._connection.execute(
            "SELECT key FROM attachment WHERE municipality = %s AND record = %s",
            [self._municipality, file.record],
        ).fetchone()
        if row is None or row[0] is None:
            return None
        [key] = self._connection.codec.open(
            self._connection,
            self._municipality,
            [file.youth.bytes],
            [_place(file.record)],
            [bytes(row[0])],
        )
        return AESGCM(key)

    def _sealed(self, file: File, index: int, body: bytes) -> bytes:
        """A piece as it lies in the database."""
        key = self._key(file)
        if key is None:
            return body
        nonce = os.urandom(12)
        return nonce + key.encrypt(nonce, body, index.to_bytes(4, "big"))

    def _opened(self, file: File, index: int, body: bytes) -> bytes:
        """A piece out of the database."""
        key = self._key(file)
        return body if key is None else key.decrypt(body[:12], body[12:], index.to_bytes(4, "big"))

    def _new_key(self, file: File) -> bytes | None:
        """A key for a file, sealed under the youth's."""
        codec, youth = self._connection.codec, file.youth.bytes
        keys = codec.keys_to_write(self._connection, self._municipality, [youth])
        if not keys:
            return None
        place, secret = _place(file.record), AESGCM.generate_key(256)
        return codec.seal(keys, self._municipality, [youth], [place], [secret])[0]


def usage(connection: Connection, municipality: str) -> tuple[int, int]:
    """How many bytes of files a municipality has, whole or on their way, and how many it may have."""
    row = connection.execute(
        "SELECT (SELECT coalesce(sum(size), 0) FROM attachment WHERE municipality = %(m)s), "
        "attachment_limit FROM municipality WHERE municipality = %(m)s",
        {"m": municipality},
    ).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def set_limit(connection: Connection, municipality: str, limit: int) -> None:
    """Decide how many bytes of files a municipality may have."""
    connection.execute(
        "UPDATE municipality SET attachment_limit = %s WHERE municipality = %s",
        [limit, municipality],
    )


def remove(
    connection: Connection,
    municipality: str,
    *,
    youth: uuid.UUID | None = None,
    records: Sequence[uuid.UUID] = (),
) -> None:
    """Take away the files of a youth, or of some records: at an erasure, in its transaction."""
    for table in ("attachment_piece", "attachment"):
        connection.execute(
            f"DELETE FROM {table} WHERE municipality = %s "  # noqa: S608 - constants
            "AND (youth = %s OR record = ANY(%s))",
            [municipality, youth, list(records)],
        )


def sweep(connection: Connection, municipality: str, now: datetime) -> int:
    """Take away what no record holds any more, and what never became whole; how many files went."""
    gone = connection.execute(
        "SELECT a.record FROM attachment a "
        "LEFT JOIN record r ON r.municipality = a.municipality AND r.record = a.record "
        "LEFT JOIN change_log c ON c.municipality = r.municipality AND c.seq = r.seq "
        "WHERE a.municipality = %(m)s AND ((r.record IS NULL AND a.begun < %(begun)s) "
        "OR (r.deleted AND coalesce(c.received, 0) < %(deleted)s) "
        "OR (NOT a.whole AND a.begun < %(begun)s))",
        {
            "m": municipality,
            "deleted": milliseconds(now - DELETED),
            "begun": now - UNFINISHED,
        },
    ).fetchall()
    if gone:
        remove(connection, municipality, records=[record for (record,) in gone])
    return len(gone)


def _file_of(record: uuid.UUID, state: RecordState) -> File | None:
    """What a record says of its file; None when no honest program wrote it."""
    size, content = state.values.get(_SIZE), state.values.get(_CONTENT)
    try:
        digest = bytes.fromhex(content or "")
    except (TypeError, ValueError):  # what waits for a coordinator has not been looked at
        return None
    if not isinstance(size, int) or not 1 <= size <= MOST_BYTES or len(digest) != 32:
        return None
    assert state.scope is not None
    return File(record, uuid.UUID(bytes=state.scope), size, digest)


def _place(record: uuid.UUID) -> bytes:
    """The place of a file's key, for its seal."""
    return b"F" + record.bytes


def file_keys(
    connection: Connection, municipality: str, youth: bytes
) -> list[tuple[uuid.UUID, bytes]]:
    """The opened keys of a youth's files, by record: read before the youth gets another key."""
    rows = connection.execute(
        "SELECT record, key FROM attachment "
        "WHERE municipality = %s AND youth = %s AND key IS NOT NULL",
        [municipality, uuid.UUID(bytes=youth)],
        binary=True,
    ).fetchall()
    secrets = connection.codec.open(
        connection,
        municipality,
        [youth] * len(rows),
        [_place(record) for record, _ in rows],
        [key for _, key in rows],
    )
    return [(record, secret) for (record, _), secret in zip(rows, secrets, strict=True)]


def seal_keys(
    connection: Connection,
    municipality: str,
    youth: bytes,
    files: Sequence[tuple[uuid.UUID, bytes]],
    keys: Keys,
) -> None:
    """Seal the files' keys under the youth's new key."""
    for record, secret in files:
        [sealed] = connection.codec.seal(keys, municipality, [youth], [_place(record)], [secret])
        connection.execute(
            "UPDATE attachment SET key = %s WHERE municipality = %s AND record = %s",
            [sealed, municipality, record],
        )
