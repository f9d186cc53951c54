"""A figure's answer with everything that must be said beside it, and how answers are stored and sent.

What is stored and sent holds numbers and words of tables alone: never who is behind them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.day import Day
from kaa_core.statistics.values import HIDDEN, Cell, Column, Figure, Row, Table, Unit


class Origin(enum.Enum):
    """Where an answer comes from."""

    COUNTED = "counted"
    """From the records that are held now."""
    STORED = "stored"
    """From what was stored when it could be counted; persons of that day may be erased since."""
    SERVER = "server"
    """Counted by the server, which holds everybody."""


@attrs.frozen(kw_only=True)
class Answer:
    """The answer to a figure on a day.

    `start`: from when the period counts. `definition`: the key of the target group's. `version`: of the
    figure's own definition, as it was counted. `stored_at`: when a stored answer was counted.
    """

    figure: str
    table: Table
    as_of: date
    start: date
    definition: str
    version: int
    origin: Origin = Origin.COUNTED
    stored_at: datetime | None = None


def answer(figure: Figure, day: Day) -> Answer:
    """Count a figure on a day."""
    return Answer(
        figure=figure.key,
        table=figure.count(day),
        as_of=day.as_of,
        start=day.start,
        definition=day.definition.key,
        version=figure.version,
    )


def answers(figures: Iterable[Figure], day: Day) -> tuple[Answer, ...]:
    """Count some figures on a day."""
    return tuple(answer(one, day) for one in figures)


# --- as MessagePack knows it -----------------------------------------------------------------------

FORM: Final = 1
"""The form of what is packed here; another one is not read."""
_UNITS: Final[Mapping[str, Unit]] = {one.value: one for one in Unit}


class Unreadable(ValueError):
    """What was stored or sent is no answer, or one of a newer program."""


def packed(one: Answer) -> list[Any]:
    """An answer without anybody in it."""
    table = one.table
    return [
        one.figure,
        one.version,
        one.as_of.toordinal(),
        one.start.toordinal(),
        one.definition,
        [[each.key, each.label, each.unit.value] for each in table.columns],
        [_packed_row(each) for each in table.rows],
        list(table.parts),
        table.sum_of,
        list(table.remarks),
    ]


def _packed_row(row: Row) -> list[Any]:
    return [
        row.key,
        row.label,
        [_packed_cell(one) for one in row.cells],
        row.total,
        row.part,
        row.opens,
    ]


def _packed_cell(cell: Cell) -> list[Any]:
    """A hidden cell is an empty list: nothing of it leaves the program."""
    return [] if cell.hidden else [cell.count, cell.whole, cell.persons, cell.others]


def unpacked(
    held: Any, *, origin: Origin = Origin.STORED, stored_at: datetime | None = None
) -> Answer:
    """An answer out of what `packed` made. Raises Unreadable."""
    try:
        figure, version, as_of, start, definition, columns, rows, parts, sum_of, remarks = held
        table = Table(
            columns=tuple(
                Column(key=k, label=name, unit=_UNITS[unit]) for k, name, unit in columns
            ),
            rows=tuple(map(_unpacked_row, rows)),
            parts=tuple(map(_text, parts)),
            sum_of=_text(sum_of),
            remarks=tuple(map(_text, remarks)),
        )
        if any(len(row.cells) != len(table.columns) for row in table.rows) or not table.rows:
            raise Unreadable
        return Answer(
            figure=_text(figure),
            table=table,
            as_of=date.fromordinal(as_of),
            start=date.fromordinal(start),
            definition=_text(definition),
            version=int(version),
            origin=origin,
            stored_at=stored_at,
        )
    except (TypeError, ValueError, KeyError, OverflowError):
        raise Unreadable from None


def _unpacked_row(held: Any) -> Row:
    key, label, cells, total, part, opens = held
    return Row(
        key=_text(key),
        label=_text(label),
        cells=tuple(map(_unpacked_cell, cells)),
        total=bool(total),
        part=bool(part),
        opens=bytes(opens),
    )


def _unpacked_cell(held: Any) -> Cell:
    if not held:
        return HIDDEN
    count, whole, some, others = held
    return Cell(count=_count(count), whole=_count(whole), persons=int(some), others=int(others))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return value


def _count(value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    raise Unreadable


def pack_all(of: Iterable[Answer]) -> list[Any]:
    """All answers of a day as StoredFigures.content holds them."""
    return [FORM, [packed(one) for one in of]]


def unpack_all(content: Any, stored_at: datetime | None = None) -> dict[str, Answer]:
    """Stored answers by figure; figures that this program does not know are left out. Raises Unreadable."""
    try:
        form, held = content
    except (TypeError, ValueError):
        raise Unreadable from None
    if form != FORM or not isinstance(held, list | tuple):
        raise Unreadable
    made = [unpacked(each, stored_at=stored_at) for each in held]
    return {one.figure: one for one in made if one.figure in BY_KEY}
