"""Which figures hold the same number, or add up to each other: what could be subtracted out in a report.

A relation is used where the numbers obey it; so a report over a filter or an older definition is no trap.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Place: TypeAlias = tuple[str, str, str, str]
"""Figure, row, column, and COUNT, WHOLE or REST of the cell."""
COUNT, WHOLE, REST = "count", "whole", "rest"


def _value(figure: str, part: str = COUNT) -> Place:
    return (figure, "value", "value", part)


SAME: Final[tuple[tuple[Place, ...], ...]] = (
    (  # all who are enrolled
        _value("enrolled"),
        *(
            _value(one, WHOLE)
            for one in (
                "not_reached",
                "in_activity",
                "in_measure",
                "with_plan",
                "not_contacted",
                "not_offered",
                "routine",
            )
        ),
        ("occupations", "all", "count", COUNT),
        ("caseload", "all", "enrolled", COUNT),
    ),
    (_value("not_reached"), ("caseload", "all", "not_reached", COUNT)),
    (_value("not_reached", REST), _value("followed_up", WHOLE)),
    (_value("in_measure"), ("caseload", "all", "in_measure", COUNT)),
    (_value("age_group"), _value("occupied", WHOLE)),
    (
        ("situation", "all", "count", COUNT),
        ("situation_by_age", "all", "all", COUNT),
        ("situation_by_unit", "all", "all", COUNT),
    ),
    *(
        (
            ("situation", one, "count", COUNT),
            ("situation_by_age", "all", one, COUNT),
            ("situation_by_unit", "all", one, COUNT),
        )
        for one in ("measure", "without", "unknown")
    ),
    (_value("contact_in_four_weeks", WHOLE), ("time_to_contact", "all", "count", COUNT)),
    (_value("evaluated"), ("evaluation", "all", "evaluated", COUNT)),
    (_value("evaluated", WHOLE), ("evaluation", "all", "ended", COUNT)),
    (("visits", "made", "count", COUNT), ("channels", "5", "all", COUNT)),
    (
        _value("dropouts"),
        ("dropouts_by_form", "national", "count", COUNT),
        ("dropouts_by_school", "all", "count", COUNT),
        ("dropouts_by_programme", "all", "count", COUNT),
    ),
)
"""Places of one number."""

ADDED: Final[tuple[tuple[Place, tuple[Place, ...]], ...]] = (
    (_value("not_introductory"), (_value("target_group"), _value("unclear"))),
    (_value("target_group"), (_value("not_introductory"), _value("introductory"))),
    (
        _value("contact_in_four_weeks"),
        tuple(("time_to_contact", one, "count", COUNT) for one in ("0", "8", "15")),
    ),
)
"""A number and all its parts, when they add up to it (by the definition in force they do)."""

PARTS: Final[tuple[tuple[Place, tuple[Place, ...]], ...]] = (
    (_value("enrolled"), (_value("not_contacted"), _value("not_offered"))),
    (_value("not_reached"), (_value("not_contacted"),)),
    (_value("in_activity"), (_value("in_measure"),)),
    (
        ("visits", "planned", "count", COUNT),
        (("visits", "called_off", "count", COUNT), ("visits", "waiting", "count", COUNT)),
    ),
)
"""A number and some of its parts, which are apart from each other. What is left over is a number too."""

WITHIN: Final = {"not_reached": "enrolled", "in_measure": "enrolled", "evaluated": "ended"}
"""Columns of a table whose numbers are of those in another column of the row."""
BESIDE: Final = frozenset({"sheet", "unplanned"})
"""Rows marked as part that are some of the row above and overlap with its other parts, which add up to it."""
APART: Final = frozenset({"guardian"})
"""Rows marked as part that are not a part of the row right above."""
SPENT: Final = "each"
"""A column that tells two others by their quotient: minutes for each youth."""
SPENT_OF: Final = ("minutes", "youths")
