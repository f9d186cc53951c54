"""A server in memory: the merge's Ledger, for tests of its laws."""

from __future__ import annotations

import itertools
import uuid

from kaa_core.sync.merge import merge
from kaa_core.sync.messages import Answer, Change, Operation, Push, Verb
from kaa_core.sync.state import Author, Entry, Merged, RecordState

SERVER = Author(actor=b"S" * 16, device=b"s" * 16, incarnation=0)


class MemoryLedger:
    """Log, records and answers of one municipality, and the ledger of one pushing device."""

    def __init__(self) -> None:
        self.log: list[Entry] = []
        self.records: dict[bytes, RecordState] = {}
        self.answers: dict[tuple[bytes, int, int], Answer] = {}
        self._pusher: tuple[bytes, int] = (b"", 0)
        self._ids = itertools.count(1000)

    def record(self, record: bytes) -> RecordState | None:
        return self.records.get(record)

    def answer(self, n: int) -> Answer | None:
        return self.answers.get((*self._pusher, n))

    def change(self, seq: int) -> Change | None:
        return self.log[seq - 1].change if 0 < seq <= len(self.log) else None

    def gone(self, record: bytes) -> bool:
        return record in self.records and self.records[record].deleted

    def case(self, youth: bytes) -> list[bytes]:
        return [at for at, one in self.records.items() if one.scope == youth and not one.deleted]

    def erased_fields(self, record: bytes, after: int) -> set[int]:
        rows = (entry.change for entry in self.log[after:] if entry.change.record == record)
        return {field for row in rows if row.verb is Verb.ERASE for field in row.values}

    def push(self, push: Push, received: int = 0) -> Merged:
        self._pusher = (push.device, push.incarnation)
        merged = merge(
            push,
            self,
            first_seq=len(self.log) + 1,
            received=received,
            server=SERVER,
            new_id=lambda: uuid.UUID(int=next(self._ids)).bytes,
        )
        self.log += merged.entries
        assert [entry.change.seq for entry in self.log] == list(range(1, len(self.log) + 1))
        assert merged.next_seq == len(self.log) + 1
        self.records |= merged.records
        for answer in merged.answers:
            self.answers[(*self._pusher, answer.n)] = answer
        return merged


class Desk:
    """A device with a person: numbers its operations and pushes them."""

    def __init__(self, name: str) -> None:
        self.device = name.encode().ljust(16, b"-")
        self.actor = name.upper().encode().ljust(16, b"-")
        self.n = 0

    def operation(self, verb: int, kind: int, record: bytes, **more: object) -> Operation:
        self.n += 1
        given = {"tx": self.n, "values": {}, "base": 0, "at": self.n} | more
        return Operation(n=self.n, verb=verb, kind=kind, record=record, **given)  # type: ignore[arg-type]

    def push(self, *operations: Operation) -> Push:
        return Push(self.device, 1, self.actor, 1, list(operations))
