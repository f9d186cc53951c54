"""The bytes of attached papers, in pieces, in the same encrypted file as everything else.

A file is named by its record. `attachment_file` says how far each has come, `attachment_piece` holds the
bytes. Every piece is a transaction of its own, so nobody who saves waits for a large file, and a kill
leaves whole pieces. What is being added has no record yet: `begun` files are taken away at the next
start. For whoever removes (a withdrawn sight, an erasure) there is one function: `remove`.
"""

from __future__ import annotations

import enum
import hashlib
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from kaa_core.model.attachment import Attachment
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.attachments import length, pieces
from kaa_core.sync.messages import Verb
from kaa_desktop.store import rows, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.queries import Queries
    from kaa_desktop.store.unit import Unit
    from kaa_desktop.store.writer import Writer

T = TypeVar("T")
KIND: Final = REGISTRY.kind(Attachment)
EPOCH: Final = "attachments_epoch"
TELL_EVERY: Final = 4
"""Pieces between two times that a window is told how far a file has come."""


class FileState(enum.IntEnum):
    """How far a file has come; one without a row is on the server only."""

    BEGUN = 0
    """Being added; there is no record of it yet."""
    WAITING = 1
    """Whole here, not known to be whole on the server."""
    SENT = 2
    """Whole here and on the server."""
    WANTED = 3
    """On its way here from the server."""


@frozen
class File:
    """One file. `held` of `pieces` are here, `sent` of them known to be on the server."""

    record: bytes
    scope: bytes
    size: int
    content: bytes
    state: FileState = FileState.WANTED
    held: int = 0
    sent: int = 0

    @property
    def pieces(self) -> int:
        """How many pieces it has."""
        return pieces(self.size)


_COLUMNS: Final = "record, scope, size, content, state, held, sent"


def file_of(paper: Attachment) -> File:
    """What a record says of its file; raises ValueError when no honest program wrote it."""
    content = bytes.fromhex(paper.content)
    pieces(paper.size)
    if len(content) != hashlib.sha256().digest_size:
        raise ValueError("a hash of another length")
    return File(paper.id.bytes, paper.youth.bytes, paper.size, content)


# -- writing, within a transaction


def begin(unit: Unit, file: File, state: FileState) -> None:
    """Note a file before its pieces come. One that is here already stays as it is."""
    unit.connection.execute(
        f"INSERT INTO attachment_file ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, 0, 0) "
        "ON CONFLICT (record) DO NOTHING",
        (file.record, file.scope, file.size, file.content, int(state)),
    )
    _touch(unit, file)


def put(unit: Unit, record: bytes, index: int, body: bytes) -> bool:
    """Keep a piece; False when the file has been removed meanwhile: then nothing is kept."""
    file = find(unit.connection, record)
    if file is None or len(body) != length(file.size, index):
        return False
    made = unit.connection.execute(
        "INSERT INTO attachment_piece (record, idx, body) VALUES (?, ?, ?) "
        "ON CONFLICT (record, idx) DO NOTHING",
        (record, index, body),
    ).rowcount
    unit.connection.execute(
        "UPDATE attachment_file SET held = held + ? WHERE record = ?", (made, record)
    )
    if file.state is not FileState.BEGUN and index % TELL_EVERY == TELL_EVERY - 1:
        _touch(unit, file)
    return True


def settle(unit: Unit, record: bytes) -> bool:
    """Verify a file that has all its pieces, and say that it is here.

    False when it is not what its record says: the pieces are gone then, to be had anew.
    """
    file = find(unit.connection, record)
    if file is None:
        return False
    digest = hashlib.sha256()
    for body in bodies(unit.connection, record):
        digest.update(body)
    if file.held != file.pieces or digest.digest() != file.content:
        unit.connection.execute("DELETE FROM attachment_piece WHERE record = ?", (record,))
        unit.connection.execute("UPDATE attachment_file SET held = 0 WHERE record = ?", (record,))
        return False
    after = FileState.WAITING if file.state is FileState.BEGUN else FileState.SENT
    _set(unit, file, after, 0 if after is FileState.WAITING else file.pieces)
    return True


