"""Whom a source speaks of that the register may hold at all: least data (4 § förordningen 2006:39)."""

from __future__ import annotations

from datetime import date
from typing import Final

from kaa_core.imports.judging import FIRST_AGE, LAST_AGE
from kaa_core.imports.sources.facts import SourcePerson
from kaa_core.model.enums import ResidenceKind
from kaa_core.model.facts import Residence
from kaa_core.model.identity import age_on

_GONE: Final = (ResidenceKind.EMIGRATED, ResidenceKind.DECEASED)


def is_of_age(born: date, today: date) -> bool:
    """Whether somebody may be entered: turns 16 this year at the latest, and has not turned 20."""
    return born.year + FIRST_AGE <= today.year and age_on(born, today) < LAST_AGE


def lives_elsewhere(person: SourcePerson, home: str) -> bool:
    """Whether the source itself says that she is no resident here: she is then not ours to store."""
    if person.municipality:
        return person.municipality != home
    homes = [one for one in person.facts if isinstance(one, Residence)]
    last = max(homes, key=lambda one: one.start or date.min, default=None)
    return last is not None and (last.kind in _GONE or (last.municipality or home) != home)
