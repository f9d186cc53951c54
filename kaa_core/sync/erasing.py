"""Erasing by a decision: a whole youth, one record, or fields of one, on the server's shelf.

What is erased leaves records and log, with the conflicts about it. In its place the log gets one row
with `Verb.ERASE`, which names and holds nothing else: it goes to everyone who may read cases, for
those who no longer see the youth may still have her. Ids that are gone stay known as erased, so that
what arrives late about them is refused and not kept (docs/adr/027).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import attrs

from kaa_core.model.records import EarlySignal, YouthLink
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.digests import MODULO, record_hash
from kaa_core.sync.messages import Change, Verb
from kaa_core.sync.shelf import CaseRow, Head, SightEvent
from kaa_core.sync.sight import DECISIVE, case_sight
from kaa_core.sync.state import Author, Entry, RecordState, Refusal

_TARGET: Final = CONFLICT_FIELDS["target"]
_TARGET_FIELD: Final = CONFLICT_FIELDS["target_field"]
OF_NOBODY: Final = frozenset({REGISTRY.kind(EarlySignal).id})
"""Kinds about a person who is no youth of the register: each is erased by itself."""
LINK: Final = REGISTRY.kind(YouthLink)
_OTHER: Final = LINK.by_name["other"].id


@attrs.frozen
class Target:
    """What is to be erased: the youth whole; one record (`record`); or fields of it (`fields`).

    `youth` can also be a record that is about nobody in the register (Tidiga signaler): then that goes.
    """

    youth: bytes
    record: bytes | None = None
    fields: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything about the youth goes; her own record cannot go alone."""
        return self.record is None or (self.record == self.youth and not self.fields)


@attrs.frozen(kw_only=True)
class Erasure:
    """What an erasure leads to, written together; the counter is set to the change's number last.

    `gone`: ids that are no more, the youth's among them when she is. `records`: those rewritten.
    `rows_gone`: numbers of the log's rows that go; `rows`: those that stay, with the values they keep.
    `case`: what is kept of the youth from here on, None when nothing is.
    """

    target: Target
    change: Change
    gone: frozenset[bytes]
    records: Mapping[bytes, RecordState]
    rows_gone: Sequence[int]
    rows: Mapping[int, Mapping[int, Any]]
    case: CaseRow | None
    events: Sequence[SightEvent]


class ErasingShelf(Protocol):
    """What erasing asks of the server's storage, in the transaction that holds the counter."""

    def head(self) -> Head:
        """Where the log stands; nobody else writes until this transaction ends."""

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        """Which of these records and youths have been erased."""

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths."""

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        """The workers' units, as last written."""

    def case_records(self, youth: bytes) -> Mapping[bytes, RecordState]:
        """All records about a youth by id, deleted ones too; of a record about no youth, itself."""

    def case_log(self, youth: bytes) -> Sequence[Entry]:
        """All rows of the log about a youth, losing ones too, in order."""

    def write_erasure(self, erasure: Erasure) -> None:
        """Write it all: rows, records, erased ids, what is kept of the youth, the counter last.

        What waits for a coordinator about it goes too. Nothing that is left may be readable with a
        key that could read what went.
        """


def erase(
    target: Target, shelf: ErasingShelf, *, by: bytes, server: Author, received: int
) -> Erasure:
    """Erase; returns what was written. `by`: the account that decided, shown in the history.

    Raises:
        Refusal: ``erased`` when it has been already, ``missing`` when it is not there, ``required``
            for a field without which the record cannot stand.
    """
    head = shelf.head()
    if shelf.erased({target.youth, target.record or target.youth}):
        raise Refusal("erased")
    records = shelf.case_records(target.youth)
    named = records.get(target.record or target.youth)
    if named is None or (named.scope is None and named.kind not in OF_NOBODY):
        raise Refusal("missing")
    seq = head.seq + 1
    change = Change(
        seq=seq,
        tx=seq,
        verb=Verb.ERASE,
        kind=named.kind,
        record=target.record or target.youth,
        # A record of what the municipality shares has no scope, and its row says so.
        scope=None if named.scope is None else target.youth,
        values=dict.fromkeys(_checked_fields(target, named)),
        actor=by,
        device=server.device,
        incarnation=0,
        n=seq,
        at=received,
        received=received,
    )
    gone = frozenset(_gone(target, records))
    rewritten = {} if target.whole or not target.fields else _rewritten(target, named, seq)
    left = {one: rewritten.get(one, state) for one, state in records.items() if one not in gone}
    rows_gone, rows = _log(target, gone, shelf.case_log(target.youth))
    case, events = _case(target, records, left, shelf, seq)
    erasure = Erasure(
        target=target,
        change=change,
        gone=gone,
        records=rewritten,
        rows_gone=rows_gone,
        rows=rows,
        case=case,
        events=events,
    )
    shelf.write_erasure(erasure)
    return erasure


