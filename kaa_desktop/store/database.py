"""Opening the encrypted database: the key, the settings, and faults in words.

Facts that the order of things rests on (measured, SQLCipher 4.19): anything but the form
x'64 hex digits' is silently a passphrase, 32 plain bytes too (opening then takes 100 ms against
0.3 ms), and no key silently makes a plain file. So the length is asserted (`DataKey`), the form is
made here, in memory that is overwritten, and the file's header is looked at. A damaged page shows
as "malformed" when it is read and makes the connection read-only afterwards, so that nothing more
is written over it.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlcipher3 import dbapi2

from kaa_desktop.store import errors
from kaa_desktop.store.files import from_os
from kaa_desktop.store.keys import KEY_LENGTH, wipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kaa_desktop.store.keys import DataKey

PLAIN_HEADER: Final = b"SQLite format 3\x00"
# The whole process shall stay under 200 MB with 500 000 records: the writer works in few pages,
# the reader gains from more (docs/performance.md).
WRITER_CACHE_KIB: Final = 4 * 1024
READER_CACHE_KIB: Final = 8 * 1024
_BUSY_MILLISECONDS: Final = 5000
_SETTINGS: Final = (
    "PRAGMA temp_store = MEMORY",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
)

SqlError: Final[type[Exception]] = dbapi2.Error
IntegrityError: Final[type[Exception]] = dbapi2.IntegrityError


class Cursor(Protocol):
    """What this package uses of a cursor."""

    rowcount: int

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What this package uses of a connection (sqlcipher3 has no type information)."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> Cursor: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def create(path: Path, key: DataKey) -> Connection:
    """Make a new encrypted file and return its writing connection.

    The file is readable by its owner alone; SQLite gives WAL and shm the same rights. Raises
    `FileExistsError` when there already is one: a store is never written over.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise
    except OSError as error:
        raise from_os(error) from None
    try:
        return _connect(path, key, WRITER_CACHE_KIB, writing=True)
    except BaseException:
        remove(path)
        raise


def remove(path: Path) -> None:
    """Take away a file just created that came to nothing, and what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def open_writer(path: Path, key: DataKey) -> Connection:
    """The writing connection to an existing file. There is one, owned by the writer's thread."""
    look_at_header(path)
    return _connect(path, key, WRITER_CACHE_KIB, writing=True)


def open_reader(path: Path, key: DataKey) -> Connection:
    """A connection that only reads; any thread may use it, one at a time."""
    look_at_header(path)
    return _connect(path, key, READER_CACHE_KIB, writing=False)


def look_at_header(path: Path) -> None:
    """Raise unless `path` is a file that can be an encrypted database."""
    try:
        with path.open("rb") as stream:
            header = stream.read(len(PLAIN_HEADER))
    except FileNotFoundError:
        raise errors.StoreMissing from None
    except OSError as error:
        raise from_os(error) from None
    if header == PLAIN_HEADER:
        raise errors.NotEncrypted
    if len(header) < len(PLAIN_HEADER):
        # SQLite would take an empty file as a new database and show an empty register.
        raise errors.StoreDamaged


def _connect(path: Path, key: DataKey, cache_kib: int, *, writing: bool) -> Connection:
    with faults():
        connection = dbapi2.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=512
        )
        try:
            _configure(connection, key, cache_kib, writing=writing)
        except BaseException:
            connection.close()
            raise
    checked: Connection = connection
    return checked


def _configure(connection: Any, key: DataKey, cache_kib: int, *, writing: bool) -> None:
    literal = _raw_key(key)
    try:
        connection.set_key(literal)
    finally:
        wipe(literal)
    # First of all: SQLCipher's log names files and pages on stderr.
    connection.execute("PRAGMA cipher_log = off")
    for setting in _SETTINGS:
        connection.execute(setting)
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    # The first page is read here: a key that does not fit shows now.
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if writing:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    else:
        connection.execute("PRAGMA query_only = ON")


def _raw_key(key: DataKey) -> bytearray:
    """The key as SQLCipher takes a raw one: x'64 hex digits'. The caller wipes it."""
    digits = b"0123456789abcdef"
    literal = bytearray(b"x'" + bytes(2 * KEY_LENGTH) + b"'")
    for place, byte in enumerate(key.material):
        literal[2 + 2 * place] = digits[byte >> 4]
        literal[3 + 2 * place] = digits[byte & 15]
    return literal


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """Turn the database's errors into typed faults; the original may quote values."""
    try:
        yield
    except dbapi2.IntegrityError:
        raise
    except dbapi2.Error as error:
        raise fault_of(error) from None


def fault_of(error: Exception) -> Exception:
    """The typed fault for an error of sqlcipher3, which tells them apart by message only.

    An error that is a fault of ours (wrong SQL) is returned as it is.
    """
    message = str(error)
    for part, fault in _BY_MESSAGE:
        if part in message:
            return fault()
    return error


_BY_MESSAGE: Final[tuple[tuple[str, type[errors.StoreFault]], ...]] = (
    ("database or disk is full", errors.DiskFull),
    ("file is not a database", errors.KeyDoesNotFit),
    ("malformed", errors.StoreDamaged),
    ("disk I/O error", errors.StoreDamaged),
    ("readonly database", errors.StoreNotWritable),
    ("unable to open database file", errors.StoreNotWritable),
    ("database is locked", errors.StoreBusy),
    ("database table is locked", errors.StoreBusy),
    ("closed database", errors.StoreClosed),
)
