"""What a file says that the one before did not: new youths, changed ones and those no longer in it.

Compared is what is told, not the codes it is told by: another code for the same group is no change of
anybody's. A column that the layout has got or lost is told once, not about each.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.scb.layout import Layout, text_in
from kaa_core.scb.rows import Line, Value
from kaa_core.scb.sources import BLOCKS, CODE_LISTS, SOURCES, Block, Form

EMPTY: Final = "tomt"
_UNCOMPARED: Final = frozenset({"block", "half_year", "municipality"})
"""The same for everybody, in every line."""
Y = TypeVar("Y", bound=RecordId)


@attrs.frozen(kw_only=True, repr=False)
class Change:
    """A column of a line that says something else: `before` and `now` in words."""

    block: Block
    column: str
    before: str
    now: str


@attrs.frozen(kw_only=True, repr=False)
class YouthChange:
    """What is another of one youth: columns, and lines that came or went (a line in words)."""

    changes: tuple[Change, ...] = ()
    added: tuple[tuple[Block, str], ...] = ()
    removed: tuple[tuple[Block, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.added or self.removed)

    @property
    def told(self) -> list[str]:
        """One sentence for each."""
        said = [
            f"{one.block.label}: {one.column} var {one.before}, är nu {one.now}."
            for one in self.changes
        ]
        said += [f"{block.label}: ny rad, {line}." for block, line in self.added]
        said += [f"{block.label}: raden är borta, {line}." for block, line in self.removed]
        return said


@attrs.frozen(kw_only=True, repr=False)
class Differences:
    """By youth. `columns_added` and `columns_gone`: what the layout has got and lost, in words."""

    new: tuple[RecordId, ...] = ()
    changed: Mapping[RecordId, YouthChange] = attrs.field(factory=dict)
    gone: tuple[RecordId, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many youths it is about."""
        return len(self.new) + len(self.changed) + len(self.gone)


def kept(lines: Iterable[Line], layout: Layout) -> list[Any]:
    """Return lines as they are kept in `ScbStatement.content`: no more than stood in the file."""
    return [
        [
            int(one.block),
            one.record.bytes,
            [[key, one.values.get(key)] for key in sorted(layout.sources(one.block) - _UNCOMPARED)],
        ]
        for one in lines
    ]


def read(content: Any) -> list[Line] | None:
    """Return the lines that `kept` made; None for anything else."""
    try:
        return [
            Line(
                BLOCKS[block],
                _id(record),
                {text_in(key): _value(value) for key, value in values},
            )
            for block, record, values in content
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _id(packed: object) -> RecordId:
    if not isinstance(packed, bytes):
        raise TypeError
    return RecordId(uuid.UUID(bytes=packed))


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError


def compare(
    before: Mapping[RecordId, Sequence[Line]], now: Mapping[Y, Sequence[Line]], layout: Layout
) -> Differences:
    """Return what is another. `before`: what was kept of the former file; `now`: the lines by youth."""
    columns = {block: layout.sources(block) - _UNCOMPARED for block in Block}
    had = _columns(before)
    both = {block: had.get(block, columns[block]) & columns[block] for block in Block}
    changed: dict[RecordId, YouthChange] = {}
    for youth in now:
        if youth in before and (found := _changed(before[youth], now[youth], both, layout)):
            changed[youth] = found
    return Differences(
        new=tuple(one for one in now if one not in before),
        changed=changed,
        gone=tuple(one for one in before if one not in now),
        columns_added=tuple(_named(columns, had, layout)),
        columns_gone=tuple(_named(had, columns, layout)),
    )


_Columns = Mapping[Block, frozenset[str]]


def _columns(before: Mapping[RecordId, Sequence[Line]]) -> dict[Block, frozenset[str]]:
    """The columns that the former file had, by block; of a block that had no line nothing is known."""
    found: dict[Block, frozenset[str]] = {}
    for lines in before.values():
        for one in lines:
            found.setdefault(one.block, frozenset(one.values))
    return found


def _named(there: _Columns, here: _Columns, layout: Layout) -> Iterator[str]:
    for block in Block:
        if block in there and block in here:
            for key in sorted(there[block] - here[block]):
                yield f"{block.label}: {layout.named(block, key)}"


def _changed(
    before: Sequence[Line], now: Sequence[Line], columns: _Columns, layout: Layout
) -> YouthChange:
    was = {(one.block, one.record): one for one in before}
    there = {(one.block, one.record): one for one in now}
    changes: list[Change] = []
    for key, line in there.items():
        if (former := was.get(key)) is not None:
            changes += _of_line(former, line, columns[line.block], layout)
    return YouthChange(
        changes=tuple(changes),
        added=tuple(
            (one.block, said(one, columns[one.block]))
            for key, one in there.items()
            if key not in was
        ),
        removed=tuple(
            (one.block, said(one, columns[one.block]))
            for key, one in was.items()
            if key not in there
        ),
    )


def _of_line(before: Line, now: Line, columns: frozenset[str], layout: Layout) -> Iterator[Change]:
    for key in SOURCES:
        if key in columns and before.values.get(key) != now.values.get(key):
            yield Change(
                block=now.block,
                column=layout.named(now.block, key),
                before=worded(key, before.values.get(key)),
                now=worded(key, now.values.get(key)),
            )


def worded(key: str, value: Value) -> str:
    """Return a value in words: a code by its member's."""
    if value is None or value == "":
        return EMPTY
    source = SOURCES.get(key)
    if source is not None and source.form is Form.CODE:
        members = CODE_LISTS[source.codes]
        return next((one.label for one in members if int(one) == value), str(value))
    return str(value)


_TELLING: Final = {
    Block.MANDATORY: ("registered_on", "registration_reason"),
    Block.CONTACT: ("contact_on", "channel", "outcome"),
    Block.BEGUN: ("measure_kind", "measure_start"),
    Block.ENDED: ("measure_kind", "measure_end"),
    Block.CLOSED: ("closed_on", "deregistration_reason"),
}


def said(line: Line, columns: frozenset[str]) -> str:
    """Return which line it is, in a few words."""
    told = [worded(key, line.values.get(key)) for key in _TELLING[line.block] if key in columns]
    return ", ".join(told) or "en rad"


# -- what was kept of earlier files


@attrs.frozen(kw_only=True, repr=False)
class Kept:
    """What is kept of one youth since a file: `lines` None: from then on she was in it no more."""

    id: RecordId
    youth: RecordId
    delivery: RecordId
    lines: Sequence[Line] | None


def state(kept: Iterable[Kept], deliveries: Sequence[RecordId]) -> dict[RecordId, Kept]:
    """Return what the last of `deliveries` said, by youth. `deliveries`: the earliest first.

    A file keeps only what it said otherwise than the one before: the latest word on each youth counts.
    """
    place = {delivery: at for at, delivery in enumerate(deliveries)}
    found: dict[RecordId, Kept] = {}
    for one in kept:
        at = place.get(one.delivery)
        if at is None:
            continue
        held = found.get(one.youth)
        if held is None or (place[held.delivery], held.id) < (at, one.id):
            found[one.youth] = one
    return found


def stated(kept: Iterable[Kept], deliveries: Sequence[RecordId]) -> dict[RecordId, Sequence[Line]]:
    """Return the lines of those who were in the last of `deliveries`."""
    return {
        youth: one.lines for youth, one in state(kept, deliveries).items() if one.lines is not None
    }
