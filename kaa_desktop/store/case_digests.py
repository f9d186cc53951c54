"""The digest of each youth's records here (kaa_core.sync.digests), kept so that a connection costs little.

Whoever changes a record notes its youth (`noted`); before a comparison those are reckoned anew, some at a
time. Besides, at each comparison a few that nobody has noted are reckoned again from the records: what
was spoilt without anybody's knowing is found too, within some days.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.digests import MODULO, record_hash, total
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kaa_desktop.store.database import Connection

AT_A_TIME: Final = 100
SCRUBBED: Final = 20
"""Youths who are reckoned again at each comparison though nothing about them has changed."""

_SLICE: Final = 2000
_HALF: Final = 32
_LOW: Final = (1 << _HALF) - 1
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode


class Reader(Protocol):
    """Reads a slice at a time, so that nobody waits for the whole."""

    def __call__(self, reading: Callable[[Connection], int | None], /) -> int | None: ...


def noted(connection: Connection, youths: Iterable[bytes]) -> None:
    """Something about these youths has changed."""
    connection.executemany(
        "INSERT OR IGNORE INTO digest_due (id) VALUES (?)", [(one,) for one in youths]
    )


def reckon_all(read: Reader) -> dict[bytes, tuple[int, int]]:
    """Reckon all youths, after a whole download: reading only, a slice of a table at a time.

    Whoever is changed meanwhile is noted, and reckoned afterwards.
    """
    held: defaultdict[bytes, list[int]] = defaultdict(lambda: [0, 0])
    for query in _slices():
        first: int | None = 0
        while first is not None:
            first = read(partial(_slice, query=query, first=first, held=held))
    return {youth: (count, hashed % MODULO) for youth, (count, hashed) in held.items()}


def _slice(
    connection: Connection, *, query: str, first: int, held: dict[bytes, list[int]]
) -> int | None:
    """Add a slice of a table; where the next begins, None after the last."""
    found = connection.execute(query, (first, _SLICE)).fetchall()
    for _, scope, record, seqs in found:
        sums_of = held[scope]
        sums_of[0] += 1
        sums_of[1] += record_hash(record, max(_unpack_numbers(seqs).values(), default=0))
    return int(found[-1][0]) if len(found) == _SLICE else None


def forget_noted(connection: Connection) -> None:
    """All are about to be reckoned."""
    connection.execute("DELETE FROM digest_due")


def put_all(connection: Connection, made: Mapping[bytes, tuple[int, int]]) -> None:
    """Keep what was reckoned."""
    connection.execute("DELETE FROM case_digest")
    connection.executemany(
        "INSERT INTO case_digest (id, count, total, reckoned) VALUES (?, ?, ?, 0)",
        [(youth, count, hashed) for youth, (count, hashed) in made.items()],
    )


def reckon(connection: Connection, limit: int = AT_A_TIME) -> bool:
    """Reckon up to so many youths; whether more are due."""
    found = connection.execute("SELECT id FROM digest_due LIMIT ?", (limit,)).fetchall()
    youths = [row[0] for row in found]
    _reckon(connection, youths)
    connection.executemany("DELETE FROM digest_due WHERE id = ?", [(one,) for one in youths])
    return len(youths) == limit


def scrub(connection: Connection, limit: int = SCRUBBED) -> None:
    """Reckon again those whose turn it is."""
    found = connection.execute(
        "SELECT id FROM case_digest ORDER BY reckoned LIMIT ?", (limit,)
    ).fetchall()
    _reckon(connection, [row[0] for row in found])


def sums(connection: Connection) -> tuple[int, int, int]:
    """How many youths and records, and the sum of all hashes."""
    youths, count, high, low = connection.execute(
        f"SELECT count(*), coalesce(sum(count), 0), coalesce(sum(total >> {_HALF}), 0), "
        f"coalesce(sum(total & {_LOW}), 0) FROM case_digest WHERE count > 0"
    ).fetchone()
    return youths, count, ((high << _HALF) + low) % MODULO


def listed(connection: Connection) -> dict[bytes, tuple[int, int]]:
    """Count and sum by youth."""
    found = connection.execute("SELECT id, count, total FROM case_digest WHERE count > 0")
    return {youth: (count, hashed) for youth, count, hashed in found.fetchall()}


def _reckon(connection: Connection, youths: Sequence[bytes]) -> None:
    if not youths:
        return
    held: defaultdict[bytes, list[tuple[bytes, int]]] = defaultdict(list)
    for start in range(0, len(youths), AT_A_TIME):
        part: list[bytes | None] = list(youths[start : start + AT_A_TIME])
        part += [None] * (AT_A_TIME - len(part))  # one statement for all lengths
        for query in _queries():
            for scope, record, seqs in connection.execute(query, part).fetchall():
                latest = max(_unpack_numbers(seqs).values(), default=0)
                held[scope].append((record, latest))
    turn = connection.execute("SELECT coalesce(max(reckoned), 0) + 1 FROM case_digest").fetchone()
    connection.executemany(
        "INSERT OR REPLACE INTO case_digest (id, count, total, reckoned) VALUES (?, ?, ?, ?)",
        [(youth, *total(held[youth]), turn[0]) for youth in youths],
    )


@cache
def _slices() -> tuple[str, ...]:
    kinds = tuple(
        f"SELECT _row, _scope, id, _seqs FROM {table(kind)} WHERE _row > ? AND _scope IS NOT NULL "
        "AND NOT _deleted ORDER BY _row LIMIT ?"
        for kind in REGISTRY
        if kind.name == "youth" or "youth" in kind.by_name
    )
    unknown = (
        "SELECT rowid, scope, id, seqs FROM unknown_record WHERE rowid > ? "
        "AND length(scope) = 16 AND NOT deleted ORDER BY rowid LIMIT ?"
    )
    return (*kinds, unknown)


@cache
def _queries() -> tuple[str, ...]:
    marks = ", ".join("?" * AT_A_TIME)
    kinds = tuple(
        f"SELECT _scope, id, _seqs FROM {table(kind)} WHERE _scope IN ({marks}) AND NOT _deleted"
        for kind in REGISTRY
        if kind.name == "youth" or "youth" in kind.by_name
    )
    unknown = f"SELECT scope, id, seqs FROM unknown_record WHERE scope IN ({marks}) AND NOT deleted"
    return (*kinds, unknown)
