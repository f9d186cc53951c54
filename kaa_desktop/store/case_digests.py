"""The digest of each youth's records here (kaa_core.sync.digests), kept so that a connection costs little.

Whoever changes a record notes its youth (`noted`); before a comparison those are reckoned anew, some at a
time. Besides, at each comparison a few that nobody has noted are reckoned again from the records: what
was spoilt without anybody's knowing is found too, within some days.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.digests import MODULO, total
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaa_desktop.store.database import Connection

AT_A_TIME: Final = 250
SCRUBBED: Final = 100
"""Youths who are reckoned again at each comparison though nothing about them has changed."""

_HALF: Final = 32
_LOW: Final = (1 << _HALF) - 1
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode


def noted(connection: Connection, youths: Iterable[bytes]) -> None:
    """Something about these youths has changed."""
    connection.executemany(
        "INSERT OR IGNORE INTO digest_due (id) VALUES (?)", [(one,) for one in youths]
    )


def note_all(connection: Connection) -> None:
    """All are to be reckoned, after a whole download."""
    connection.execute("DELETE FROM case_digest")
    for kind in REGISTRY:
        connection.execute(
            f"INSERT OR IGNORE INTO digest_due (id) SELECT DISTINCT _scope FROM {table(kind)} "
            "WHERE _scope IS NOT NULL"
        )
    connection.execute(
        "INSERT OR IGNORE INTO digest_due (id) SELECT DISTINCT scope FROM unknown_record "
        "WHERE length(scope) = 16"
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
def _queries() -> tuple[str, ...]:
    marks = ", ".join("?" * AT_A_TIME)
    kinds = tuple(
        f"SELECT _scope, id, _seqs FROM {table(kind)} WHERE _scope IN ({marks}) AND NOT _deleted"
        for kind in REGISTRY
        if kind.name == "youth" or "youth" in kind.by_name
    )
    unknown = f"SELECT scope, id, seqs FROM unknown_record WHERE scope IN ({marks}) AND NOT deleted"
    return (*kinds, unknown)
