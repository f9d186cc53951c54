"""What a figure is and what it gives: always a table, of one cell or many, with the persons behind.

domain.md section 5: every figure names its definition, its date, and opens the list of youths behind it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from kaa_core.model.registry import Record

if TYPE_CHECKING:
    from kaa_core.statistics.day import Day


class Unit(enum.Enum):
    """What a column counts. A SHARE has a part and a whole, and is shown in per cent."""

    PERSONS = "ungdomar"
    EVENTS = "antal"
    SHARE = "procent"
    DAYS = "dagar"
    MINUTES = "minuter"
    KRONOR = "kronor"


class Shape(enum.Enum):
    """How a table is drawn; it always stands beside the drawing."""

    NUMBER = "number"
    """One cell: a key figure."""
    BARS = "bars"
    """A row is a bar (or bars beside each other, one for each column)."""
    STACKED = "stacked"
    """A row is a bar of the columns that are parts of it."""
    LINE = "line"
    """A row is a point in time."""
    PLAIN = "plain"
    """A table only."""


class Section(enum.Enum):
    """Where a figure stands on the page, in this order."""

    GROUP = "Åldersgruppen och målgruppen"
    SITUATION = "Läget"
    REACH = "Kontakt och uppsökande"
    MEASURES = "Insatser"
    SCHOOL = "Avhopp och återgång"
    WORK = "Arbetet"


@attrs.frozen(kw_only=True)
class Cell:
    """One number. None: it cannot be known (no record says), which is not nought.

    `whole`: of how many, for a share. `persons`: how many different youths it is about, `others` how many
    of the whole it is not: by these small groups are found. `youths`: who, sixteen bytes each, in no
    order; empty in what is stored or has come from elsewhere. `hidden`: there is a number, and it is not
    told because it, or another one by it, is of fewer than five (suppression); then everything else is empty.
    """

    count: int | None
    whole: int | None = None
    persons: int = 0
    others: int = 0
    youths: tuple[bytes, ...] = ()
    hidden: bool = False

    @property
    def percent(self) -> int | None:
        """A share in whole per cent, half up; None of nothing, and of what is no share."""
        if not self.whole or self.count is None:
            return None
        return (200 * self.count + self.whole) // (2 * self.whole)


@attrs.frozen(kw_only=True)
class Column:
    """A column; `key` is stable, `label` is what a person reads."""

    key: str
    label: str
    unit: Unit = Unit.PERSONS


@attrs.frozen(kw_only=True)
class Row:
    """A row. `total`: the sum of the others that are not `part`. `part`: a share of the row above it.

    `opens`: the record that the row is of (a worker), sixteen bytes, where it is one.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    total: bool = False
    part: bool = False
    opens: bytes = b""


@attrs.frozen(kw_only=True)
class Table:
    """A figure's numbers. `parts`: columns (by key) that together make up the column `sum_of`."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    parts: tuple[str, ...] = ()
    sum_of: str = ""
    remarks: tuple[str, ...] = ()
    """What must be said beside the numbers, in plain Swedish."""

    @property
    def cell(self) -> Cell:
        """The only cell of a key figure; of a larger table the first."""
        return self.rows[0].cells[0]

    def at(self, row: str, column: str) -> Cell:
        """The cell of a row and a column by key. Raises KeyError."""
        for place, one in enumerate(self.columns):
            if one.key == column:
                for held in self.rows:
                    if held.key == row:
                        return held.cells[place]
        raise KeyError(row, column)


@attrs.frozen(kw_only=True)
class Figure:
    """A figure of the catalogue.

    `says`: how it is counted, in plain Swedish. `version`: one more whenever that changes, kept with every
    stored answer. `sources`: the kinds of record it follows from. `period`: it is of a time until the day,
    else of the day itself. `by_definition`: it depends on which definition of the target group is used.
    """

    key: str
    name: str
    says: str
    section: Section
    shape: Shape
    sources: tuple[type[Record], ...]
    count: Callable[[Day], Table]
    version: int = 1
    period: bool = False
    by_definition: bool = False
    lower_is_better: bool = False


def people(youths: Iterable[bytes]) -> Cell:
    """A number of persons."""
    who = tuple(youths)
    return Cell(count=len(who), persons=len(who), youths=who)


def share(part: Iterable[bytes], whole: int) -> Cell:
    """So many persons of so many."""
    who = tuple(part)
    return Cell(count=len(who), whole=whole, persons=len(who), others=whole - len(who), youths=who)


def events(youths: Sequence[bytes], count: int | None = None) -> Cell:
    """A number of events, `youths` one for each (some again and again), or `count` of them together."""
    who = tuple(dict.fromkeys(youths))
    return Cell(count=len(youths) if count is None else count, persons=len(who), youths=who)


def share_of_events(part: Sequence[bytes], whole: Sequence[bytes]) -> Cell:
    """So many events of so many; each by the youth it is about."""
    who = tuple(dict.fromkeys(part))
    rest = len(set(whole)) - len(who)
    return Cell(
        count=len(part), whole=len(whole), persons=len(who), others=max(rest, 0), youths=who
    )


def unknown() -> Cell:
    """What no record says."""
    return Cell(count=None)


HIDDEN: Final = Cell(count=None, hidden=True)
"""What stands where a small number must not be told."""


def single(
    name: str, cell: Cell, unit: Unit = Unit.PERSONS, remarks: tuple[str, ...] = ()
) -> Table:
    """A key figure."""
    column = Column(key="value", label=name, unit=unit)
    return Table(
        columns=(column,), rows=(Row(key="value", label=name, cells=(cell,)),), remarks=remarks
    )
