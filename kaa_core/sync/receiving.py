"""Taking in a push: the server's whole logic, on a `Shelf`.

Order of the checks: place in the numbering, repeats, what has been erased, what its author may see,
then the merge. Everything that follows is written in the shelf's one transaction, the counter last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import attrs
import msgspec

from kaa_core.sync.barring import barred
from kaa_core.sync.digests import MODULO, record_hash
from kaa_core.sync.merge import merge
from kaa_core.sync.messages import Answer, Operation, Push, PushAnswer
from kaa_core.sync.shelf import CaseRow, Quarantined, Shelf, SightEvent, Taken
from kaa_core.sync.sight import (
    DECISIVE,
    SETTINGS,
    WORKER,
    CaseSight,
    View,
    case_sight,
)
from kaa_core.sync.standing import same_epoch
from kaa_core.sync.state import Author, Merged, RecordState

_UNIT: Final = WORKER.by_name["unit"].id
_ROLE: Final = WORKER.by_name["role"].id


class OutOfPlace(Exception):
    """A push that does not fit the device's numbering; `expected` is the n that is awaited."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self.expected = expected


class Gap(OutOfPlace):
    """Operations before it are missing: the server or the device has been restored."""


class OtherEpoch(Exception):
    """The push builds on numbers of a history that this server has left."""


class Diverged(OutOfPlace):
    """A number that was taken before now says something else: a restored or cloned device."""


@attrs.frozen(kw_only=True)
class Terms:
    """On what terms a push is taken.

    `may_write`: kinds that the author's role may change. `signs_as`: whether a worker's record is her
    own. `view`: what she sees; None for the server itself. `received`: the server's clock in
    milliseconds. `server`: as whom its own rows are written.
    """

    may_write: Callable[[int], bool] = lambda _: True
    signs_as: Callable[[bytes], bool] = lambda _: True
    view: View | None = None
    received: int
    server: Author
    new_id: Callable[[], bytes]


def take(push: Push, shelf: Shelf, terms: Terms) -> PushAnswer:
    """Merge and store a push whose form, signature and author have been checked.

    The one way by which anything comes into the log: devices and the server's own work alike.
    Raises `Gap`, `Diverged` or `OtherEpoch`.
    """
    head = shelf.head()
    if not same_epoch(push.epoch, head.epoch):
        raise OtherEpoch
    taken = shelf.last_n()
    if push.operations[0].n > taken + 1:
        raise Gap(taken + 1)
    answers = _repeated(push, shelf, taken)
    fresh = [operation for operation in push.operations if operation.n > taken]
    seq = head.seq
    if fresh:
        written = _merged(push, fresh, shelf, terms, seq + 1)
        shelf.write(written)
        answers += written.answers
        seq = written.seq
    return PushAnswer(epoch=head.epoch, horizon=seq, answers=answers, backed_up=head.backed_up)


def take_up(push: Push, shelf: Shelf, terms: Terms) -> Taken:
    """Merge what had been quarantined and whose numbers were taken then; the caller writes it.

    What still builds on something that waits is answered as quarantined.
    """
    return _merged(push, list(push.operations), shelf, terms, shelf.head().seq + 1)


def _repeated(push: Push, shelf: Shelf, taken: int) -> list[Answer]:
    """The stored answers for the part of a push that came before."""
    repeated = [operation for operation in push.operations if operation.n <= taken]
    if not repeated:
        return []
    stored = shelf.answered(repeated[0].n, repeated[-1].n)
    answers = []
    for operation in repeated:
        known = stored.get(operation.n)
        if known is None or known[1] != shelf.digest_of(operation):
            raise Diverged(taken + 1)
        answers.append(known[0])
    return answers


def _merged(push: Push, fresh: list[Operation], shelf: Shelf, terms: Terms, first: int) -> Taken:
    shelf.prepare(fresh)
    held_back = barred(fresh, shelf, terms.view)
    allowed = [operation for operation in fresh if operation.tx not in held_back.answers]
    merged = merge(
        msgspec.structs.replace(push, operations=allowed),
        shelf,
        first_seq=first,
        received=terms.received,
        server=terms.server,
        new_id=terms.new_id,
        may_write=terms.may_write,
        signs_as=terms.signs_as,
    )
    given = iter(merged.answers)
    answers = [
        next(given) if how is None else how(operation.n)
        for operation in fresh
        for how in (held_back.answers.get(operation.tx),)
    ]
    return follow(fresh, answers, merged, shelf, held_back.kept)


