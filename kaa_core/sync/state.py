"""What the merge works on: records as the server holds them, and what it asks of the server's store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

import attrs

from kaa_core.sync.messages import Answer, Change, Outcome

WHOLE_RECORD: Final = 0
"""The number that stands for a record's deletion, where a field's would stand."""


@attrs.define
class RecordState:
    """A record as the server holds it: wire values, the number of each, and whether it is deleted."""

    kind: int
    scope: bytes | None
    values: dict[int, Any]
    seqs: dict[int, int]
    deleted: bool = False

    def copy(self) -> RecordState:
        """Return a state that can be changed without touching this one."""
        return RecordState(self.kind, self.scope, dict(self.values), dict(self.seqs), self.deleted)

    def written(self, values: Mapping[int, Any], seq: int) -> RecordState:
        """Return the state after a row has written values; None empties a field, 0 is the deletion."""
        changed = self.copy()
        for field, value in values.items():
            if field == WHOLE_RECORD:
                changed.deleted = bool(value)
            elif value is None:
                changed.values.pop(field, None)
            else:
                changed.values[field] = value
            changed.seqs[field] = seq
        return changed

    @property
    def latest(self) -> int:
        """The highest number among the fields."""
        return max(self.seqs.values(), default=0)


class Ledger(Protocol):
    """What the merge asks of the server's store, within one municipality."""

    def record(self, record: bytes) -> RecordState | None:
        """Return the record as it stands, or None."""

    def answer(self, n: int) -> Answer | None:
        """Return what was answered to operation n of the pushing device and incarnation."""

    def change(self, seq: int) -> Change | None:
        """Return the log row with this number, effective or not."""

    def gone(self, record: bytes) -> bool:
        """Return whether a record has been deleted."""

    def case(self, youth: bytes) -> Iterable[bytes]:
        """Return the records about a youth that have not been deleted."""

    def erased_fields(self, record: bytes, after: int) -> set[int]:
        """Return the fields of a record that have been erased by rows above a number."""


@attrs.frozen(kw_only=True)
class Author:
    """Who writes: for the server's own rows, its own identity."""

    actor: bytes
    device: bytes
    incarnation: int


@attrs.frozen(kw_only=True)
class Entry:
    """One row for the log. Only effective ones are pulled; the others are kept for the history."""

    change: Change
    base: int
    outcome: Outcome

    @property
    def effective(self) -> bool:
        """Whether it changed the record."""
        return self.outcome is Outcome.APPLIED


@attrs.frozen(kw_only=True)
class Merged:
    """What a push led to. `records`: those to write, whole. `next_seq`: the counter's new value + 1."""

    answers: list[Answer]
    entries: list[Entry]
    records: dict[bytes, RecordState]
    next_seq: int


class Refusal(Exception):
    """An operation that can never be taken. `code` becomes a sentence on the desktop."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