def note_sent(unit: Unit, record: bytes, sent: int, *, whole: bool) -> None:
    """Note what the server holds of a file that is to be sent."""
    file = find(unit.connection, record)
    if file is None or file.state is not FileState.WAITING:
        return
    told = whole or sent in (0, file.pieces) or sent % TELL_EVERY == 0
    after = FileState.SENT if whole else FileState.WAITING
    _set(unit, file, after, file.pieces if whole else sent, told=told)


def remove(
    unit: Unit,
    *,
    scope: bytes | None = None,
    record: bytes | None = None,
    but_waiting: bool = False,
) -> None:
    """Take away all bytes of one youth's files, or of one record's, whatever their state.

    `but_waiting`: those that the server has not got stay, without record, until it has.
    """
    found = unit.connection.execute(
        f"SELECT {_COLUMNS} FROM attachment_file WHERE scope = ? OR record = ?", (scope, record)
    ).fetchall()
    for file in map(_file, found):
        if but_waiting and file.state is FileState.WAITING:
            continue
        unit.connection.execute("DELETE FROM attachment_piece WHERE record = ?", (file.record,))
        unit.connection.execute("DELETE FROM attachment_file WHERE record = ?", (file.record,))
        _touch(unit, file)


def sweep(unit: Unit, *, begun: bool = False) -> bool:
    """Take away one file that no record holds any more; whether there was one.

    A deletion that the server has not answered may come to nothing, and so the file waits for it.
    `begun`: also what was being added when the program ended.
    """
    for file in files(unit.connection):
        if begun if file.state is FileState.BEGUN else _is_gone(unit.connection, file):
            remove(unit, record=file.record)
            return True
    return False


def follow_epoch(unit: Unit, epoch: bytes) -> None:
    """A server with another history may have lost files: ask it anew of all that are here."""
    held = settings.get(unit.connection, EPOCH)
    if held == epoch:
        return
    settings.put(unit.connection, EPOCH, epoch)
    if held is not None:
        unit.connection.execute(
            "UPDATE attachment_file SET state = ?, sent = 0 WHERE state = ?",
            (int(FileState.WAITING), int(FileState.SENT)),
        )


def _set(unit: Unit, file: File, state: FileState, sent: int, *, told: bool = True) -> None:
    unit.connection.execute(
        "UPDATE attachment_file SET state = ?, sent = ? WHERE record = ?",
        (int(state), sent, file.record),
    )
    if told:
        _touch(unit, file)


def _touch(unit: Unit, file: File) -> None:
    if file.state is not FileState.BEGUN:
        unit.touch(KIND.id, file.record, file.scope, stale=False)


def _is_gone(connection: Connection, file: File) -> bool:
    state = rows.load(connection, KIND.id, file.record)
    if state is None:  # not received, or it waits for a coordinator: the file is still hers to send
        return file.state is not FileState.WAITING
    return state.deleted and not _waits(connection, file.record)


def _waits(connection: Connection, record: bytes) -> bool:
    query = "SELECT 1 FROM outbox WHERE record = ? LIMIT 1"
    return connection.execute(query, (record,)).fetchone() is not None


# -- reading


def find(connection: Connection, record: bytes) -> File | None:
    """One file, or None when nothing of it is here."""
    query = f"SELECT {_COLUMNS} FROM attachment_file WHERE record = ?"
    row = connection.execute(query, (record,)).fetchone()
    return None if row is None else _file(row)


def files(connection: Connection, scope: bytes | None = None) -> list[File]:
    """All files that something is here of, or those of one youth."""
    where = "" if scope is None else " WHERE scope = ?"
    values = () if scope is None else (scope,)
    query = f"SELECT {_COLUMNS} FROM attachment_file{where}"
    return [_file(row) for row in connection.execute(query, values).fetchall()]


def to_send(connection: Connection) -> list[File]:
    """Files that the server is to get: whose record it has answered, and that stands.

    Or that is here no more: it waits for a coordinator, and its file goes to wait there too.
    """
    return [one for one in _waiting(connection) if _stands(connection, one.record)]


