"""All figures, in the order in which they are shown."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kaa_core.model.enums import Indicator
from kaa_core.statistics.figures import (
    contacts,
    group,
    measures,
    reach,
    school,
    situation,
    weeks,
    work,
)
from kaa_core.statistics.values import Figure

FIGURES: Final[tuple[Figure, ...]] = (
    *group.FIGURES,
    *situation.FIGURES,
    *reach.FIGURES,
    *contacts.FIGURES,
    *weeks.FIGURES,
    *measures.FIGURES,
    *school.FIGURES,
    *work.FIGURES,
)
BY_KEY: Final = MappingProxyType({one.key: one for one in FIGURES})

TABELL_1: Final = (
    group.AGE_GROUP,
    group.AGE_GROUP_BY_YEAR,
    group.TARGET_GROUP,
    group.ON_INTRODUCTORY,
    group.NOT_INTRODUCTORY,
    school.DROPOUTS,
    group.NOT_REACHED,
)
"""000 Tabell 1."""
TABELL_4: Final = (group.TARGET_GROUP, group.ON_INTRODUCTORY, group.ENROLLED, group.NOT_REACHED)
"""000 Tabell 4: målgruppen, IM, i KAA, ej nådda."""
KOMPASSEN: Final = (
    group.ENROLLED,
    situation.IN_ACTIVITY,
    reach.NOT_CONTACTED,
    reach.NOT_OFFERED,
    group.OCCUPIED,
    school.RETURNED,
    work.BUDGET,
)
"""Kompassen's six indicators (000 2.1.3); the third is two figures (domain.md section 9)."""

OF_INDICATOR: Final = MappingProxyType(
    {
        Indicator.CONTACT_IN_FOUR_WEEKS: reach.IN_FOUR_WEEKS,
        Indicator.NOT_REACHED: group.NOT_REACHED,
        Indicator.WITH_PLAN: situation.WITH_PLAN,
        Indicator.FOLLOWED_UP: reach.FOLLOWED_UP,
        Indicator.EVALUATED: measures.EVALUATED,
        Indicator.IN_MEASURE: situation.IN_MEASURE,
        Indicator.RETURNED: school.RETURNED,
        Indicator.VISITS_IN_TIME: contacts.VISITS_IN_TIME,
        Indicator.OCCUPIED: group.OCCUPIED,
        Indicator.IN_BUDGET: work.BUDGET,
        Indicator.TARGET_GROUP: group.TARGET_GROUP,
        Indicator.DROPOUTS: school.DROPOUTS,
        Indicator.NOT_CONTACTED: reach.NOT_CONTACTED,
    }
)
"""By which figure a goal of the board is measured."""


def figure(key: str) -> Figure:
    """A figure by its key. Raises KeyError for one that never was."""
    return BY_KEY[key]
