"""Erasing by a decision: the server's side in memory, and what the model knows is to be gone.

The log in memory has a row for each number, so a row that is erased leaves an empty one behind, which
nothing that reads the log may take for a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs
import msgspec

from kaa_core.model.records import JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.erasing import Erasure, Target
from kaa_core.sync.erasures import Outstanding, ToErase
from kaa_core.sync.messages import Operation, Outcome, Verb
from kaa_core.sync.shelf import CaseRow, Head, Quarantined
from kaa_core.sync.state import Entry, RecordState
from kaa_desktop.store import erasing
from tests.simulation.deeds import Broken, Key
from tests.simulation.laptop import Laptop
from tests.simulation.memory import Held, MemoryShelf, emptied, is_gone

_pack = msgspec.msgpack.Encoder().encode
_IDENTITY = REGISTRY.kind(Youth).by_name["identity_number"].id
END = "."
"""With what words about youths end in this theme, so that none is the beginning of another."""


# -- the server


@attrs.define
class MemoryErasing:
    """The `ErasingShelf` of one decision (kaa_server/erasing.py)."""

    held: Held

    def head(self) -> Head:
        return MemoryShelf(self.held, b"", 0).head()

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        return MemoryShelf(self.held, b"", 0).erased(ids)

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        return MemoryShelf(self.held, b"", 0).cases(youths)

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        return MemoryShelf(self.held, b"", 0).units(workers)

    def case_records(self, youth: bytes) -> Mapping[bytes, RecordState]:
        return {one: self.held.records[one] for one in self.held.by_youth.get(youth, {})}

    def case_log(self, youth: bytes) -> Sequence[Entry]:
        return [one for one in self.held.log if one.change.scope == youth]

    def write_erasure(self, erasure: Erasure) -> None:
        held, target = self.held, erasure.target
        for seq in erasure.rows_gone:
            held.log[seq - 1] = emptied(held.log[seq - 1])
        for seq, values in erasure.rows.items():
            row = held.log[seq - 1]
            left = msgspec.structs.replace(row.change, values=dict(values))
            held.log[seq - 1] = attrs.evolve(row, change=left)
        for one in erasure.gone:
            held.records.pop(one, None)
            held.by_youth.get(target.youth, {}).pop(one, None)
        held.records.update(erasure.records)
        self._strike(target, erasure.gone)
        if erasure.case is None:
            held.cases.pop(target.youth, None)
            held.by_youth.pop(target.youth, None)
            held.events = [one for one in held.events if one.youth != target.youth]
        else:
            held.cases[target.youth] = erasure.case
            held.events = [*held.events, *erasure.events]
        held.log.append(Entry(change=erasure.change, base=0, outcome=Outcome.APPLIED))
        held.more.setdefault("erased", {}).update(dict.fromkeys(erasure.gone, erasure.change.seq))
        seq, kind = erasure.change.seq, erasure.change.kind
        record = None if target.whole else target.record
        told = ToErase(seq, target.youth, record, list(target.fields), kind)
        held.more.setdefault("erasures", []).append(told)
        held.seq = erasure.change.seq

    def _strike(self, target: Target, gone: frozenset[bytes]) -> None:
        """What waits for a coordinator (kaa_server/quarantine.py)."""
        waiting: list[tuple[bytes, int, Quarantined]] = self.held.more.get("quarantine", [])
        every = [one for _, _, kept in waiting for one in kept.operations]
        if target.whole:
            made = (one for one in every if one.verb is Verb.CREATE)
            gone |= {one.record for one in made if one.scope == target.youth}
        left: list[tuple[bytes, int, Quarantined]] = []
        for device, incarnation, kept in waiting:
            if target.whole and kept.youth == target.youth:
                continue
            operations = [
                stripped
                for one in kept.operations
                if one.record not in gone and (stripped := _stripped(one, target)) is not None
            ]
            if operations:
                left.append((device, incarnation, attrs.evolve(kept, operations=operations)))
        self.held.more["quarantine"] = left


def _stripped(one: Operation, target: Target) -> Operation | None:
    if one.record != target.record or not target.fields:
        return one
    values = {field: value for field, value in one.values.items() if field not in target.fields}
    if one.values and not values and one.verb is not Verb.CREATE:
        return None
    return msgspec.structs.replace(one, values=values)


def outstanding(held: Held, device: bytes) -> Outstanding:
    """What a device has not said that it has erased."""
    done: set[tuple[int, bytes]] = held.more.get("receipts", set())
    told: list[ToErase] = held.more.get("erasures", [])
    return Outstanding([one for one in told if (one.seq, device) not in done])


def acknowledge(held: Held, device: bytes, seqs: Sequence[int]) -> None:
    """A device has erased."""
    held.more.setdefault("receipts", set()).update((seq, device) for seq in seqs)


# -- the model


@attrs.frozen
class Word:
    """Something that somebody wrote in a field, and on which number of it she built."""

    text: bytes
    laptop: str
    youth: bytes | None
    record: bytes
    field: int
    base: int


@attrs.define
class Forgotten:
    """What was written, and what of it is to be gone."""

    words: list[Word] = attrs.Factory(list)
    youths: dict[bytes, bytes] = attrs.Factory(dict)
    erasures: list[Erasure] = attrs.Factory(list)

    def wrote(self, laptop: str, operation: Operation) -> None:
        """A person's operation, as it was saved."""
        one = operation
        if one.verb is Verb.CREATE and one.scope is not None:
            self.youths[one.record] = one.scope
        youth = self.youths.get(one.record)
        for field, value in one.values.items():
            if not isinstance(value, str) or not (value.endswith(END) or field == _IDENTITY):
                continue
            base = one.base if one.base >= 0 else self._earlier(laptop, one.record, field)
            self.words.append(Word(value.encode(), laptop, youth, one.record, field, base))

    def began(self, laptop: str, note: JournalNote, words: str) -> None:
        """A draft: it is on one laptop only, and goes with what it is about."""
        field = REGISTRY.kind(JournalNote).by_name["text"].id
        youth, record = note.youth.bytes, note.id.bytes
        self.words.append(Word(words.encode(), laptop, youth, record, field, 0))

    def _earlier(self, laptop: str, record: bytes, field: int) -> int:
        """On what she built who changes again what has not been answered."""
        for word in reversed(self.words):
            if (word.laptop, word.record, word.field) == (laptop, record, field):
                return word.base
        return 0

    def covers(self, key: Key) -> bool:
        """Whether an act is about what is erased."""
        record = key[1]
        fields = [field for field, _ in msgspec.msgpack.decode(key[2])] if key[0] == "set" else []
        return any(self._about(one, record, fields) for one in self.erasures)

    def _about(self, erasure: Erasure, record: bytes, fields: Iterable[int]) -> bool:
        target = erasure.target
        if record in erasure.gone or (target.whole and self.youths.get(record) == target.youth):
            return True
        return record == target.record and any(one in target.fields for one in fields)

    def words_gone(self, reached: int = 2**63) -> list[bytes]:
        """Words that must be nowhere where the log has been heard up to a number."""
        return [
            word.text
            for word in self.words
            if any(
                self._about(one, word.record, [word.field])
                and (not one.target.fields or word.base < one.change.seq)
                for one in self.erasures
                if one.change.seq <= reached
            )
        ]

    def check_server(self, held: Held) -> None:
        """Raise when anything erased is in what the server keeps."""
        waiting = [kept.operations for _, _, kept in held.more.get("quarantine", ())]
        kept = [one.change for one in held.log]
        content = _pack((kept, [one.values for one in held.records.values()], waiting))
        self._search(content, "the server")
        for erasure in self.erasures:
            if erasure.gone & held.records.keys():
                raise Broken(6, "the server holds a record that is erased")

    def check_waiting(self, laptop: Laptop) -> None:
        """Raise when a laptop that has heard of an erasure still means to send what is erased."""
        reached = laptop.store.cursor()
        if reached is None or not self.erasures:
            return
        gone = set(self.words_gone(reached.seq))
        for one in laptop.store.waiting(1_000_000):
            if gone & {value.encode() for value in one.values.values() if isinstance(value, str)}:
                raise Broken(6, f"{laptop.name} has what is erased waiting to be sent")

    def check_laptop(self, laptop: Laptop, held: Held) -> bool:
        """Raise when anything erased is on a laptop that has sent its receipts; whether it has."""
        if erasing.due(laptop.connection) or outstanding(held, laptop.device).erasures:
            return False
        content = laptop.disk.scan()
        self._search(content, laptop.name)
        for erasure in self.erasures:
            if erasure.target.whole and _mentions(laptop, erasure.target.youth):
                raise Broken(6, f"{laptop.name} has rows about a youth who is erased")
        return bool(self.erasures)

    def _search(self, content: bytes, where: str) -> None:
        lower = content.lower()
        for word in self.words_gone():
            if word in content or word.lower() in lower:
                raise Broken(6, f"{where} has what is erased")


_TABLES = ("outbox", "refused", "draft", "attachment_file")


def _mentions(laptop: Laptop, youth: bytes) -> bool:
    """Whether a table has rows of hers; of what waits there are only empty numbers left."""
    return any(
        laptop.connection.execute(
            f"SELECT 1 FROM {table} WHERE scope = ? LIMIT 1", (youth,)
        ).fetchone()
        for table in _TABLES
    )


__all__ = ["END", "Forgotten", "MemoryErasing", "acknowledge", "is_gone", "outstanding"]
