"""The numbers of some tables as equations (search.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from kaa_core.statistics.suppression.related import (
    APART,
    BESIDE,
    COUNT,
    REST,
    SPENT,
    SPENT_OF,
    WHOLE,
    WITHIN,
)
from kaa_core.statistics.suppression.search import Equation, Net
from kaa_core.statistics.values import Cell, Column, Row, Table, Unit

SMALL: Final = 5
"""A group of fewer is not told (domain.md section 5)."""

Name: TypeAlias = tuple[object, str, str, str]
"""Of which table, row, column, and which number of the cell."""
Spot: TypeAlias = tuple[object, int, int]
"""A cell: of which table, row and column by place."""

_ADDED: Final = frozenset({Unit.PERSONS, Unit.EVENTS, Unit.MINUTES})


def small(number: int) -> bool:
    """Whether a group is so small that it is hidden; nobody is no group."""
    return 0 < number < SMALL


def about_people(cell: Cell, column: Column) -> bool:
    """Whether a cell tells of persons at all: not weeks, not money, not what is unknown."""
    if cell.count is None or column.unit is Unit.KRONOR:
        return False
    return bool(cell.persons or cell.others)


class Weave:
    """Gathers numbers and equations, table by table."""

    def __init__(self) -> None:
        self._value: dict[Name, int] = {}
        self._root: dict[Name, Name] = {}
        self._sensitive: set[Name] = set()
        self._about: dict[Name, int] = {}
        """Of how many youths a number tells, where that is fewer than itself: events."""
        self._equations: list[list[tuple[Name, int]]] = []
        self.shows: dict[Spot, tuple[Name, ...]] = {}
        self.outright: set[Spot] = set()
        """Cells that are hidden whatever the others are: a median of fewer than five."""

    # -- numbers

    def has(self, name: Name) -> bool:
        """Whether there is such a number."""
        return name in self._value

    def same(self, first: Name, second: Name) -> None:
        """Two names of one number, when it is."""
        if self._value.get(first, -1) == self._value.get(second, -2):
            self._root[self.root(second)] = self.root(first)

    def root(self, name: Name) -> Name:
        """The name under which a number is known."""
        while name in self._root and self._root[name] != name:
            name = self._root[name]
        return name

    def _hold(self, name: Name, value: int, *, sensitive: bool, about: int | None = None) -> Name:
        self._value[name] = value
        self._about[name] = value if about is None else about
        if sensitive:
            self._sensitive.add(name)
        return name

    def add_up(self, whole: Name, parts: Sequence[Name], *, overlap: bool = False) -> None:
        """The whole is its parts, or they and what is left over; nothing when parts `overlap`."""
        parts = [one for one in parts if self.has(one)]
        if not self.has(whole) or not parts:
            return
        left = self._value[whole] - sum(self._value[one] for one in parts)
        equation = [(whole, 1), *((one, -1) for one in parts)]
        if left > 0:
            equation.append((self._rest(whole, parts, left), -1))
            self._gather(equation)
        elif left < 0 and overlap:
            return
        elif left < 0:
            name = self._rest(whole, parts, -left)
            self._sensitive.discard(name)
            equation.append((name, 1))
        else:
            self._gather(equation)
        self._equations.append(equation)

    def _gather(self, equation: Sequence[tuple[Name, int]]) -> None:
        """Small parts that are few together too: the whole less the others tells them as one.

        Of 20 visits, where 16 met nobody, four met somebody, however many of them met whom.
        """
        few = [one for one, sign in equation if sign < 0 and one in self._sensitive]
        if len(few) < 2 or not small(sum(self._about[one] for one in few)):
            return
        total = sum(self._value[one] for one in few)
        name = self._hold((("together", *few), "", "", REST), total, sensitive=True)
        self._equations.append([(name, 1), *((one, -1) for one in few)])
        others = [each for each in equation if each[0] not in few]
        self._equations.append([*others, (name, -1)])

    def _parts(self, head: Name, parts: Sequence[Name]) -> None:
        """The rows under a row: all of it, but for those that are some of it beside the others."""
        together = [one for one in parts if one[1] not in BESIDE and self.has(one)]
        if self.has(head) and sum(self._value[one] for one in together) > self._value[head]:
            together = []  # they overlap
        self.add_up(head, together)
        for one in parts:
            if one not in together:
                self.add_up(head, [one])

    def adds_up(self, whole: Name, parts: Sequence[Name]) -> None:
        """The whole is its parts, if the numbers say so."""
        held = [one for one in parts if self.has(one)]
        if self.has(whole) and self._value[whole] == sum(self._value[one] for one in held):
            self.add_up(whole, held)

    def _rest(self, whole: Name, parts: Sequence[Name], left: int) -> Name:
        name: Name = ((whole, tuple(parts)), "", "", REST)
        return self._hold(name, left, sensitive=small(left))

    # -- a table

    def table(self, key: object, table: Table) -> None:
        """All that a table tells."""
        for across, row in enumerate(table.rows):
            for down, column in enumerate(table.columns):
                self._cell((key, across, down), key, row, column, row.cells[down])
        totals = [row for row in table.rows if row.total]
        for row in table.rows:
            self._across(key, table, row, totals)
        body = [row for row in table.rows if not row.total and not row.part]
        for column in table.columns:
            if column.unit in _ADDED and column.key != SPENT:
                for total in totals:
                    self.add_up(
                        (key, total.key, column.key, COUNT),
                        [(key, row.key, column.key, COUNT) for row in body],
                    )
                for head, parts in _parted(table.rows):
                    self._parts(
                        (key, head.key, column.key, COUNT),
                        [(key, row.key, column.key, COUNT) for row in parts],
                    )

    def _cell(self, spot: Spot, key: object, row: Row, column: Column, cell: Cell) -> None:
        if not about_people(cell, column):
            return
        if column.unit is Unit.DAYS or column.key == SPENT:
            if small(cell.persons):
                self.outright.add(spot)
            if column.key == SPENT:
                self.shows[spot] = tuple((key, row.key, one, COUNT) for one in SPENT_OF)
            return
        count = cell.count or 0
        name = (key, row.key, column.key)
        few = small(cell.persons) and count > 0
        shown = [self._hold((*name, COUNT), count, sensitive=few, about=cell.persons)]
        if cell.whole is not None:
            rest = cell.whole - count
            shown.append(self._hold((*name, WHOLE), cell.whole, sensitive=small(cell.whole)))
            shown.append(
                self._hold(
                    (*name, REST), rest, sensitive=rest > 0 and (small(cell.others) or small(rest))
                )
            )
            self._equations.append([(shown[1], 1), (shown[0], -1), (shown[2], -1)])
        self.shows[spot] = tuple(shown)

    def _across(self, key: object, table: Table, row: Row, totals: Sequence[Row]) -> None:
        def named(column: str) -> Name:
            return (key, row.key, column, COUNT)

        if table.sum_of:
            self.add_up(named(table.sum_of), [named(one) for one in table.parts])
        for part, whole in WITHIN.items():
            self.add_up(named(whole), [named(part)])
        for place, column in enumerate(table.columns):
            if column.unit is Unit.SHARE and (key, row.key, column.key, WHOLE) in self._value:
                self._share(key, table.columns[:place], row, column.key, totals)

    def _share(
        self, key: object, before: Sequence[Column], row: Row, column: str, totals: Sequence[Row]
    ) -> None:
        """A share says again what stands as numbers in its row, and the whole in the row or the total."""
        counts = [one.key for one in reversed(before) if one.unit in _ADDED]
        for one in counts[:1]:
            self.same((key, row.key, one, COUNT), (key, row.key, column, COUNT))
        wholes = [(key, row.key, one, COUNT) for one in counts]
        wholes += [(key, total.key, one, COUNT) for total in totals for one in counts[:1]]
        for whole in wholes:
            self.same(whole, (key, row.key, column, WHOLE))

    # -- all of it

    def net(self) -> tuple[Net, dict[Name, int]]:
        """The net, and the number of each name."""
        roots = dict.fromkeys(self.root(name) for name in self._value)
        index = {root: at for at, root in enumerate(roots)}
        number = {name: index[self.root(name)] for name in self._value}
        shown = [0] * len(index)
        for names in self.shows.values():
            for one in {number[name] for name in names if name in number}:
                shown[one] += 1
        floor = [1] * len(index)
        for name in self._value:
            if name[3] == REST or not self._value[name]:
                floor[number[name]] = 0
        net = Net(
            values=tuple(self._value[root] for root in roots),
            floor=tuple(floor),
            shown=tuple(shown),
            sensitive=frozenset(number[name] for name in self._sensitive),
            equations=tuple(self._summed(number)),
        )
        return net, number

    def _summed(self, number: dict[Name, int]) -> Iterator[Equation]:
        made = set[Equation]()
        for equation in self._equations:
            signs: defaultdict[int, int] = defaultdict(int)
            for name, sign in equation:
                signs[number[name]] += sign
            one = tuple(sorted((at, sign) for at, sign in signs.items() if sign))
            if one and one not in made:
                made.add(one)
                yield one


def _parted(rows: Iterable[Row]) -> list[tuple[Row, list[Row]]]:
    """Each row that has parts right under it, and those."""
    found: list[tuple[Row, list[Row]]] = []
    head: Row | None = None
    for row in rows:
        if not row.part:
            head = row
        elif head is not None and row.key not in APART:
            if not found or found[-1][0] is not head:
                found.append((head, []))
            found[-1][1].append(row)
    return found
