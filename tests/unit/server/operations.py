"""Operations as a desktop makes them, for the server's tests."""

from __future__ import annotations

from typing import Any

import msgspec

from kaa_core.model.records import JournalNote, Task, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Operation, Verb
from tests.server_process import Device, new_record

YOUTH = REGISTRY.kind(Youth)
TASK = REGISTRY.kind(Task)
NOTE = REGISTRY.kind(JournalNote)
AT = 1_795_000_000_000


def youth(device: Device, *, given_name: str = "Alva") -> Operation:
    """Create a youth."""
    record = new_record()
    named = {"identity_number": "200801012383", "given_name": given_name, "family_name": "Ek"}
    values = {YOUTH.by_name[name].id: value for name, value in named.items()}
    n = device.next_n()
    return Operation(n, n, Verb.CREATE, YOUTH.id, record, values, 0, AT, record)


def change(
    device: Device, created: Operation, base: int, *, field: str = "phone", value: Any = "070"
) -> Operation:
    """Set one field of a youth."""
    values = {YOUTH.by_name[field].id: value}
    n = device.next_n()
    return Operation(n, n, Verb.SET, YOUTH.id, created.record, values, base, AT)


def together(operations: list[Operation]) -> list[Operation]:
    """The same operations as one transaction."""
    first = operations[0].n
    return [msgspec.structs.replace(operation, tx=first) for operation in operations]
