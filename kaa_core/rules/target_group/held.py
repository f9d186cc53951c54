"""From a youth's records to what the rules judge by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.types import Held

_PLACES: Final[dict[type[Record], int]] = {
    Residence: 0,
    StudyPeriod: 1,
    Credential: 2,
    SchoolNotice: 3,
    Occupation: 4,
    CriterionDecision: 5,
}
_NO_DAYS: Final[Mapping[int, date]] = MappingProxyType({})


def held_from(
    records: Iterable[Record], home: str, last_school_days: Mapping[int, date] = _NO_DAYS
) -> Held:
    """Gather what is judged from a youth's records, in any order, kinds that say nothing among them.

    `home`: our municipality, four digits. Raises ValueError when the youth's own record is missing.
    """
    youth: Youth | None = None
    found: list[list[Record]] = [[], [], [], [], [], []]
    for one in records:
        place = _PLACES.get(type(one))
        if place is not None:
            found[place].append(one)
        elif isinstance(one, Youth):
            youth = one
    if youth is None:
        raise ValueError("the youth's own record is not among the records")
    residences, studies, credentials, notices, occupations, decisions = found
    return Held(
        identity_number=youth.identity_number,
        home=home,
        protection=youth.protection,
        residences=residences,  # type: ignore[arg-type] # each list holds one class
        studies=studies,  # type: ignore[arg-type]
        credentials=credentials,  # type: ignore[arg-type]
        notices=notices,  # type: ignore[arg-type]
        occupations=occupations,  # type: ignore[arg-type]
        decisions=decisions,  # type: ignore[arg-type]
        last_school_days=last_school_days,
    )
