"""Acts by what they say, and the fault of an invariant that does not hold."""

from __future__ import annotations

from typing import Any

import attrs
import msgspec

from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Change, Operation, Verb

_pack = msgspec.msgpack.Encoder().encode
RESOLUTION = CONFLICT_FIELDS["resolution"]
Key = tuple[Any, ...]


class Broken(AssertionError):
    """An invariant does not hold. `number`: which of the ten."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"invariant {number}: {what}")
        self.number = number


def key_of(verb: Verb, kind: int, record: bytes, values: dict[int, Any]) -> Key:
    """What an operation, or a row of the log, says."""
    if verb is Verb.CREATE:
        return "made", record
    if verb is Verb.DELETE:
        return "gone", record
    if verb is Verb.RESOLVE or (kind == CONFLICT.id and RESOLUTION in values):
        return ("settled" if RESOLUTION in values else "asked"), record
    return "set", record, _pack(sorted(values.items()))


def op_key(operation: Operation) -> Key:
    """The content of an operation."""
    return key_of(operation.verb, operation.kind, operation.record, operation.values)


def refused_key(verb: int, kind: int, record: bytes, content: bytes) -> Key:
    """The content of what was not received, as a laptop keeps it."""
    return key_of(Verb(verb), kind, record, msgspec.msgpack.decode(content, type=dict[int, Any]))


def tx_of(change: Change) -> tuple[bytes, int, int]:
    """The transaction that a row is part of."""
    return change.device, change.incarnation, change.tx


@attrs.define
class Act:
    """What a person did: which device, whose, at what time by its clock, and the value before her."""

    device: bytes
    actor: bytes
    at: int
    saw: Any
    shown: dict[tuple[bytes, int], Any]
