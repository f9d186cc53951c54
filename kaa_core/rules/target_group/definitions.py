"""The definitions of the target group, by the date from which each was the law."""

from __future__ import annotations

from datetime import date
from typing import Final

from kaa_core.rules.target_group.types import Definition

DEFINITIONS: Final = (
    Definition(
        key="2015",
        name="Lydelsen före den 1 juli 2018, med introduktionsprogram i målgruppen",
        since=date(2015, 1, 1),
        introductory=True,
    ),
    Definition(
        key="2018",
        name="Lydelsen från den 1 juli 2018, utan introduktionsprogram i målgruppen",
        since=date(2018, 7, 1),
        introductory=False,
    ),
)
"""Oldest first. 29 kap. 9 § skollagen came into force on 2015-01-01; SFS 2018:749 changed it."""

_OLDEST, _NOW = DEFINITIONS


def in_force(on: date) -> Definition:
    """Return the definition that was the law on a date; before 2015 the oldest, for want of another."""
    return _NOW if on >= _NOW.since else _OLDEST


def named(key: str) -> Definition:
    """Return the definition with a key. Raises KeyError for one that never was."""
    for one in DEFINITIONS:
        if one.key == key:
            return one
    raise KeyError(key)