def only_here(connection: Connection) -> list[File]:
    """Files that the server is not known to have whole, also when their record has not gone either."""
    found = []
    for one in _waiting(connection):
        state = rows.load(connection, KIND.id, one.record)
        if state is None or not state.deleted:
            found.append(one)
    return found


def _waiting(connection: Connection) -> list[File]:
    query = f"SELECT {_COLUMNS} FROM attachment_file WHERE state = ?"
    found = connection.execute(query, (int(FileState.WAITING),)).fetchall()
    return [_file(row) for row in found]


def _stands(connection: Connection, record: bytes) -> bool:
    query = (
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE record = ? AND verb = ?) "
        "OR EXISTS (SELECT 1 FROM refused WHERE record = ?)"
    )
    if connection.execute(query, (record, int(Verb.CREATE), record)).fetchone()[0]:
        return False
    state = rows.load(connection, KIND.id, record)
    return state is None or not state.deleted


def let_go(unit: Unit, record: bytes) -> bool:
    """Take away a file whose record is not here: sent, or of no record that the server knows.

    Whether it was so: then it is somebody's whom the user sees no more, and no trace is to be left.
    """
    if rows.load(unit.connection, KIND.id, record) is not None:
        return False
    remove(unit, record=record)
    return True


def to_fetch(connection: Connection) -> list[File]:
    """Files that somebody has asked for."""
    return [one for one in files(connection) if one.state is FileState.WANTED]


def missing(connection: Connection, record: bytes) -> list[int]:
    """Which pieces of a file are not here."""
    file = find(connection, record)
    if file is None:
        return []
    query = "SELECT idx FROM attachment_piece WHERE record = ?"
    held = {row[0] for row in connection.execute(query, (record,)).fetchall()}
    return [index for index in range(file.pieces) if index not in held]


def piece(connection: Connection, record: bytes, index: int) -> bytes | None:
    """A piece, or None when it is not here."""
    query = "SELECT body FROM attachment_piece WHERE record = ? AND idx = ?"
    row = connection.execute(query, (record, index)).fetchone()
    return None if row is None else bytes(row[0])


def bodies(connection: Connection, record: bytes) -> Iterable[bytes]:
    """The pieces in order, one in memory at a time."""
    file = find(connection, record)
    for index in range(file.pieces if file is not None else 0):
        body = piece(connection, record, index)
        if body is None:
            return
        yield body


def not_here(connection: Connection, worker: bytes, most: int) -> list[File]:
    """Files up to `most` bytes, of whom the worker has the open case, that are on the server only."""
    query = (
        'SELECT a.id, a._scope, a.size, a.content FROM "r_attachment" AS a '
        "JOIN case_summary AS c ON c.id = a._scope "
        "LEFT JOIN attachment_file AS f ON f.record = a.id "
        "WHERE c.worker = ? AND a.size BETWEEN 1 AND ? AND NOT a._deleted AND f.record IS NULL"
    )
    found = []
    for record, scope, size, content in connection.execute(query, (worker, most)).fetchall():
        try:
            found.append(File(bytes(record), bytes(scope), size, bytes.fromhex(content or "")))
        except ValueError:
            continue  # no honest program wrote it
    return found


def _file(row: tuple[bytes, bytes, int, bytes, int, int, int]) -> File:
    record, scope, size, content, state, held, sent = row
    return File(bytes(record), bytes(scope), size, bytes(content), FileState(state), held, sent)


class Files:
    """The door to the files of an open store, for whoever is on another thread than the writer's."""

    def __init__(self, writer: Writer, queries: Queries) -> None:
        self._writer = writer
        self._queries = queries

    def submit(self, work: Callable[[Unit], T]) -> Future[T]:
        """Run a function of this module on the writer's thread, in a transaction of its own."""
        return self._writer.submit(work)

    def read(self, reading: Callable[[Connection], T]) -> T:
        """Run a function of this module on a reading connection that no window waits for."""
        return self._queries.read(reading)
