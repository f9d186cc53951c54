"""Small groups are not told in what leaves the program (domain.md section 5).

Numbers of one to four youths are hidden; so are shares where so few are left over, and medians and minutes
of so few. Then as few more as it takes so that nothing can be subtracted out: along rows and columns, from
parts under their row, between figures of one report that hold or add up to the same number, and between a
period and a longer one that begins or ends with it. Nought is told.

Not covered: two papers beside each other, made at different times or over different units; two days beside
each other of who is something on the day (what came and went is not known from the difference); and what
somebody knows beforehand about the youths.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import attrs

from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts.said import HIDDEN as HIDDEN_WORD
from kaa_core.statistics.suppression.net import SMALL, Name, Weave
from kaa_core.statistics.suppression.related import ADDED, COUNT, PARTS, REST, SAME, WHOLE, Place
from kaa_core.statistics.suppression.search import protect
from kaa_core.statistics.values import HIDDEN, Table

__all__ = ["HIDDEN_WORD", "SMALL", "WHY", "hides", "suppressed", "suppressed_all"]

WHY: Final = (
    "Tal som gäller färre än fem ungdomar är dolda, så att ingen kan kännas igen. Några större tal är också "
    "dolda, så att de små inte kan räknas ut. Noll visas."
)
_MEDIAN: Final = "Median"


def hides(table: Table) -> bool:
    """Whether something in a table is hidden."""
    return any(cell.hidden for row in table.rows for cell in row.cells)


def suppressed(table: Table) -> Table:
    """One table that leaves the program by itself; of several together: suppressed_all."""
    weave = Weave()
    weave.table(0, table)
    return _hidden([(0, table)], weave)[0]


def suppressed_all(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """All answers that leave the program together, in their order.

    What a figure alone must hide is hidden in every paper it stands in, whatever else is there: else two
    papers of one day would each tell what the other hides.
    """
    held = list(answers)
    weave = Weave()
    keys = [_key(one) for one in held]
    alone = frozenset[Name]().union(
        *(_alone(key, one.table) for key, one in zip(keys, held, strict=True))
    )
    for key, one in zip(keys, held, strict=True):
        weave.table(key, one.table)
    _relate(weave, held)
    tables = _hidden([(key, one.table) for key, one in zip(keys, held, strict=True)], weave, alone)
    return tuple(attrs.evolve(one, table=table) for one, table in zip(held, tables, strict=True))


def _alone(key: object, table: Table) -> set[Name]:
    """The numbers that a table hides when it leaves by itself."""
    weave = Weave()
    weave.table(key, table)
    net, number = weave.net()
    hidden = protect(net)
    return {name for names in weave.shows.values() for name in names if number.get(name) in hidden}


def _hidden(
    tables: Sequence[tuple[object, Table]], weave: Weave, alone: Iterable[Name] = ()
) -> list[Table]:
    net, number = weave.net()
    hidden = protect(net, {number[name] for name in alone if name in number})
    spots = set(weave.outright) | {
        spot
        for spot, names in weave.shows.items()
        if any(number.get(name, -1) in hidden for name in names)
    }
    return [_without(key, table, spots) for key, table in tables]


def _without(key: object, table: Table, spots: set[tuple[object, int, int]]) -> Table:
    rows = tuple(
        attrs.evolve(
            row,
            cells=tuple(
                HIDDEN if cell.hidden or (key, across, down) in spots else cell
                for down, cell in enumerate(row.cells)
            ),
        )
        for across, row in enumerate(table.rows)
    )
    made = attrs.evolve(table, rows=rows)
    if hides(made):
        made = attrs.evolve(
            made, remarks=tuple(one for one in table.remarks if not one.startswith(_MEDIAN))
        )
    return made


# -- what hangs together in a report


def _key(one: Answer) -> tuple[object, ...]:
    """An answer by what it is of: the same twice is the same numbers twice."""
    figure = BY_KEY.get(one.figure)
    start = one.start if figure is None or figure.period else None
    definition = one.definition if figure is None or figure.by_definition else None
    return (one.figure, one.as_of, start, definition)


def _relate(weave: Weave, held: Sequence[Answer]) -> None:
    by_figure: dict[str, dict[object, Answer]] = {}
    for one in held:
        by_figure.setdefault(one.figure, {})[_key(one)] = one
    _same(weave, by_figure)
    for relations, tie in ((PARTS, partial(weave.add_up, overlap=True)), (ADDED, weave.adds_up)):
        for whole, parts in relations:
            for name in _named(by_figure, whole):
                every = [each for part in parts for each in _named(by_figure, part)]
                tie(name, [each for each in every if _together(name, each)])
    for each in by_figure.values():
        _nest(weave, list(each.items()))


def _same(weave: Weave, by_figure: Mapping[str, Mapping[object, Answer]]) -> None:
    for places in SAME:
        names = [name for place in places for name in _named(by_figure, place)]
        for first, second in itertools.combinations(names, 2):
            if _together(first, second):
                weave.same(first, second)


def _named(by_figure: Mapping[str, Mapping[object, Answer]], place: Place) -> Iterator[Name]:
    figure, row, column, part = place
    for key in by_figure.get(figure, {}):
        yield (key, row, column, part)


def _together(first: Name, second: Name) -> bool:
    """Whether two answers are of the same day, and of the same period and definition where both have one."""
    one, two = first[0], second[0]
    if not isinstance(one, tuple) or not isinstance(two, tuple):
        return False
    same = one[1] == two[1]
    return same and all(
        a is None or b is None or a == b for a, b in zip(one[2:], two[2:], strict=True)
    )


def _nest(weave: Weave, held: Sequence[tuple[object, Answer]]) -> None:
    """A period that begins or ends with a longer one: what is left over is a period too."""
    for key, one in held:
        figure = BY_KEY.get(one.figure)
        if figure is None or not figure.period:
            continue
        inside = [
            (other, each)
            for other, each in held
            if other != key
            and each.definition == one.definition
            and one.start <= each.start <= each.as_of <= one.as_of
        ]
        for row in one.table.rows:
            for column in one.table.columns:
                for part in (COUNT, WHOLE, REST):
                    name: Name = (key, row.key, column.key, part)
                    _nest_one(
                        weave,
                        name,
                        [(o, e.start.toordinal(), e.as_of.toordinal()) for o, e in inside],
                        (one.start.toordinal(), one.as_of.toordinal()),
                    )


def _nest_one(
    weave: Weave, name: Name, inside: Sequence[tuple[object, int, int]], span: tuple[int, int]
) -> None:
    if not weave.has(name):
        return
    begins = [one for one in inside if one[1] == span[0]]
    ends = [one for one in inside if one[2] == span[1]]
    for one in (*begins, *ends):
        weave.add_up(name, [(one[0], *name[1:])], overlap=True)
    for first, last in itertools.product(begins, ends):
        if last[1] == first[2] + 1:
            weave.add_up(name, [(each[0], *name[1:]) for each in (first, last)], overlap=True)
