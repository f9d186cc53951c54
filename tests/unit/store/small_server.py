"""A server in memory around the real merge: the oracle that stores are compared with."""

from __future__ import annotations

import itertools

import attrs

from kaa_core.sync.merge import merge
from kaa_core.sync.messages import Answer, Change, Operation, Push, Verb
from kaa_core.sync.state import Author, Entry, RecordState
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.store import Store
from tests.unit.store.builders import NOW, new_id

EPOCH = b"e" * 16
SERVER = Author(actor=b"S" * 16, device=b"S" * 16, incarnation=1)


@attrs.define
class _DeviceLedger:
    """What the merge asks, for one device."""

    server: SmallServer
    device: bytes

    def record(self, record: bytes) -> RecordState | None:
        return self.server.records.get(record)

    def answer(self, n: int) -> Answer | None:
        return self.server.answers.get((self.device, n))

    def change(self, seq: int) -> Change | None:
        return next((one.change for one in self.server.log if one.change.seq == seq), None)

    def gone(self, record: bytes) -> bool:
        held = self.server.records.get(record)
        return held is not None and held.deleted

    def case(self, youth: bytes) -> list[bytes]:
        found = self.server.records.items()
        return [record for record, one in found if one.scope == youth and not one.deleted]

    def erased_fields(self, record: bytes, after: int) -> set[int]:
        rows = (one.change for one in self.server.log if one.change.seq > after)
        erasing = (one for one in rows if one.record == record and one.verb is Verb.ERASE)
        return {field for row in erasing for field in row.values}


@attrs.define
class SmallServer:
    """Records, log and answers, kept as the real server keeps them."""

    records: dict[bytes, RecordState] = attrs.Factory(dict)
    answers: dict[tuple[bytes, int], Answer] = attrs.Factory(dict)
    log: list[Entry] = attrs.Factory(list)
    next_seq: int = 1
    taken: dict[bytes, list[Operation]] = attrs.Factory(dict)

    def push(self, device: bytes, operations: list[Operation]) -> list[Answer]:
        """Answers to a push; what was pushed before gets its stored answer."""
        taken = self.taken.setdefault(device, [])
        fresh = [one for one in operations if one.n > len(taken)]
        assert [one.n for one in operations] == list(
            range(operations[0].n, operations[0].n + len(operations))
        ), "numbers without gap"
        if fresh:
            assert fresh[0].n == len(taken) + 1, "no number is skipped"
            merged = merge(
                Push(device, 1, device, 1, fresh),
                _DeviceLedger(self, device),
                first_seq=self.next_seq,
                received=NOW,
                server=SERVER,
                new_id=lambda: new_id().bytes,
            )
            self.records.update(merged.records)
            self.answers.update({(device, one.n): one for one in merged.answers})
            self.log += merged.entries
            self.next_seq = merged.next_seq
            taken += fresh
        return [self.answers[device, one.n] for one in operations]

    def changes_after(self, seq: int, limit: int) -> list[Change]:
        """The effective log rows after a number."""
        rows = (one.change for one in self.log if one.effective and one.change.seq > seq)
        return list(itertools.islice(rows, limit))


def push(server: SmallServer, store: Store, device: bytes, limit: int = 100) -> list[Answer]:
    """Push what waits; the answers are not taken in."""
    waiting = store.waiting(limit)
    return server.push(device, waiting) if waiting else []


def pull(server: SmallServer, store: Store, limit: int = 10_000) -> list[Change]:
    """Pull after the store's cursor and take it in."""
    cursor = store.cursor() or Cursor(EPOCH, 0)
    changes = server.changes_after(cursor.seq, limit)
    reached = changes[-1].seq if changes else cursor.seq
    store.apply_changes(changes, Cursor(EPOCH, reached)).result()
    return changes


def settle(server: SmallServer, stores: dict[bytes, Store]) -> None:
    """Push and pull until nothing is left to say."""
    for _ in range(2):
        for device, store in stores.items():
            while answers := push(server, store, device):
                store.apply_answers(answers).result()
        for store in stores.values():
            pull(server, store)
