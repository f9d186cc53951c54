"""Answers to new records, many to a statement: a day's work offline is thousands of them.

A record that waits for nothing else has only its creation in the outbox: the answer gives its values
their number and nothing else of it changes, neither lists nor search. All other operations are
concluded one by one, in their order (outbox.conclude).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Outcome, Verb
from kaa_desktop.store.rows import pack
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaa_core.model.registry import Kind
    from kaa_core.sync.messages import Answer
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

_TAKEN: Final = (Outcome.APPLIED, Outcome.CONVERGED)
_unpack_values: Final = msgspec.msgpack.Decoder(dict[int, Any]).decode
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode


def creations(unit: Unit, answers: Sequence[Answer]) -> list[Answer]:
    """Conclude the creations among what was answered; the answers that are left, in their order."""
    taken = {one.n: one.seq for one in answers if one.outcome in _TAKEN}
    if len(taken) < 2:
        return list(answers)
    connection, span = unit.connection, (min(taken), max(taken))
    concluded: set[int] = set()
    for kind in _kinds(connection, span):
        numbers: list[tuple[bytes, bytes]] = []
        for n, record, scope, content, seqs in connection.execute(_waiting(kind), span).fetchall():
            if n in taken:
                numbers.append((_numbered(content, seqs, taken[n]), record))
                unit.touch(kind.id, record, scope, stale=False)
                concluded.add(n)
        connection.executemany(f"UPDATE {table(kind)} SET _seqs = ? WHERE id = ?", numbers)
    _take_out(connection, concluded)
    unit.outbox = unit.outbox or bool(concluded)
    return [one for one in answers if one.n not in concluded]


def _kinds(connection: Connection, span: tuple[int, int]) -> list[Kind]:
    query = "SELECT DISTINCT kind FROM outbox WHERE n BETWEEN ? AND ?"
    found = (REGISTRY.get(row[0]) for row in connection.execute(query, span).fetchall())
    return [kind for kind in found if kind is not None]


def _waiting(kind: Kind) -> str:
    """The creations of a kind that nothing else waits for."""
    return (
        "SELECT o.n, o.record, r._scope, o.content, r._seqs "
        f"FROM outbox o JOIN {table(kind)} r ON r.id = o.record "
        f"WHERE o.n BETWEEN ? AND ? AND o.verb = {int(Verb.CREATE)} AND o.kind = {kind.id} "
        "AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.record = o.record)"
    )


def _numbered(content: bytes, seqs: bytes, seq: int) -> bytes:
    """The record's numbers once all that was created with it has got one."""
    numbers = _unpack_numbers(seqs)
    for field in _unpack_values(content):
        if numbers.get(field, 0) < seq:
            numbers[field] = seq
    return pack(numbers)


def _take_out(connection: Connection, concluded: set[int]) -> None:
    if not concluded:
        return
    first, last = min(concluded), max(concluded)
    if last - first + 1 == len(concluded):
        connection.execute("DELETE FROM outbox WHERE n BETWEEN ? AND ?", (first, last))
    else:
        connection.executemany("DELETE FROM outbox WHERE n = ?", [(n,) for n in concluded])
