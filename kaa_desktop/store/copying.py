"""A copy of a store as it is at one moment, encrypted with the same key; and whether a store is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import database, errors
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from pathlib import Path

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.keys import DataKey


class Counts(NamedTuple):
    """How much a store holds. `waiting`: acts that the server has not answered."""

    records: int
    waiting: int
    drafts: int
    refused: int


def copy(source: Path, key: DataKey, target: Path) -> Counts:
    """Copy the store at `source` to the new file `target` and read the copy through.

    What lies in the write-ahead log comes along, and a program that writes meanwhile is not in the way:
    the copy is of one moment. Raises a `StoreFault`, or `FileExistsError`; then there is no copy.
    """
    reading = database.open_reader(source, key)
    try:
        writing = database.create(target, key)
        try:
            with database.faults():
                cast("Any", reading).backup(writing)
            check(writing)
            counts = counted(writing)
        except BaseException:
            writing.close()
            database.remove(target)
            raise
        writing.close()  # which moves its log into the file
    finally:
        reading.close()
    return counts


def check(connection: Connection) -> None:
    """Read every page. Raises `StoreDamaged` when one does not hold what was written to it."""
    try:
        # Each page is signed with the key; then that they fit together.
        unsigned = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        fits = not unsigned and connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except database.SqlError:  # a page that is damaged can be one that SQLite needs to answer
        fits = False
    if not fits:
        raise errors.StoreDamaged


def counted(connection: Connection) -> Counts:
    """How much there is."""

    def number(query: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {query}").fetchone()[0])

    with database.faults():
        return Counts(
            records=sum(number(f"{table(kind)} WHERE NOT _deleted") for kind in REGISTRY),
            waiting=number("outbox WHERE n = tx"),
            drafts=number("draft"),
            refused=number("refused"),
        )