def follow(
    fresh: list[Operation],
    answers: list[Answer],
    merged: Merged,
    shelf: Shelf,
    quarantined: list[Quarantined],
) -> Taken:
    """All that is to be written of a merge: who now sees what, and the digests, besides the merge."""
    workers, views, settings = _people(merged, shelf)
    cases, events = _cases(merged, shelf, workers)
    return Taken(
        fresh=fresh,
        answers=answers,
        entries=merged.entries,
        records=merged.records,
        cases=cases,
        events=events,
        quarantined=quarantined,
        workers=workers,
        views=views,
        settings=settings,
        seq=merged.next_seq - 1,
    )


# -- what follows from a merge


def _people(
    merged: Merged, shelf: Shelf
) -> tuple[dict[bytes, bytes | None], frozenset[bytes], dict[int, object] | None]:
    """Units of the workers written, whose view changed, and the municipality's changed settings."""
    workers: dict[bytes, bytes | None] = {}
    views = set[bytes]()
    settings: dict[int, object] | None = None
    for record, state in merged.records.items():
        if state.kind == WORKER.id:
            workers[record] = state.values.get(_UNIT)
            before = shelf.record(record)
            if before is not None and any(
                before.values.get(field) != state.values.get(field) for field in (_UNIT, _ROLE)
            ):
                views.add(record)
        elif state.kind == SETTINGS.id:
            settings = dict(state.values)
    return workers, frozenset(views), settings


def _cases(
    merged: Merged, shelf: Shelf, workers: Mapping[bytes, bytes | None]
) -> tuple[dict[bytes, CaseRow], list[SightEvent]]:
    """The rows of the cases that a merge touched, and the changes of sight among them."""
    touched = {one.scope for one in merged.records.values() if one.scope is not None}
    decided: dict[bytes, int] = {}
    for entry in merged.entries:
        change = entry.change
        if entry.effective and change.kind in DECISIVE and change.scope is not None:
            decided[change.scope] = change.seq
    decided |= _moved(merged, shelf, workers)
    if not touched and not decided:
        return {}, []
    held = shelf.cases(touched.union(decided))
    cases = {youth: held.get(youth) or CaseRow() for youth in touched.union(decided)}
    for record, state in merged.records.items():
        if state.scope is not None:
            before = shelf.record(record)
            cases[state.scope] = _counted(cases[state.scope], record, before, state)
    events = []
    for youth, sight in _sights(decided, merged, shelf, workers).items():
        before_sight = held[youth].sight if youth in held else None
        cases[youth] = attrs.evolve(cases[youth], sight=sight)
        # A new youth is no event: all there is about her comes after it anyway.
        if before_sight is not None and sight != before_sight:
            events.append(SightEvent(decided[youth], youth, before_sight, sight))
    return cases, sorted(events, key=lambda one: (one.seq, one.youth))


def _moved(merged: Merged, shelf: Shelf, workers: Mapping[bytes, bytes | None]) -> dict[bytes, int]:
    """Cases of the workers who changed unit, each with the row by which that happened."""
    moved: dict[bytes, int] = {}
    if not workers:
        return moved
    rows = {entry.change.record: entry.change.seq for entry in merged.entries if entry.effective}
    before = shelf.units(workers)
    for worker, unit in workers.items():
        if worker in before and before[worker] != unit:
            moved |= dict.fromkeys(shelf.cases_of(worker), rows[worker])
    return moved


def _sights(
    youths: Iterable[bytes],
    merged: Merged,
    shelf: Shelf,
    workers: Mapping[bytes, bytes | None],
) -> dict[bytes, CaseSight]:
    stored = shelf.decisive(youths)
    merged_by_youth: dict[bytes, dict[bytes, RecordState]] = {one: {} for one in youths}
    for record, state in merged.records.items():
        if state.kind in DECISIVE and state.scope in merged_by_youth:
            merged_by_youth[state.scope][record] = state
    records = {youth: {**stored.get(youth, {}), **new} for youth, new in merged_by_youth.items()}
    units = _units(records.values(), shelf, workers)
    return {youth: case_sight(of.values(), units.get) for youth, of in records.items()}


def _units(
    cases: Iterable[Mapping[bytes, RecordState]],
    shelf: Shelf,
    workers: Mapping[bytes, bytes | None],
) -> dict[bytes, bytes | None]:
    handlers = {
        worker
        for case in cases
        for one in case.values()
        if (worker := case_sight([one], lambda _: None).worker) is not None
    }
    return {**shelf.units(handlers - workers.keys()), **workers} if handlers else {}


def _counted(
    row: CaseRow, record: bytes, before: RecordState | None, after: RecordState
) -> CaseRow:
    """A case's digest after one of its records changed."""
    count, total = row.count, row.total
    if before is not None and not before.deleted:
        count, total = count - 1, total - record_hash(record, before.latest)
    if not after.deleted:
        count, total = count + 1, total + record_hash(record, after.latest)
    return CaseRow(row.sight, count, total % MODULO)
