"""From a youth's records to what the rules judge by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kaa_core.model.enums import LinkState, Protection
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
    YouthLink,
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


def _kept(youths: list[Youth], links: list[YouthLink]) -> Youth:
    others = {one.other for one in links if one.state is LinkState.SAME}
    return min(youths, key=lambda one: (one.id in others, one.id))


def held_from(
    records: Iterable[Record], home: str, last_school_days: Mapping[int, date] = _NO_DAYS
) -> Held:
    """Gather what is judged from a youth's records, in any order, kinds that say nothing among them.

    `home`: our municipality, four digits. Where two entries are one person, by a link that a person has
    made, her number is that of the entry that is kept, and her protection the stronger one. Raises
    ValueError when the youth's own record is missing.
    """
    youths: list[Youth] = []
    links: list[YouthLink] = []
    found: list[list[Record]] = [[], [], [], [], [], []]
    for one in records:
        place = _PLACES.get(type(one))
        if place is not None:
            found[place].append(one)
        elif isinstance(one, Youth):
            youths.append(one)
        elif isinstance(one, YouthLink):
            links.append(one)
    if not youths:
        raise ValueError("the youth's own record is not among the records")
    youth = youths[0] if len(youths) == 1 else _kept(youths, links)
    residences, studies, credentials, notices, occupations, decisions = found
    return Held(
        identity_number=youth.identity_number,
        home=home,
        protection=max(one.protection or Protection.NONE for one in youths),
        residences=residences,  # type: ignore[arg-type] # each list holds one class
        studies=studies,  # type: ignore[arg-type]
        credentials=credentials,  # type: ignore[arg-type]
        notices=notices,  # type: ignore[arg-type]
        occupations=occupations,  # type: ignore[arg-type]
        decisions=decisions,  # type: ignore[arg-type]
        last_school_days=last_school_days,
    )
