"""Days beside each other: 000 Tabell 4 with its percentages right, and what is said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import attrs
import pytest

from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.comparing import Comparison, Side, compare
from kaa_core.statistics.values import HIDDEN, Cell, Column, Row, Table, Unit, single

DAYS = (date(2018, 1, 31), date(2018, 9, 30), date(2020, 1, 31), date(2020, 9, 30))
TABELL_4 = {
    "target_group": (347, 410, 102, 96),
    "introductory": (204, 253, 219, 185),
    "enrolled": (143, 157, 102, 96),
    "not_reached": (69, 108, 4, 11),
}
BY = {"target_group": ("2015", "2015", "2018", "2018")}


def answer(figure: str, on: date, cell: Cell, definition: str = "2018") -> Answer:
    return Answer(
        figure=figure,
        table=single(figure, cell),
        as_of=on,
        start=on,
        definition=definition,
        version=1,
    )


def tabell_4() -> list[Side]:
    return [
        Side(
            as_of=on,
            answers={
                key: answer(
                    key,
                    on,
                    Cell(count=counts[at], persons=counts[at]),
                    BY.get(key, ("2018",) * 4)[at],
                )
                for key, counts in TABELL_4.items()
            },
        )
        for at, on in enumerate(DAYS)
    ]


def test_the_percentages_of_tabell_4_are_right_also_where_the_report_prints_another() -> None:
    made = compare(tabell_4(), since=1)
    assert [one.change for one in made.lines] == [-766, -269, -389, -898]
    assert [one.change_words for one in made.lines] == ["−76,6 %", "−26,9 %", "−38,9 %", "−89,8 %"]


def test_the_row_that_mixes_two_definitions_says_so_and_no_other_does() -> None:
    first, *others = compare(tabell_4(), since=1).lines
    assert "blandar två definitioner" in first.warnings[0]
    assert (
        "31 januari 2018 och 30 september 2018: lydelsen före den 1 juli 2018"
        in first.warnings[0].lower()
    )
    assert all(one.warnings == () for one in others)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Cell(count=0), Cell(count=7), None),
        (Cell(count=None), Cell(count=7), None),
        (HIDDEN, Cell(count=7), None),
        (Cell(count=2000), Cell(count=2001), 1),
        (Cell(count=2000), Cell(count=1999), -1),
        (Cell(count=7), Cell(count=7), 0),
    ],
)
def test_change_is_of_what_is_known_and_not_nought(
    before: Cell, after: Cell, change: int | None
) -> None:
    made = compare(
        [
            Side(as_of=on, answers={"dropouts": answer("dropouts", on, cell)})
            for on, cell in zip(DAYS[:2], (before, after), strict=True)
        ]
    )
    assert made.lines[0].change == change


def shares(*of: Sequence[int]) -> Comparison:
    sides = []
    for on, (part, whole) in zip(DAYS, of, strict=False):
        cell = Cell(count=part, whole=whole, persons=part)
        table = single("Andel", cell, Unit.SHARE)
        one = attrs.evolve(answer("evaluated", on, cell), table=table)
        sides.append(Side(as_of=on, answers={"evaluated": one}))
    return compare(sides)


def test_shares_change_by_percentage_points() -> None:
    assert shares((10, 20), (15, 20)).lines[0].change_words == "+25,0 procentenheter"
    assert shares((1, 3), (1, 3)).lines[0].change_words == "0,0 procentenheter"
    assert shares((0, 0), (1, 3)).lines[0].change_words == "–"


def test_rows_that_came_or_went_have_nobody_on_the_other_day() -> None:
    def table(**counts: int) -> Table:
        rows = [Row(key=k, label=k, cells=(Cell(count=n, persons=n),)) for k, n in counts.items()]
        sums = Cell(count=sum(counts.values()))
        rows.append(Row(key="all", label="Alla", cells=(sums,), total=True))
        return Table(columns=(Column(key="count", label="Antal"),), rows=tuple(rows))

    sides = [
        Side(
            as_of=on,
            answers={
                "dropouts_by_school": attrs.evolve(
                    answer("dropouts_by_school", on, Cell(count=0)), table=made
                )
            },
        )
        for on, made in zip(DAYS, (table(a=5, b=6), table(b=3, c=9)), strict=False)
    ]
    lines = compare(sides).lines
    assert [(one.label, [c.count for c in one.cells if c]) for one in lines] == [
        ("b", [6, 3]),
        ("c", [0, 9]),
        ("a", [5, 0]),
        ("Alla", [11, 12]),
    ]


def test_stored_answers_other_ways_of_counting_and_other_youths_are_said() -> None:
    first, second = tabell_4()[2:]
    old = {
        key: attrs.evolve(one, origin=Origin.STORED, stored_at=datetime(2020, 2, 1, tzinfo=UTC))
        for key, one in first.answers.items()
    }
    old["enrolled"] = attrs.evolve(old["enrolled"], version=0)
    made = compare(
        [
            attrs.evolve(first, answers=old, held="Hela kommunens register."),
            attrs.evolve(second, held="Bara din enhets ungdomar."),
        ]
    )
    assert "31 januari 2020 är de som lagrades" in made.warnings[0]
    assert "olika ungdomar" in made.warnings[1]
    told = next(one for one in made.lines if one.figure == "enrolled")
    assert told.warnings == ("Talet räknas på ett annat sätt nu än 31 januari 2020.",)
