"""What a delivery changes, written as the server's own work: a youth's changes are one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import msgspec

from kaa_core.imports.sources.outcomes import Change, Set
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.messages import MAX_OPERATIONS, Answer, Operation, Outcome, Verb
from kaa_server import ingest
from kaa_server.clock import Clock
from kaa_server.database import Connection
from kaa_server.importing.known import Case, Register

_YOUTH: Final = REGISTRY.kind(Youth)
_NUMBER: Final = _YOUTH.by_name["identity_number"].id
_STANDS: Final = (Outcome.APPLIED, Outcome.CONVERGED)


@attrs.define
class Refused:
    """How many of each code, over a run."""

    codes: dict[str, int] = attrs.field(factory=dict)


class Writer:
    """Writes changes with one numbering of its own for the whole run."""

    def __init__(
        self, connection: Connection, clock: Clock, municipality: str, refused: dict[str, int]
    ) -> None:
        self._clock = clock
        self._municipality = municipality
        self._author = ingest.itself(connection, municipality)
        self._incarnation = ingest.own_numbering()
        self._n = 0
        self._refused = refused

    def write(self, connection: Connection, register: Register, changes: Sequence[Change]) -> None:
        """Write them within the transaction in which the register was read, and what is remembered."""
        mine: dict[tuple[bytes, int], int] = {}
        parts = [self._operations(register, change, mine) for change in changes]
        answers: dict[int, Answer] = {}
        for push in _pushes(parts):
            for answer in ingest.taken(
                connection, self._clock, self._municipality, self._author, self._incarnation, push
            ):
                answers[answer.n] = answer
        for change, operations in zip(changes, parts, strict=True):
            self._note(register, change, operations, answers)
        register.keep(connection)

    def _operations(
        self, register: Register, change: Change, mine: dict[tuple[bytes, int], int]
    ) -> list[Operation]:
        """A change as one transaction. `mine`: the number of our own latest operation on each field."""
        at, first = self._clock(), self._n + 1
        made = [ingest.created((record, at)) for record in change.creates]
        case = register.case(change.youth.bytes) if change.sets else None
        for one in change.sets:
            made += _sets(one, case, milliseconds(at))
        numbered = []
        for operation in made:
            self._n += 1
            numbered.append(_based(operation, self._n, first, mine))
            for field in operation.values:
                mine[operation.record, field] = self._n
        return numbered

    def _note(
        self,
        register: Register,
        change: Change,
        operations: Sequence[Operation],
        answers: Mapping[int, Answer],
    ) -> None:
        seqs: dict[int, int] = {}
        for operation in operations:
            answer = answers[operation.n]
            if answer.outcome not in _STANDS:
                code = answer.code or answer.outcome.name.lower()
                if code != "together":  # those who went with another that was refused
                    self._refused[code] = self._refused.get(code, 0) + 1
            elif operation.kind == _YOUTH.id:
                seqs |= dict.fromkeys(operation.values, answer.seq)
                if _NUMBER in operation.values:
                    register.entered(operation.record, operation.values[_NUMBER])
        refused = any(answers[one.n].outcome not in _STANDS for one in operations)
        if change.is_new and not refused:
            remember(register.new(change.youth.bytes), change, seqs, register.feed)
        elif not change.is_new:
            remember(register.case(change.youth.bytes), change, seqs, register.feed)


def remember(case: Case, change: Change, seqs: Mapping[int, int], feed: str) -> None:
    """Keep where the fields have their values from, and that the feed has spoken of her."""
    kept, youth = case.remembered, _YOUTH.by_name
    held = next((one.state for one in case.held.values() if one.state.kind == _YOUTH.id), None)
    for name, filled in change.filled.items():
        field = youth[name].id
        seq = seqs.get(field) or (held.seqs.get(field, 0) if held else 0)
        now = (int(filled.source), filled.as_of.isoformat(), seq)
        if seq and kept.filled.get(name) != now:
            kept.filled[name] = now
            case.changed = True
    heard = change.heard.isoformat()
    if kept.heard.get(feed, "") < heard:
        kept.heard[feed] = heard
        case.changed = True


def _sets(one: Set, case: Case | None, at: int) -> Iterator[Operation]:
    """One operation a field. What is emptied first: an address may not stand beside a protection."""
    kind = REGISTRY.kind(one.kind)
    state = case.held[one.record.bytes].state if case and one.record.bytes in case.held else None
    wired = {kind.by_name[name]: value for name, value in one.values.items()}
    for field in sorted(
        wired, key=lambda field: (field.to_wire(wired[field]) is not None, field.id)
    ):
        yield Operation(
            n=0,
            tx=0,
            verb=Verb.SET,
            kind=kind.id,
            record=one.record.bytes,
            values={field.id: field.to_wire(wired[field])},
            base=0 if state is None else state.seqs.get(field.id, 0),
            at=at,
        )


def _based(
    operation: Operation, n: int, tx: int, mine: Mapping[tuple[bytes, int], int]
) -> Operation:
    base: Any = operation.base
    if operation.verb is Verb.SET:
        [field] = operation.values
        before = mine.get((operation.record, field))
        base = base if before is None else -before
    return msgspec.structs.replace(operation, n=n, tx=tx, base=base)


def _pushes(parts: Iterable[Sequence[Operation]]) -> Iterator[list[Operation]]:
    """As many whole transactions together as a push may hold."""
    waiting: list[Operation] = []
    for part in parts:
        if waiting and len(waiting) + len(part) > MAX_OPERATIONS:
            yield waiting
            waiting = []
        waiting = [*waiting, *part]
    if waiting:
        yield waiting
