"""Taking back what a person did, as long as it is not entered in the journal.

Every transaction notes its steps. Undoing writes their reverse as new operations: nothing is taken out
of what the server has or the history shows. What somebody has changed since is left as it is. The
list of acts lives from unlock to lock, in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from attrs import define, evolve, field, frozen

from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_desktop.store import drafts, rows
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_core.model.registry import Kind
    from kaa_core.sync.state import RecordState
    from kaa_desktop.store.drafts import Draft
    from kaa_desktop.store.transaction import Transaction
    from kaa_desktop.store.unit import Unit

MOST: Final = 50
"""Acts that are remembered."""

_REFUSED: Final = "id, incarnation, n, tx, verb, kind, record, scope, content, base, at, code"
_YOUTH: Final = REGISTRY.kind(Youth).id


class NotAsItWas(StoreFault):
    """Somebody has gone on from what is to be undone."""

    happened = "Det går inte att ångra: uppgiften har ändrats sedan dess."
    safe = "Ingenting är ändrat nu."
    advice = "Öppna ärendet och se efter vad som gäller."


class NothingToUndo(StoreFault):
    """No act is left in the list."""

    happened = "Det finns ingenting att ångra."
    safe = "Det som är fört in i journalen står kvar och rättas med ett tillägg."
    advice = "Välj det du vill ändra och ändra det på nytt."


@frozen(repr=False)
class Created:
    """A record was made. `values`: as it was made; None = whatever, if nobody has touched it since."""

    kind: int
    record: bytes
    values: dict[int, Any] | None = None


@frozen(repr=False)
class Removed:
    """A record that was made has been taken away again; `values` are what it held."""

    kind: int
    record: bytes
    values: dict[int, Any]


@frozen(repr=False)
class Written:
    """Fields got other values."""

    kind: int
    record: bytes
    before: dict[int, Any]
    after: dict[int, Any]


@frozen(repr=False)
class Discarded:
    """A draft was thrown away; `back` once it has been brought back."""

    draft: Draft
    back: bool = False


@frozen(repr=False)
class Dismissed:
    """An operation was taken off the list of what the server did not take; its whole row."""

    row: tuple[Any, ...]
    back: bool = False


Step: TypeAlias = Created | Removed | Written | Discarded | Dismissed
Together: TypeAlias = list[Step]
"""Steps that the server takes as one transaction."""


@frozen(repr=False)
class Act:
    """What a person did at one time. `label`: the sentence that said so."""

    label: str
    parts: Sequence[Together]


@frozen
class Undone:
    """`label`: of the act. `left`: how many parts of it had been changed since, and stand."""

    label: str
    left: int


@define
class Acts:
    """The acts that can be undone and done again, newest last.

    Changed on the writer's thread alone; `undoable` and `repeatable` may be read by any.
    """

    done: deque[Act] = field(factory=lambda: deque(maxlen=MOST))
    undone: list[Act] = field(factory=list)
    names: dict[bytes, bytes] = field(factory=dict)  # records made again got new ids

    def push(self, act: Act) -> None:
        """A person has done something new."""
        if any(act.parts):
            self.done.append(act)
            self.undone.clear()

    def forget(self, gone: Collection[bytes]) -> None:
        """Let go of acts that hold anything about these records and youths."""
        kept = [act for act in self.done if not _about(act, gone)]
        self.done.clear()
        self.done.extend(kept)
        self.undone[:] = [act for act in self.undone if not _about(act, gone)]

    def undoable(self) -> str:
        """What undoing would take back, or nothing."""
        return self.done[-1].label if self.done else ""

    def repeatable(self) -> str:
        """What would be done again, or nothing."""
        return self.undone[-1].label if self.undone else ""


@frozen
class Turning:
    """One undoing or doing again. `start` begins a transaction of its own for each part."""

    unit: Unit
    start: Callable[[], Transaction]
    names: dict[bytes, bytes]
    new_id: Callable[[], RecordId]

    def turn(self, act: Act) -> tuple[Act, int]:
        """Write the reverse of an act; what turns it back, and how many parts could not be.

        Raises `NotAsItWas` when no part could be: then nothing is written.
        """
        turned: list[Together] = []
        for part in reversed(act.parts):
            steps = [self._renamed(step) for step in part]
            if all(self._stands(step, steps) for step in steps):
                transaction = self.start()
                turned.append([self._turn(step, transaction) for step in reversed(steps)])
        if not turned:
            raise NotAsItWas
        return Act(act.label, turned), len(act.parts) - len(turned)

    def _renamed(self, step: Step) -> Step:
        if isinstance(step, Created | Written):
            return evolve(step, record=self._now(step.record))
        return step

    def _now(self, record: bytes) -> bytes:
        """The id that a record has by now: it may have been made again many times."""
        while record in self.names:
            record = self.names[record]
        return record

    def _stands(self, step: Step, steps: Sequence[Step]) -> bool:
        """Whether everything is as the step left it."""
        if not isinstance(step, Created | Written):
            return True
        state = rows.load(self.unit.connection, step.kind, step.record)
        if state is None or state.deleted:
            return False
        if isinstance(step, Written):
            return all(state.values.get(key) == value for key, value in step.after.items())
        untouched = (
            self._only_made(step.record, state)
            if step.values is None
            else _filled(state.values) == _filled(step.values)
        )
        own = {one.record for one in steps if isinstance(one, Created)}
        return untouched and (step.kind != _YOUTH or not self._others(step.record, own))

    def _only_made(self, record: bytes, state: RecordState) -> bool:
        """Whether nothing but its creation has ever written in it."""
        query = "SELECT 1 FROM pending WHERE record = ? LIMIT 1"
        own = self.unit.connection.execute(query, (record,)).fetchone()
        return own is None and len(set(state.seqs.values())) <= 1

    def _others(self, youth: bytes, own: set[bytes]) -> bool:
        """Whether the case holds anything that the act did not make."""
        for kind in REGISTRY:
            if kind.id == _YOUTH:
                continue
            query = f"SELECT id FROM {table(kind)} WHERE _scope = ? AND NOT _deleted LIMIT ?"
            found = self.unit.connection.execute(query, (youth, len(own) + 1)).fetchall()
            if any(row[0] not in own for row in found):
                return True
        return False

    def _turn(self, step: Step, transaction: Transaction) -> Step:
        match step:
            case Created():
                return self._remove(step, transaction)
            case Removed():
                return self._make_again(step, transaction)
            case Written():
                kind = REGISTRY.kind(step.kind)
                transaction.set(kind.cls, _id(step.record), **_named(kind, step.before))
                return evolve(step, before=step.after, after=step.before)
            case Discarded():
                if step.back:
                    drafts.discard(self.unit, step.draft.id)
                else:
                    drafts.save(self.unit, step.draft)
            case Dismissed():
                if step.back:
                    dismiss(self.unit, step.row[0])
                else:
                    self._list_again(step)
        return evolve(step, back=not step.back)

    def _list_again(self, step: Dismissed) -> None:
        marks = ", ".join("?" * len(step.row))
        self.unit.connection.execute(f"INSERT INTO refused ({_REFUSED}) VALUES ({marks})", step.row)
        self.unit.refused = True

    def _remove(self, step: Created, transaction: Transaction) -> Removed:
        state = rows.load(self.unit.connection, step.kind, step.record)
        assert state is not None  # it stands: looked at above
        transaction.delete(REGISTRY.kind(step.kind).cls, _id(step.record))
        return Removed(step.kind, step.record, dict(state.values))

    def _make_again(self, step: Removed, transaction: Transaction) -> Created:
        """A deleted id is never used again: the record gets a new one, and what names it follows."""
        kind, fresh = REGISTRY.kind(step.kind), self.new_id()
        self.names[step.record] = fresh.bytes
        values = {key: self._followed(kind, key, value) for key, value in step.values.items()}
        transaction.create(kind.from_wire(fresh, values))
        return Created(step.kind, fresh.bytes, values)

    def _followed(self, kind: Kind, key: int, value: Any) -> Any:
        declared = kind.by_id.get(key)
        if declared is None or value is None:
            return value
        if declared.type is FieldType.REFERENCE:
            return self._now(value)
        if declared.type is FieldType.REFERENCES:
            return [self._now(one) for one in value]
        return value


def dismiss(unit: Unit, refused: int) -> Dismissed | None:
    """Take an operation out of "ej mottaget"; None when it is not there."""
    query = f"SELECT {_REFUSED} FROM refused WHERE id = ?"
    row = unit.connection.execute(query, (refused,)).fetchone()
    if row is None:
        return None
    unit.connection.execute("DELETE FROM refused WHERE id = ?", (refused,))
    unit.refused = True
    return Dismissed(tuple(row))


def _filled(values: dict[int, Any]) -> dict[int, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _named(kind: Kind, values: dict[int, Any]) -> dict[str, Any]:
    return {kind.by_id[key].name: kind.by_id[key].from_wire(wire) for key, wire in values.items()}


def _id(packed: bytes) -> RecordId:
    return RecordId(UUID(bytes=packed))


def _about(act: Act, gone: Collection[bytes]) -> bool:
    """Whether any step of an act is about one of these records or youths."""
    return any(named in gone for part in act.parts for step in part for named in _touched(step))


def _touched(step: Step) -> tuple[bytes | None, ...]:
    if isinstance(step, Discarded):
        return (step.draft.youth.bytes,) if step.draft.youth is not None else ()
    if isinstance(step, Dismissed):
        return step.row[6], step.row[7]
    return (step.record,)
