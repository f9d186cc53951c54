"""Small groups are hidden, and stay hidden from somebody who solves all equations (domain.md section 5)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.statistics.answers import Answer, packed, unpacked
from kaa_core.statistics.suppression import hides, suppressed, suppressed_all
from kaa_core.statistics.values import Cell, Column, Row, Table, Unit, single

ON = date(2026, 11, 24)
Atoms = tuple[int, ...]
"""How many youths there are of each sort that can be told apart."""


def persons(count: int) -> Cell:
    return Cell(count=count, persons=count)


def share(count: int, whole: int) -> Cell:
    return Cell(count=count, whole=whole, persons=count, others=whole - count)


def listed(*counts: int, total: bool = True) -> Table:
    rows = [Row(key=str(at), label=str(at), cells=(persons(one),)) for at, one in enumerate(counts)]
    if total:
        rows.append(Row(key="all", label="Alla", cells=(persons(sum(counts)),), total=True))
    return Table(columns=(Column(key="count", label="Antal"),), rows=tuple(rows))


def crossed(body: Sequence[Sequence[int]]) -> Table:
    """A table with sums along rows and columns."""
    width = len(body[0])
    columns = [Column(key=str(at), label=str(at)) for at in range(width)]
    lines = [[*line, sum(line)] for line in body]
    lines.append([sum(line[at] for line in lines) for at in range(width + 1)])
    rows = [
        Row(
            key=str(at),
            label=str(at),
            cells=tuple(map(persons, line)),
            total=at == len(body),
        )
        for at, line in enumerate(lines)
    ]
    return Table(
        columns=(*columns, Column(key="all", label="Alla")),
        rows=tuple(rows),
        parts=tuple(one.key for one in columns),
        sum_of="all",
    )


def shown(table: Table) -> list[list[int | str | None]]:
    return [["x" if one.hidden else one.count for one in row.cells] for row in table.rows]


def column(table: Table) -> list[int | str | None]:
    return [row[0] for row in shown(table)]


def answer(figure: str, table: Table, start: date = date(2026, 8, 1), on: date = ON) -> Answer:
    return Answer(figure=figure, table=table, as_of=on, start=start, definition="2018", version=1)


def keyed(figure: str, cell: Cell, unit: Unit = Unit.PERSONS, **when: date) -> Answer:
    return answer(figure, single(figure, cell, unit), **when)


# --- cases


def test_one_to_four_are_hidden_and_nought_stays() -> None:
    assert column(suppressed(listed(0, 1, 4, 5, 30, total=False))) == [0, "x", "x", 5, 30]


def test_one_hidden_part_takes_another_with_it_so_that_it_cannot_be_subtracted() -> None:
    assert column(suppressed(listed(3, 6, 20))) == ["x", "x", 20, 29]


def test_two_that_are_one_each_could_be_told_from_their_sum_alone() -> None:
    found = column(suppressed(listed(1, 1, 20)))
    assert found[:2] == ["x", "x"]
    assert "x" in found[2:]


def test_a_share_is_hidden_by_the_few_that_are_left_over() -> None:
    assert suppressed(single("a", share(97, 100), Unit.SHARE)).cell.hidden
    assert suppressed(single("a", share(3, 3), Unit.SHARE)).cell.hidden
    assert suppressed(single("a", share(0, 3), Unit.SHARE)).cell.hidden
    assert suppressed(single("a", share(50, 50), Unit.SHARE)).cell.count == 50
    assert suppressed(single("a", share(0, 50), Unit.SHARE)).cell.count == 0


def test_medians_and_minutes_of_few_are_hidden_money_and_weeks_are_not() -> None:
    few = Cell(count=90, persons=4)
    assert suppressed(single("a", few, Unit.DAYS)).cell.hidden
    assert suppressed(single("a", Cell(count=0, persons=2), Unit.DAYS)).cell.hidden
    assert suppressed(single("a", few, Unit.MINUTES)).cell.hidden
    assert suppressed(single("a", Cell(count=3), Unit.EVENTS)).cell.count == 3
    assert suppressed(single("a", Cell(count=2, whole=3), Unit.KRONOR)).cell.count == 2
    assert suppressed(single("a", Cell(count=None))).cell.hidden is False


def test_many_events_of_few_persons_are_hidden() -> None:
    assert suppressed(single("a", Cell(count=12, persons=3), Unit.EVENTS)).cell.hidden


def test_a_hidden_number_takes_minutes_per_youth_with_it() -> None:
    columns = (
        Column(key="minutes", label="Minuter", unit=Unit.MINUTES),
        Column(key="youths", label="Ungdomar"),
        Column(key="each", label="Per ungdom", unit=Unit.MINUTES),
    )
    cells = (Cell(count=90, persons=3), persons(3), Cell(count=30, persons=3))
    rows = (Row(key="a", label="A", cells=cells),)
    assert shown(suppressed(Table(columns=columns, rows=rows))) == [["x", "x", "x"]]


def test_the_parts_under_a_row_are_protected_too() -> None:
    rows = [
        Row(key=key, label=key, cells=(persons(count),), part=part)
        for key, count, part in (
            ("unknown", 30, False),
            ("never", 2, True),
            ("tried", 10, True),
            ("met", 18, True),
            ("measure", 40, False),
        )
    ]
    made = suppressed(Table(columns=(Column(key="count", label="Antal"),), rows=tuple(rows)))
    assert column(made) == [30, "x", "x", 18, 40]


def test_parts_of_another_kind_below_do_not_hide_that_the_first_add_up() -> None:
    """Visits made: by what happened, and of all of them those where a sheet was left."""
    rows = [
        Row(key=key, label=key, cells=(persons(count),), part=key != "made")
        for key, count in (("made", 12), ("met", 2), ("nobody", 10), ("sheet", 7))
    ]
    made = suppressed(Table(columns=(Column(key="count", label="Antal"),), rows=tuple(rows)))
    assert column(made)[1] == "x"
    assert "x" in (column(made)[0], column(made)[2])
    assert column(made)[3] == 7


def test_a_share_does_not_tell_the_whole_that_is_hidden_in_its_row() -> None:
    columns = (
        Column(key="enrolled", label="Inskrivna"),
        Column(key="kept", label="I tid", unit=Unit.SHARE),
    )
    lines = ((3, share(0, 3)), (20, share(10, 20)), (30, share(10, 30)))
    rows = [Row(key=str(n), label="", cells=(persons(n), part)) for n, part in lines]
    rows.append(Row(key="all", label="", cells=(persons(53), share(20, 53)), total=True))
    table = suppressed(Table(columns=columns, rows=tuple(rows)))
    for row in table.rows:
        assert row.cells[0].hidden <= row.cells[1].hidden
    assert sum(row.cells[0].hidden for row in table.rows) == 2


def test_what_is_left_over_of_a_row_is_not_told_by_its_parts() -> None:
    columns = (Column(key="enrolled", label="In"), Column(key="not_reached", label="Ej"))
    rows = (Row(key="a", label="A", cells=(persons(20), persons(18))),)
    assert "x" in shown(suppressed(Table(columns=columns, rows=rows)))[0]


def test_a_total_without_anything_small_hides_nothing() -> None:
    table = crossed([[7, 0, 9], [12, 5, 30]])
    assert suppressed(table) == table


def test_across_figures_the_same_number_is_hidden_everywhere() -> None:
    found = suppressed_all([keyed("enrolled", persons(3)), keyed("not_reached", share(0, 3))])
    assert [one.table.cell.hidden for one in found] == [True, True]
    alone = suppressed_all(
        [keyed("dropouts", persons(48)), answer("dropouts_by_school", listed(3, 45))]
    )
    assert not alone[0].table.cell.hidden or alone[1].table.rows[2].cells[0].hidden
    assert [row.cells[0].hidden for row in alone[1].table.rows][:2] == [True, True]


def test_not_reached_is_not_told_by_who_was_reached() -> None:
    """Enrolled 50, 47 of those ever reached are followed up: 49 reached leaves one that was not."""
    found = suppressed_all(
        [
            keyed("enrolled", persons(50)),
            keyed("not_reached", share(1, 50)),
            keyed("followed_up", share(40, 49), Unit.SHARE),
        ]
    )
    assert found[1].table.cell.hidden
    assert found[0].table.cell.hidden or found[2].table.cell.hidden


def test_a_month_beside_its_quarter_is_not_subtracted_out() -> None:
    quarter = keyed("dropouts", persons(20), start=date(2026, 9, 1))
    month = keyed("dropouts", persons(18), start=date(2026, 9, 1), on=date(2026, 10, 31))
    last = keyed("dropouts", persons(2), start=date(2026, 11, 1))
    both = suppressed_all([quarter, month])
    assert [one.table.cell.hidden for one in both].count(True) == 1
    three = suppressed_all([quarter, month, last])
    assert [one.table.cell.hidden for one in three].count(True) == 2
    assert three[2].table.cell.hidden


def test_a_median_in_words_goes_when_something_is_hidden() -> None:
    table = attrs.evolve(listed(3, 9), remarks=("Median: 12 dagar till första kontakt.", "Annat."))
    assert suppressed(table).remarks == ("Annat.",)


def test_nothing_of_a_hidden_cell_is_sent() -> None:
    made = attrs.evolve(keyed("enrolled", persons(3)), table=suppressed(listed(3, total=False)))
    assert unpacked(packed(made)).table.cell.hidden
    assert "3" not in str(packed(made)[6][0][2])


# --- somebody who solves the equations


@attrs.frozen
class Told:
    """A number of a paper: what it is of the atoms, and whether it is hidden.

    `seen` False: it stands nowhere, and yet nobody is to work it out when it is small.
    """

    of: Callable[[Atoms], int]
    hidden: bool
    seen: bool = True


def determined(true: Atoms, paper: Sequence[Told]) -> list[int]:
    """The small hidden numbers for which there is one value only, tried by brute force around the true one.

    Whoever reads knows all that is shown and that what is hidden is at least one.
    """
    values = [one.of(true) for one in paper]
    unsafe = {at for at, one in enumerate(paper) if one.hidden and 0 < values[at] < 5}
    for other in _answers(true):
        if not unsafe:
            break
        made = [one.of(other) for one in paper]
        if all(
            not one.seen or ((now >= 1) if one.hidden else now == then)
            for one, now, then in zip(paper, made, values, strict=True)
        ):
            unsafe -= {at for at in unsafe if made[at] != values[at]}
    return sorted(unsafe)


def _answers(true: Atoms) -> Iterator[Atoms]:
    steps = sorted(
        itertools.product((-1, 0, 1), repeat=len(true)), key=lambda it: sum(map(abs, it))
    )
    for step in steps:
        made = tuple(one + by for one, by in zip(true, step, strict=True))
        if min(made) >= 0:
            yield made


def _at(*places: int) -> Callable[[Atoms], int]:
    return lambda atoms: sum(atoms[one] for one in places)


COUNTS = st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 2, 7, 20]))


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 3), st.integers(2, 3)).flatmap(
        lambda size: st.lists(
            st.lists(COUNTS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )
)
def test_no_small_number_of_a_table_can_be_worked_out(body: list[list[int]]) -> None:
    height, width = len(body), len(body[0])
    table = suppressed(crossed(body))
    paper = []
    for down, row in enumerate(table.rows):
        for across, cell in enumerate(row.cells):
            rows = range(height) if down == height else [down]
            columns = range(width) if across == width else [across]
            of = _at(*(one * width + two for one in rows for two in columns))
            paper.append(Told(of, cell.hidden))
    true = tuple(one for line in body for one in line)
    assert determined(true, paper) == []
    small = sum(0 < one.of(true) < 5 for one in paper)
    hidden = sum(one.hidden for one in paper)
    assert all(one.of(true) > 0 for one in paper if one.hidden)
    assert hidden <= 5 * small
    for told in [paper[down * (width + 1) :][: width + 1] for down in range(height + 1)]:
        together = sum(one.of(true) for one in told[:-1] if one.hidden)
        assert told[-1].hidden or not 0 < together < 5, "few hidden together are told as one"


@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, min_size=8, max_size=8))
def test_no_small_number_of_a_report_can_be_worked_out(counts: list[int]) -> None:
    """Workers a and b; reached or not; in a measure or not: five figures that hang together."""
    true = tuple(counts)
    everybody = range(8)
    unmet = [0, 1, 4, 5]
    busy = [0, 2, 4, 6]
    workers = ([0, 1, 2, 3], [4, 5, 6, 7])

    def n(which: Sequence[int]) -> int:
        return sum(true[one] for one in which)

    def both(one: Sequence[int], two: Sequence[int]) -> list[int]:
        return [each for each in one if each in two]

    met = [one for one in everybody if one not in unmet]
    lines = [(key, who) for key, who in zip("ab", workers, strict=True) if n(who)]
    rows = [
        Row(
            key=key,
            label=key,
            cells=(persons(n(who)), persons(n(both(who, unmet))), persons(n(both(who, busy)))),
        )
        for key, who in lines
    ]
    sums = (persons(n(everybody)), persons(n(unmet)), persons(n(busy)))
    rows.append(Row(key="all", label="Alla", cells=sums, total=True))
    names = ("enrolled", "not_reached", "in_measure")
    load = Table(columns=tuple(Column(key=one, label=one) for one in names), rows=tuple(rows))
    found = suppressed_all(
        [
            keyed("enrolled", persons(n(everybody))),
            keyed("not_reached", share(n(unmet), n(everybody))),
            keyed("in_measure", share(n(busy), n(everybody))),
            keyed("followed_up", share(n(both(met, busy)), n(met)), Unit.SHARE),
            answer("caseload", load),
        ]
    )
    one, two, three, four, five = (each.table for each in found)
    idle = [each for each in everybody if each not in busy]
    paper = [
        Told(_at(*everybody), one.cell.hidden),
        *_share(unmet, met, two.cell.hidden),
        *_share(busy, idle, three.cell.hidden),
        *_share(both(met, busy), both(met, idle), four.cell.hidden),
    ]
    for row, (_, who) in zip(five.rows, [*lines, ("all", list(everybody))], strict=True):
        for cell, which in zip(row.cells, (list(everybody), unmet, busy), strict=True):
            paper.append(Told(_at(*both(who, which)), cell.hidden))
        paper += [Told(_at(*both(who, one)), hidden=True, seen=False) for one in (met, idle)]
    assert determined(true, paper) == []


def _share(part: list[int], rest: list[int], hidden: bool) -> Iterator[Told]:
    """A share that is shown tells three numbers; a hidden one none, not even that it is not nought."""
    for which in (part, rest, [*part, *rest]):
        yield Told(_at(*which), hidden, seen=not hidden)


def test_the_report_of_hundreds_of_numbers_is_quick() -> None:
    body = [[(7 * down * across + down) % 9 for across in range(8)] for down in range(1, 31)]
    table = crossed(body)
    made = suppressed(table)
    small = sum(0 < (one.count or 0) < 5 for row in table.rows for one in row.cells)
    hidden = sum(one.hidden for row in made.rows for one in row.cells)
    assert hides(made)
    assert small <= hidden < 1.3 * small
