"""Of whom a missing fact is asked: UHR, the school, the former municipality, folkbokföringen, the youth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kaa_core.model.enums import Judged
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.residence import since
from kaa_core.rules.target_group.types import Judgement, Result

UHR: Final = "UHR"
SCHOOL: Final = "skolan"
FORMER: Final = "den tidigare kommunen"
REGISTER: Final = "folkbokföringen"
YOUTH: Final = "ungdomen"
DECIDE: Final = ""
"""Nobody has the answer: a person decides."""

WHOM: Final[Mapping[str, str]] = {
    "home.silent": REGISTER,
    "home.unknown": REGISTER,
    "home.left_unknown": REGISTER,
    "home.coordination": YOUTH,
    "home.protected_place_unknown": YOUTH,
    "age.unknown": REGISTER,
    "compulsory.birth_unknown": REGISTER,
    "compulsory.voluntary": DECIDE,
    "studies.silent": YOUTH,
    "studies.full_time": DECIDE,
    "studies.extent_unknown": SCHOOL,
    "exam.silent": UHR,
    "exam.completed": UHR,
    "exam.stated": UHR,
    "adapted.silent": UHR,
    "adapted.stated": UHR,
    "adapted.completed": SCHOOL,
    "equivalent.silent": YOUTH,
    "equivalent.stated": DECIDE,
    "equivalent.completed": DECIDE,
    "decided": DECIDE,
}
KNOWN_THERE: Final = frozenset(("studies.silent", "adapted.silent"))
"""What the municipality that she moved from knows."""


def whom(result: Result, known: Known) -> str:
    """Return of whom the fact that a condition lacks is asked; DECIDE when a person has to judge."""
    if result.why in KNOWN_THERE and moved_from(known) is not None:
        return FORMER
    return WHOM[result.why]


def moved_from(known: Known) -> str | None:
    """Return the digits of the municipality that she moved from after compulsory school, if known."""
    if known.duty is None:
        return None
    place: str | None = None
    for one in known.residences:
        if one.municipality == known.held.home and since(one) > known.duty.last_day:
            return place if place is not None and place != known.held.home else None
        place = one.municipality or place
    return None


def missing(judgement: Judgement, known: Known) -> list[tuple[str, tuple[Result, ...]]]:
    """Return by whom to ask the conditions that are unknown, in the order of the conditions."""
    asked: dict[str, list[Result]] = {}
    for one in judgement.results:
        if one.judged is Judged.UNKNOWN:
            asked.setdefault(whom(one, known), []).append(one)
    return [(who, tuple(found)) for who, found in asked.items()]
