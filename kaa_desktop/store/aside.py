"""What the server does not take lies whole in `refused` ("ej mottaget") until a person has seen to it.

A transaction that the server cannot even read would stop all that comes after it, for numbers have no
gap. It is put aside with its content, and for each of its operations an empty one is sent: about no
record, so that any server answers it with a refusal and goes on to the next number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kaa_core.sync.messages import Operation, Outcome, Verb
from kaa_desktop.store import outbox, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaa_desktop.store.unit import Unit

NO_RECORD: Final = bytes(16)
_NO_KIND: Final = 0
_TOGETHER: Final = "together"


def is_empty(operation: Operation) -> bool:
    """Whether an operation only fills a number."""
    return operation.kind == _NO_KIND


def keep(unit: Unit, n: int, code: str) -> None:
    """Keep a waiting operation, whole, as not received; `code` says why."""
    incarnation = settings.get_number(unit.connection, settings.INCARNATION, 0)
    unit.connection.execute(
        "INSERT INTO refused "
        "(incarnation, n, tx, verb, kind, record, scope, content, base, at, code) "
        "SELECT ?, n, tx, verb, kind, record, scope, content, base, at, ? FROM outbox WHERE n = ?",
        (incarnation, code, n),
    )
    unit.refused = True


def set_aside(unit: Unit, operations: Sequence[Operation], code: str) -> bool:
    """Keep a transaction as not received and put empty operations in its place.

    False when it is empty already: then the fault does not lie in its content.
    """
    if all(is_empty(operation) for operation in operations):
        return False
    for operation in reversed(operations):
        if operation.verb is Verb.SET:  # what was built on it builds on what it was built on
            unit.connection.execute(
                "UPDATE outbox SET base = ? WHERE base = ?", (operation.base, -operation.n)
            )
    for place, operation in enumerate(operations):
        keep(unit, operation.n, _TOGETHER if place else code)
        outbox.conclude(unit, operation, Outcome.REFUSED, 0)
    for operation in operations:
        outbox.put_back(unit, empty(operation.n, operation.n))
    return True


def empty(n: int, tx: int) -> Operation:
    """An operation that only fills a number."""
    return Operation(n, tx, Verb.SET, _NO_KIND, NO_RECORD, {}, 0, 0)
