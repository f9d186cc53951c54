"""The log of a practice: who is in it, what was there from the beginning, and what each push led to.

Kept in the profile's own encrypted store: a setting for the beginning, and one for each push since, so
that nothing is written twice.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final
from uuid import UUID

import attrs
import msgspec

from kaa_core.demo import people
from kaa_core.demo.dice import Dice
from kaa_core.model.ids import UserId
from kaa_core.model.records import Worker
from kaa_core.sync.messages import Answer, Change, Outcome, Tokens, Verb, pack
from kaa_core.sync.state import Entry, Merged, RecordState
from kaa_desktop.app.replica import TOKENS
from kaa_desktop.store.store import Store

SEED: Final = 2026
COLLEAGUE: Final = 1
"""Which of the workers changes something at the same time: Farid Modell."""
ACCESS: Final = Tokens("ovning", "ovning", 3600)
_BASE: Final = "practice_base"
_PARTS: Final = "practice_parts"


@attrs.frozen(kw_only=True)
class Cast:
    """Who is who: accounts and computers of the made-up workers, the same in every practice."""

    workers: list[Worker]
    device: UUID
    colleague_device: UUID
    server: UserId
    server_device: UUID

    @classmethod
    def drawn(cls, seed: int) -> Cast:
        """The five workers, by the seed."""
        drawn = [Dice(seed, 91, place).new_id(people.STAFF_SINCE) for place in range(4)]
        return cls(
            workers=people.staff(seed, len(people.STAFF)),
            device=drawn[0],
            colleague_device=drawn[1],
            server=UserId(drawn[2]),
            server_device=drawn[3],
        )

    def account(self, worker: UUID) -> UUID:
        """The account of a worker."""
        place = next(at for at, one in enumerate(self.workers) if one.id == worker)
        return Dice(place, 92).new_id(people.STAFF_SINCE)

    @property
    def colleague(self) -> Worker:
        """Who else writes when a conflict is practised."""
        return self.workers[COLLEAGUE]

    def device_of(self, actor: UUID) -> UUID:
        """Where somebody wrote what was there from the beginning."""
        if actor == self.server:
            return self.server_device
        own = self.account(self.workers[0].id)
        return self.device if actor == own else self.colleague_device

    def names(self) -> dict[bytes, str]:
        """Names by account and by computer, for the history."""
        named = {self.account(one.id).bytes: one.name for one in self.workers}
        return named | {
            self.server.bytes: "Kommunens server",
            self.device.bytes: "Övningsdatorn",
            self.colleague_device.bytes: "Kollegans dator",
            self.server_device.bytes: "Servern",
        }


@attrs.frozen(kw_only=True)
class PracticeLog:
    """What was there from the beginning, in the order of the numbers, from 1."""

    cast: Cast
    rows: list[Change]


class Part(msgspec.Struct, array_like=True):
    """What one push led to, as kept."""

    changes: list[tuple[Change, int, Outcome]]
    answers: list[Answer]


def first_settings(log: PracticeLog) -> dict[str, bytes | None]:
    """What the store keeps for the stand-in from the beginning."""
    return {
        _BASE: msgspec.msgpack.encode(log.rows),
        _PARTS: msgspec.msgpack.encode(0),
        TOKENS: pack(ACCESS),
    }


class Kept:
    """The log in memory, read when it is first asked for; a `Ledger` for the one who practises."""

    def __init__(self, base: list[Change]) -> None:
        self.entries = [Entry(change=one, base=0, outcome=Outcome.APPLIED) for one in base]
        self.answers: dict[int, Answer] = {}
        self.parts = 0
        self._records: dict[bytes, RecordState] = {
            one.record: RecordState(
                one.kind, one.scope, one.values, dict.fromkeys(one.values, one.seq)
            )
            for one in base
        }
        self._by_record: defaultdict[bytes, list[int]] = defaultdict(list)
        for place, one in enumerate(base):
            self._by_record[one.record].append(place)

    @classmethod
    def of(cls, store: Store) -> Kept:
        """Everything that the store keeps."""
        made = cls(_decoded(store, _BASE, list[Change]))
        for number in range(_decoded(store, _PARTS, int)):
            part = _decoded(store, f"practice_part_{number}", Part)
            made.add(part, None)
        return made

    @property
    def reached(self) -> int:
        """The number of the last row."""
        return len(self.entries)

    def add(self, part: Part, merged: Merged | None) -> None:
        """Take what one push led to; without `merged` the records follow from the rows."""
        for change, base, outcome in part.changes:
            entry = Entry(change=change, base=base, outcome=outcome)
            self._by_record[change.record].append(len(self.entries))
            self.entries.append(entry)
            if merged is None and entry.effective:
                self._replay(change)
        if merged is not None:
            self._records |= merged.records
        self.answers |= {one.n: one for one in part.answers}
        self.parts += 1

    def keep(self, store: Store, merged: Merged, answers: list[Answer]) -> None:
        """On the disk first, then in memory: what was answered is never forgotten."""
        rows = [(one.change, one.base, one.outcome) for one in merged.entries]
        part = Part(rows, answers)
        settings = {
            f"practice_part_{self.parts}": msgspec.msgpack.encode(part),
            _PARTS: msgspec.msgpack.encode(self.parts + 1),
        }
        store.put_settings(settings).result()
        self.add(part, merged)

    def _replay(self, change: Change) -> None:
        state = self._records.get(change.record)
        state = RecordState(change.kind, change.scope, {}, {}) if state is None else state.copy()
        if change.verb is Verb.DELETE:
            state.deleted = True
            state.seqs[0] = change.seq
        for field, value in change.values.items() if change.verb is not Verb.DELETE else ():
            if value is None:
                state.values.pop(field, None)
            else:
                state.values[field] = value
            state.seqs[field] = change.seq
        self._records[change.record] = state

    def of_record(self, record: bytes) -> list[Entry]:
        """All that happened to a record, oldest first."""
        return [self.entries[place] for place in self._by_record.get(record, [])]

    # -- Ledger

    def record(self, record: bytes) -> RecordState | None:
        return self._records.get(record)

    def answer(self, n: int) -> Answer | None:
        return self.answers.get(n)

    def change(self, seq: int) -> Change | None:
        return self.entries[seq - 1].change if 0 < seq <= self.reached else None

    def gone(self, record: bytes) -> bool:
        held = self._records.get(record)
        return held is not None and held.deleted

    def case(self, youth: bytes) -> list[bytes]:
        found = self._records.items()
        return [record for record, one in found if one.scope == youth and not one.deleted]

    def erased_fields(self, record: bytes, after: int) -> set[int]:  # noqa: ARG002
        return set()  # nothing is erased in a practice


class Stranger:
    """The same log for somebody else, who has no answers of her own yet."""

    def __init__(self, kept: Kept) -> None:
        self.record = kept.record
        self.change = kept.change
        self.gone = kept.gone
        self.case = kept.case
        self.erased_fields = kept.erased_fields

    def answer(self, n: int) -> Answer | None:  # noqa: ARG002 - as `Ledger` has it
        return None


def _decoded(store: Store, name: str, form: Any) -> Any:
    held = store.setting(name)
    assert held is not None, name  # written when the practice was made
    return msgspec.msgpack.decode(held, type=form)
