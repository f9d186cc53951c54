"""What really happened, known beside both programs, and the ten invariants held against it.

An act is known by its content (which record, which field, which value), never by the numbers that the
programs give it: those may change after a restore, the content may not.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import attrs
import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.erasing import Erasure
from kaa_core.sync.lists import is_list
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Push, PushAnswer, Verb
from kaa_core.sync.state import WHOLE_RECORD, Entry
from kaa_desktop.store import rows
from kaa_desktop.store.aside import NO_RECORD
from kaa_desktop.store.renewal import NOWHERE
from tests.simulation.deeds import Act, Broken, Key, key_of, op_key, refused_key, tx_of
from tests.simulation.forgetting import Forgotten
from tests.simulation.laptop import Laptop
from tests.simulation.memory import Held

_pack = msgspec.msgpack.Encoder().encode
RESOLUTION = CONFLICT_FIELDS["resolution"]


@attrs.define
class Truth:
    """The model. It reads the server's log as it grows and what the laptops show."""

    held: Held
    acts: dict[Key, list[Act]] = attrs.Factory(lambda: defaultdict(list))
    logged: dict[Key, int] = attrs.Factory(dict)
    effective: set[Key] = attrs.Factory(set)
    newest: dict[tuple[bytes, int], tuple[int, Any, bytes]] = attrs.Factory(dict)
    fields: dict[bytes, set[int]] = attrs.Factory(lambda: defaultdict(set))
    deleted: set[bytes] = attrs.Factory(set)
    sealed: dict[bytes, tuple[bytes, int]] = attrs.Factory(dict)
    answers: dict[tuple[bytes, int, int], Answer] = attrs.Factory(dict)
    acknowledged: dict[Key, bytes] = attrs.Factory(dict)
    outboxes: dict[str, dict[Key, int]] = attrs.Factory(dict)
    told: dict[str, set[Key]] = attrs.Factory(lambda: defaultdict(set))
    owed: dict[Key, set[str]] = attrs.Factory(dict)
    disputed: set[Key] = attrs.Factory(set)
    followed: dict[Key, set[Any]] = attrs.Factory(lambda: defaultdict(set))
    seen: dict[bytes, set[tuple[Any, ...]]] = attrs.Factory(lambda: defaultdict(set))
    restored: bool = False
    backed_up: bool = True
    read: int = 0
    forgotten: Forgotten = attrs.Factory(Forgotten)

    # -- what people do

    def note_acts(self, laptop: Laptop, shown: dict[tuple[bytes, int], Any]) -> None:
        """Learn what a person just did. `shown`: the values before her, by record and field."""
        before = self.outboxes.get(laptop.name, {})
        place = laptop.device
        self.seen[place] |= {(*at, _pack(value)) for at, value in shown.items()}
        for operation in waiting(laptop):
            key = op_key(operation)
            if before.get(key) == operation.n:
                continue
            field = next(iter(operation.values), WHOLE_RECORD)
            saw = shown.get((operation.record, field))
            act = Act(laptop.device, laptop.person.user, operation.at, saw, shown)
            self.acts[key].append(act)
            self.forgotten.wrote(laptop.name, operation)
        self.remember(laptop)

    def remember(self, laptop: Laptop) -> None:
        """What waits on a laptop now."""
        self.outboxes[laptop.name] = {op_key(one): one.n for one in waiting(laptop)}

    # -- what the server does

    def after_push(self, push: Push, answer: PushAnswer, before: int) -> None:
        """Hold the rows that a push led to against what was done."""
        operations = {one.n: one for one in push.operations}
        repeated = True
        for one in answer.answers:
            place = push.device, push.incarnation, one.n
            known = self.answers.get(place)
            repeated = repeated and known is not None
            if known is not None and known != one:
                raise Broken(8, "a repeat got another answer than the first time")
            self.answers[place] = one
        if repeated and self.held.seq != before:
            raise Broken(8, "a repeat wrote something")
        refused = {one.n for one in answer.answers if one.outcome is Outcome.REFUSED}
        for entry in self.held.log[before:]:
            own = entry.change.incarnation == push.incarnation
            if own and entry.change.n in refused:
                raise Broken(1, "what was refused is in the log")
            self._check_row(push, entry, operations.get(entry.change.n))
            self.learn(entry)
        for one in answer.answers:
            if one.outcome is Outcome.CONFLICT and not repeated:
                self._check_conflict(operations[one.n], one)
        self.read = self.held.seq

    def _check_row(self, push: Push, entry: Entry, operation: Operation | None) -> None:
        change = entry.change
        if change.seq != self.read + 1:
            raise Broken(2, "the numbers of the log have a gap")
        self.read = change.seq
        if change.incarnation == 0 or push.device == b"s" * 16:
            return
        if operation is None or (change.actor, change.device) != (push.actor, push.device):
            raise Broken(7, "a row of the log says somebody else")
        if change.values != operation.values or change.record != operation.record:
            key = key_of(change.verb, change.kind, change.record, change.values)
            self.followed[key].add((change.device, change.actor, change.at))
            return  # what follows from the act: the value that was chosen in a conflict
        acts = self.acts.get(op_key(operation), [])
        who = (change.device, change.actor, change.at)
        if who not in [(one.device, one.actor, one.at) for one in acts]:
            raise Broken(7, "actor, device or time of an act is not what it was")
        if entry.effective:
            self._check_effect(operation, acts, push, change)

    def _check_effect(
        self, operation: Operation, acts: list[Act], push: Push, change: Change
    ) -> None:
        """What an act did to what stood."""
        record = operation.record
        if operation.verb in (Verb.SET, Verb.DELETE):
            if record in self.deleted:
                raise Broken(4, "something was written in a record that is deleted")
            if record in self.sealed and self.sealed[record] != (push.device, operation.tx):
                raise Broken(4, "what is entered in the journal was changed")
        if operation.verb is Verb.SET:
            self._check_seen(operation, acts, change)
        elif operation.verb is Verb.DELETE:
            for field in self.fields[record] - {WHOLE_RECORD}:
                _, value, device = self.newest[record, field]
                seen = any(one.shown.get((record, field)) == value for one in acts)
                if self.restored:  # what she saw may have been lost on the server and come back
                    seen = seen or (record, field, _pack(value)) in self.seen[push.device]
                if not seen and device != push.device:
                    raise Broken(4, "a deletion took a value that its author had not seen")

    def _check_seen(self, operation: Operation, acts: list[Act], change: Change) -> None:
        """What was written over had been seen by whoever wrote over it."""
        [(field, value)] = operation.values.items()
        _, stood, _ = self.newest.get((operation.record, field), (0, None, b""))
        if stood == value:
            return
        if is_list(operation.kind, field):
            self._check_list(operation, acts, stood, change)
        elif stood not in [one.saw for one in acts]:
            raise Broken(4, "a value was written over that its author had not seen")

    def _check_list(
        self, operation: Operation, acts: list[Act], stood: Any, change: Change
    ) -> None:
        """Nobody whom she had not seen is taken out of a list, and whom she added is in it."""
        [(field, value)] = operation.values.items()
        following = self.held.log[change.seq : change.seq + 1]
        for one in (entry.change for entry in following):
            if (one.device, one.n, one.record) == (change.device, change.n, change.record):
                change = one  # what it made together with the others'
        now = set(change.values.get(field) or ())
        kept = [set(stood or ()) - set(one.saw or ()) <= now for one in acts]
        added = [set(value or ()) - set(one.saw or ()) <= now for one in acts]
        if not (any(kept) and any(added)):
            raise Broken(4, "a list lost what somebody had put into it")

    def _check_conflict(self, operation: Operation, answer: Answer) -> None:
        conflict = self.held.records.get(answer.conflict or b"")
        if conflict is None and answer.conflict in self.held.more.get("erased", ()):
            return
        if conflict is None:
            raise Broken(4, "a value lost and there is no conflict")
        other = conflict.values.get(CONFLICT_FIELDS["other_value"])
        field = next(iter(operation.values), WHOLE_RECORD)
        hers = [other, self.later(operation, field)]
        if operation.verb is Verb.SET and operation.values[field] not in hers:
            raise Broken(4, "a conflict does not hold the value that lost")

    def later(self, operation: Operation, field: int) -> Any:
        """A value that lost and was followed by her next one is in the log."""
        return operation.values[field] if op_key(operation) in self.logged and field else None

    def learn(self, entry: Entry) -> None:
        """Remember a row."""
        change = entry.change
        key = key_of(change.verb, change.kind, change.record, change.values)
        self.logged[key] = change.seq
        if not entry.effective:
            return
        self.effective.add(key)
        if change.kind == CONFLICT.id:
            self._learn_conflict(change)
        for field, value in change.values.items():
            self.newest[change.record, field] = (change.seq, value, change.device)
            self.fields[change.record].add(field)
        if change.verb is Verb.DELETE:
            self.deleted.add(change.record)
        elif change.values.get(WHOLE_RECORD) is False:
            self.deleted.discard(change.record)
        kind = REGISTRY.get(change.kind)
        seal = kind.by_name[kind.sealed_by].id if kind and kind.sealed_by else -1
        if change.values.get(seal) is not None:
            self.sealed[change.record] = (change.device, change.tx)

    def _learn_conflict(self, change: Change) -> None:
        """A conflict holds the value that lost, also where the row of it was lost."""
        state = self.held.records.get(change.record)
        for name in ("other_value", "kept_value"):
            value = change.values.get(CONFLICT_FIELDS[name])
            if state is not None and (value is not None or name == "other_value"):
                target = state.values.get(CONFLICT_FIELDS["target"])
                field = state.values.get(CONFLICT_FIELDS["target_field"])
                self.disputed.add(("set", target, _pack([(field, value)])))
                if state.values.get(CONFLICT_FIELDS["other_deleted"]):
                    self.disputed.add(("gone", target))

    def relearn(self) -> None:
        """The server was restored: its log is another."""
        for known in (self.logged, self.newest, self.answers, self.fields, self.sealed):
            known.clear()
        self.deleted.clear()
        self.disputed.clear()
        self.effective.clear()
        for entry in self.held.log:
            self.learn(entry)
        self.read = self.held.seq

    def after_replay(self, before: int) -> None:
        """What was given back is in the log again, as its authors'."""
        rows = [entry.change for entry in self.held.log[before:]]
        chosen = {(one.device, one.incarnation, one.n) for one in rows if one.kind == CONFLICT.id}
        for entry in self.held.log[before:]:
            change = entry.change
            if (change.device, change.incarnation, change.n) in chosen:
                self.learn(entry)
                continue
            key = key_of(change.verb, change.kind, change.record, change.values)
            acts = self.acts.get(key)
            who = (change.device, change.actor, change.at)
            known = [(one.device, one.actor, one.at) for one in acts or ()]
            known += self.followed[key] if acts else ()
            if any(is_list(change.kind, field) for field in change.values):
                known = []  # a list that was joined may be what somebody else wrote
            if known and change.incarnation and who not in known:
                raise Broken(7, "what was given back says another author or time")
            self.learn(entry)
        self.read = self.held.seq

    def server_restored(self, laptops: list[Laptop], since: int) -> None:
        """The server has lost what came after a number; who has it still?

        Not a laptop that the youth has left with every trace (invariant 5), though she wrote it there.
        """
        lost = {key: seq for key, seq in self.logged.items() if seq > since}
        self.restored = True
        if not self.backed_up:  # what a first restore brought back for the history only is not told
            left = self.effective
            lost = {key: seq for key, seq in lost.items() if key in left or self._stands(key)}
            for key in self.owed.keys() & self.logged.keys() - lost.keys():
                del self.owed[key]
        self.backed_up = False
        self.relearn()
        for key in lost:
            if key in self.logged:
                continue
            told = (one for one in laptops if key in self.told.get(one.name, set()))
            youth: bytes = self.forgotten.youths.get(key[1]) or key[1]
            holders = {one.name for one in told if one.has(youth)}
            if holders:
                self.owed[key] = self.owed.get(key, set()) | holders

    def _stands(self, key: Key) -> bool:
        """Whether an act is what a record says now, not something before it."""
        if key[0] != "set":
            return key[0] == "made" and key[1] not in self.deleted
        record = key[1]
        standing = ((field, self.newest[record, field][1]) for field in self.fields[record])
        return record not in self.deleted and key[2] in {_pack([one]) for one in standing}

    def laptop_lost(self, laptop: Laptop, told: set[Key]) -> None:
        """A laptop was put back to when it knew of `told` only."""
        self.told[laptop.name] = set(told)
        for key, holders in list(self.owed.items()):
            if key not in told:
                holders.discard(laptop.name)
            if not holders and key not in self.logged:
                del self.owed[key]

    def check_owed(self) -> None:
        """In the end everything that a laptop still had is with the server again."""
        for key in self.owed:
            if not self.accounted(key):
                raise Broken(10, f"a laptop had it, and the server did not get it back: {key[0]}")

    def after_erasure(self, erasure: Erasure) -> None:
        """What was erased is owed to nobody, and a field stands empty by the erasure."""
        self.forgotten.erasures.append(erasure)
        change = erasure.change
        for field in change.values:
            self.newest[change.record, field] = (change.seq, None, change.device)
        self.read = self.held.seq
        self.forgotten.check_server(self.held)

    # -- what a laptop has been told

    def after_sync(self, laptop: Laptop) -> None:
        """What left the outbox is on the server, or the person sees why not."""
        now = {op_key(one): one.n for one in waiting(laptop)}
        for key in self.outboxes.get(laptop.name, {}).keys() - now.keys():
            self.acknowledged[key] = laptop.device
            self.told[laptop.name].add(key)
            if not self.accounted(key) and not self._told(laptop, key):
                raise Broken(1, f"acknowledged and nowhere: {key[0]}")
        self.outboxes[laptop.name] = now
        self._check_own_stands(laptop)
        self._check_whole(laptop)
        self.forgotten.check_waiting(laptop)

    def _check_own_stands(self, laptop: Laptop) -> None:
        """What she wrote last in a field is what she sees, as long as it waits."""
        latest: dict[tuple[int, bytes, int], Any] = {}
        for one in waiting(laptop):
            if one.base == NOWHERE:
                continue  # had lost already when the server was put back: it is sent once more
            if one.verb is Verb.SET:
                latest |= {
                    (one.kind, one.record, field): value for field, value in one.values.items()
                }
            elif one.verb is Verb.RESOLVE:
                latest.clear()
        # What had not been received goes once more when a youth leaves, beside what is shown.
        query = "SELECT id FROM leaving"
        leaving = {row[0] for row in laptop.connection.execute(query).fetchall()}
        for (kind, record, field), value in latest.items():
            state = rows.load(laptop.connection, kind, record)
            if state is not None and state.scope in leaving:
                continue
            if state is not None and state.values.get(field) != value:
                raise Broken(4, "a value that waits was written over by what came in")

    def _check_whole(self, laptop: Laptop) -> None:
        """A laptop never stands in the middle of a transaction.

        One that has not asked since the server was put back has a number of the lost log.
        """
        if self.restored and not laptop.rounds._stood:
            return
        reached = laptop.store.cursor()
        if reached and reached.epoch == self.held.epoch and 0 < reached.seq < len(self.held.log):
            first, then = (one.change for one in self.held.log[reached.seq - 1 : reached.seq + 1])
            if first.incarnation and tx_of(first) == tx_of(then):
                raise Broken(2, "a pull ended in the middle of a transaction")

    def accounted(self, key: Key) -> bool:
        """Whether the server holds an act: in the log, erased, or waiting for a coordinator."""
        if key in self.logged or key in self.disputed:
            return True
        if key[0] == "asked" or key[1] == NO_RECORD:  # the latter only fills a number
            return True
        if self.forgotten.covers(key):
            return True
        return any(
            op_key(one) == key
            for _, _, kept in self.held.more.get("quarantine", ())
            for one in kept.operations
        )

    def _told(self, laptop: Laptop, key: Key) -> bool:
        """Whether it is among what was not received."""
        found = laptop.connection.execute(
            "SELECT verb, kind, content FROM refused WHERE record = ?", (key[1],)
        ).fetchall()
        return any(refused_key(verb, kind, key[1], content) == key for verb, kind, content in found)


def waiting(laptop: Laptop) -> list[Operation]:
    """All operations without an answer."""
    return laptop.store.waiting(1_000_000)


def shown_values(laptop: Laptop, kind: int, record: bytes) -> dict[tuple[bytes, int], Any]:
    """What a person has before her of a record."""
    state = rows.load(laptop.connection, kind, record)
    if state is None:
        return {}
    return {(record, field): value for field, value in state.values.items()}
