"""Many acts at once: a register of tens of thousands, in one local transaction.

All of it is in the store or nothing is. On the way to the server each act stands by itself (a
transaction number of its own), so that one that is refused does not hold the others. Rows and
outbox are written many to a statement, and the rows of the lists are made afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import Verb, packed_id
from kaa_desktop.store import outbox, rows, settings, summary, targets, traces
from kaa_desktop.store.errors import RecordInvalid, RecordLocked, RecordUnknown
from kaa_desktop.store.rows import pack
from kaa_desktop.store.schema import table
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.store.undoing import Created, Together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kaa_core.model.ids import RecordId
    from kaa_core.model.registry import Kind
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

AT_A_TIME: Final = 250
"""Acts written together; between them progress is told and a stop is heard."""

_OUTBOX: Final = (
    "INSERT INTO outbox (n, tx, verb, kind, record, content, base, at, scope) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Stopped(Exception):
    """A person stopped it: nothing was written."""

    sentence = "Det är avbrutet. Inget är inläst."


@frozen(repr=False)
class Filling:
    """Fields of a record that are filled where they still stand empty, by name."""

    cls: type[Record]
    record: RecordId
    values: Mapping[str, Any]


@frozen(repr=False)
class Act:
    """What belongs together: records that are made, and empty fields that are filled."""

    created: tuple[Record, ...] = ()
    filled: tuple[Filling, ...] = ()


@frozen
class Written:
    """What came of it. `left`: places (from 0) of acts that were no longer needed."""

    acts: int
    left: tuple[int, ...]
    refused: Mapping[int, tuple[str, ...]] = {}
    """Places of acts with a record that may not be kept, and the registry's sentences."""


def write(
    unit: Unit,
    at: int,
    acts: Iterable[Act],
    *,
    progress: Callable[[int], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    remembered: bool = False,
) -> Written:
    """Write acts, in order. Raises `Stopped`; then the caller's transaction goes.

    An act that makes a youth whose number is in the register by now is left out, as is one that has
    nothing left to fill. `progress` gets how many have been written. `remembered`: it can be undone.
    """
    pending = _Pending(unit, at, outbox.next_number(unit.connection), remembered)
    known = _numbers(unit.connection)
    done, left, refused = 0, list[int](), dict[int, tuple[str, ...]]()
    for batch in _batches(acts):
        for act in batch:
            problems = _problems(act)
            if problems:
                refused[done] = problems
            elif not pending.take(act, known):
                left.append(done)
            done += 1
        pending.flush()
        if stopped():
            raise Stopped
        progress(done)
    if stopped():
        raise Stopped
    unit.everything = True
    return Written(done - len(left) - len(refused), tuple(left), refused)


def _problems(act: Act) -> tuple[str, ...]:
    found = [one for record in act.created for one in REGISTRY.of(record).validate(record)]
    return tuple(one.sentence for one in found)


@define
class _Pending:
    """What is about to be written, by kind; `n` is the next operation's number."""

    unit: Unit
    at: int
    n: int
    remembered: bool
    records: dict[int, list[tuple[bytes, bytes | None, dict[int, Any]]]] = field(
        factory=lambda: defaultdict(list), init=False
    )
    operations: list[tuple[Any, ...]] = field(factory=list, init=False)
    youths: set[bytes] = field(factory=set, init=False)
    unjudged: set[bytes] = field(factory=set, init=False)
    untraced: set[bytes] = field(factory=set, init=False)

    def take(self, act: Act, known: set[str]) -> bool:
        """Note an act; False when there is nothing to do."""
        tx = self.n
        made: Together = []
        for record in act.created:
            if isinstance(record, Youth):
                if record.identity_number in known:
                    return False
                known.add(record.identity_number)
            self._create(record, tx)
            made.append(Created(REGISTRY.of(record).id, record.id.bytes))
        if self.remembered:
            self.unit.parts.append(made)
        if act.filled:
            self._fill(act.filled, tx)
        return self.n > tx

    def _create(self, record: Record, tx: int) -> None:
        kind = REGISTRY.of(record)
        identity, values = record.id.bytes, kind.to_wire(record)
        scope = packed_id(kind.scope(record))
        self.records[kind.id].append((identity, scope, values))
        self.operations.append(
            (self.n, tx, int(Verb.CREATE), kind.id, identity, pack(values), 0, self.at, scope)
        )
        if scope is not None and kind.id in summary.MATTER:
            self.youths.add(scope)
        if scope is not None and kind.id in targets.MATTER:
            self.unjudged.add(scope)
        if scope is not None and kind.id in traces.MATTER:
            self.untraced.add(scope)
        self.n += 1

    def _fill(self, fillings: Iterable[Filling], tx: int) -> None:
        """Rare beside creations, and built on what stands: by the ordinary transaction."""
        self.flush()
        transaction = Transaction(self.unit, self.at, tx)
        for one in fillings:
            empty = _empty(self.unit.connection, REGISTRY.kind(one.cls), one)
            if empty:
                # Deleted since it was looked at, or not to be changed by this program.
                with suppress(RecordUnknown, RecordLocked, RecordInvalid):
                    transaction.set(one.cls, one.record, **empty)
        self.n = outbox.next_number(self.unit.connection)

    def flush(self) -> None:
        """Write what has been noted."""
        connection, unit = self.unit.connection, self.unit
        for kind, records in self.records.items():
            rows.save_new(connection, kind, records)
        if self.operations:
            connection.executemany(_OUTBOX, self.operations)
            settings.put_number(connection, settings.NEXT_N, self.n)
            unit.outbox = True
        summary.postpone(connection, self.youths | unit.stale)
        targets.postpone(connection, self.unjudged | unit.unjudged)
        traces.postpone(connection, self.untraced | unit.untraced)
        self.operations.clear()
        self.records.clear()
        for own in (self.youths, self.unjudged, self.untraced):
            own.clear()
        for noted in (unit.records, unit.youths, unit.stale, unit.unjudged, unit.untraced):
            noted.clear()  # told as `everything`: sixty thousand names of changes help nobody


def _empty(connection: Connection, kind: Kind, filling: Filling) -> dict[str, Any]:
    """The values whose fields stand empty, and may be filled."""
    state = rows.load(connection, kind.id, filling.record.bytes)
    if state is None:
        return {}
    barred = kind.barred(state.values)
    numbers = {name: kind.by_name[name].id for name in filling.values}
    return {
        name: value
        for name, value in filling.values.items()
        if state.values.get(numbers[name]) is None and numbers[name] not in barred
    }


def _numbers(connection: Connection) -> set[str]:
    query = f"SELECT identity_number FROM {table(REGISTRY.kind(Youth))} WHERE NOT _deleted"
    return {row[0] for row in connection.execute(query).fetchall()}


def _batches(acts: Iterable[Act]) -> Iterator[list[Act]]:
    left = iter(acts)
    while batch := list(islice(left, AT_A_TIME)):
        yield batch


def each(unit: Unit, at: int, acts: Iterable[Callable[[Transaction], object]]) -> None:
    """Do several acts in one local transaction, each an act of its own to the server."""
    for act in acts:
        act(Transaction(unit, at))