def links_to(target: Target, links: Mapping[bytes, RecordState]) -> list[Target]:
    """Return what else goes with a youth: what another case says of her being the same person.

    `links`: all of the municipality's. The reason that somebody wrote there is about her too.
    """
    if not target.whole:
        return []
    return [
        Target(state.scope, one)
        for one, state in sorted(links.items())
        if state.values.get(_OTHER) == target.youth and state.scope not in (None, target.youth)
    ]


def referring(target: Target, records: Mapping[bytes, RecordState]) -> list[bytes]:
    """Return records that name the target and stay: addenda above all. Others wrote them.

    They may quote what goes, so whoever decides is shown them.
    """
    if target.whole or target.record is None:
        return []
    gone = set(_gone(target, records)) | {target.record}
    return [
        one
        for one, state in records.items()
        if one not in gone and not state.deleted and target.record in _named(state.values.values())
    ]


def is_erased(state: RecordState, field: int, change: Callable[[int], Change | None]) -> bool:
    """Whether a field stands empty because it was erased; `change` gives the log's row of a number."""
    number = state.seqs.get(field, 0)
    if not number or field in state.values:
        return False
    written = change(number)
    return written is not None and written.verb is Verb.ERASE


def _checked_fields(target: Target, named: RecordState) -> tuple[int, ...]:
    if target.whole or not target.fields:
        return ()
    kind = REGISTRY.get(named.kind)
    for number in target.fields:
        field = kind.by_id.get(number) if kind else None
        if field is not None and field.required:
            raise Refusal("required")
    if not any(number in named.values or number in named.seqs for number in target.fields):
        raise Refusal("missing")
    return target.fields


def _gone(target: Target, records: Mapping[bytes, RecordState]) -> Iterable[bytes]:
    if target.whole:
        yield target.youth
        yield from records
        return
    if target.record is not None and not target.fields:
        yield target.record
    for one, state in records.items():
        values = state.values
        if state.kind != CONFLICT.id or values.get(_TARGET) != target.record:
            continue
        if not target.fields or values.get(_TARGET_FIELD) in target.fields:
            yield one


def _rewritten(target: Target, named: RecordState, seq: int) -> dict[bytes, RecordState]:
    assert target.record is not None
    return {target.record: named.written(dict.fromkeys(target.fields), seq)}


def _log(
    target: Target, gone: frozenset[bytes], entries: Sequence[Entry]
) -> tuple[list[int], dict[int, Mapping[int, Any]]]:
    """Rows that go, and what is left in those that stay. Earlier erasures' rows stay: they hold nothing."""
    removed: list[int] = []
    kept: dict[int, Mapping[int, Any]] = {}
    for entry in entries:
        change = entry.change
        if change.verb is Verb.ERASE:
            continue
        if change.record in gone:
            removed.append(change.seq)
        elif change.record == target.record and any(f in change.values for f in target.fields):
            left = {f: value for f, value in change.values.items() if f not in target.fields}
            if left or change.verb is Verb.CREATE:
                kept[change.seq] = left
            else:
                removed.append(change.seq)
    return removed, kept


def _case(
    target: Target,
    before: Mapping[bytes, RecordState],
    left: Mapping[bytes, RecordState],
    shelf: ErasingShelf,
    seq: int,
) -> tuple[CaseRow | None, list[SightEvent]]:
    """What is kept of the youth: the digest of what is left, and who sees it now."""
    if target.whole:
        return None, []
    held = shelf.cases([target.youth]).get(target.youth) or CaseRow()
    standing = [(one, state) for one, state in left.items() if not state.deleted]
    total = sum(record_hash(one, state.latest) for one, state in standing) % MODULO
    sight = held.sight
    decided = target.record is not None and before[target.record].kind in DECISIVE
    if decided:
        handler = case_sight(left.values(), lambda _: None).worker
        units = shelf.units([handler]) if handler is not None else {}
        sight = case_sight(left.values(), units.get)
    case = CaseRow(sight=sight, count=len(standing), total=total)
    changed = sight != held.sight
    return case, [SightEvent(seq, target.youth, held.sight, sight)] if changed else []


def _named(values: Iterable[Any]) -> set[bytes]:
    found = set[bytes]()
    for value in values:
        if isinstance(value, bytes):
            found.add(value)
        elif isinstance(value, list):
            found.update(one for one in value if isinstance(one, bytes))
    return found
