"""Small parts that are few together, and what a figure hides wherever it stands."""

from __future__ import annotations

import attrs

from kaa_core.statistics.suppression import suppressed, suppressed_all
from kaa_core.statistics.values import Column, Row, Table, Unit
from tests.unit.core.test_suppression import answer, column, crossed, keyed, persons, share


def visits(*counts: int) -> Table:
    """Visits made, by what happened; of them those where a sheet was left, and those not planned."""
    keys = ("made", "outcome.1", "outcome.2", "outcome.3", "sheet", "unplanned")
    made = (sum(counts[:3]), *counts)
    return Table(
        columns=(Column(key="count", label="Besök", unit=Unit.EVENTS),),
        rows=tuple(
            Row(key=key, label=key, cells=(persons(one),), part=key != "made")
            for key, one in zip(keys, made, strict=True)
        ),
    )


def test_small_parts_that_are_few_together_are_not_told_as_one() -> None:
    """20 visits and 16 where nobody opened say that four were of another kind."""
    for sheet, unplanned in ((8, 0), (0, 2), (0, 0), (20, 6)):
        found = column(suppressed(visits(3, 1, 16, sheet, unplanned)))
        assert found[1:3] == ["x", "x"]
        assert "x" in (found[0], found[3])
        assert found[4] == sheet, "it overlaps with the others and tells nothing of them"
    assert column(suppressed(visits(4, 4, 16, 8, 0))) == [24, "x", "x", 16, 8, 0], "eight together"


def test_a_figure_hides_in_every_report_what_it_hides_alone() -> None:
    table = visits(3, 1, 16, 8, 0)
    alone = column(suppressed(table))
    others = [keyed("enrolled", persons(30)), keyed("not_reached", share(12, 30))]
    contacts = crossed([[16, 4], [9, 7]])
    rows = [attrs.evolve(one, key=key) for one, key in zip(contacts.rows, "51a", strict=True)]
    others.append(answer("channels", attrs.evolve(contacts, rows=tuple(rows))))
    for more in ([], others):
        first, *_ = suppressed_all([answer("visits", table), *more])
        told = column(first.table)
        assert all(one == "x" for one, was in zip(told, alone, strict=True) if was == "x")
        assert not more or told != [20, "x", "x", 16, 8, 0]
