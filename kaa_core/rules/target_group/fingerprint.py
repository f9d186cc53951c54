"""What a proposal follows from, in 64 characters: the same for the same facts, whoever imported them when.

The records' own ids and the day of the delivery are not in it: a register read in anew says the same
thing, and what a person has answered stays answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Occupation
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.types import Held

_BY: Final[Mapping[type[Record], tuple[str, ...]]] = {
    StudyPeriod: ("source", "form", "start", "end", "end_kind", "extent", "prolonged"),
    Credential: ("source", "kind", "issued_on"),
    Residence: ("source", "kind", "start", "end", "municipality"),
    SchoolNotice: ("source", "kind", "occurred_on"),
    Occupation: ("source", "kind", "start", "end", "extent"),
    CriterionDecision: ("criterion", "judged", "belonging", "start", "end"),
}
"""What of a fact decides. A school's name spelt another way is the same fact."""


def by_id(held: Held) -> dict[RecordId, Record]:
    """Return everything that is held, by its id."""
    groups: tuple[Iterable[Record], ...] = (
        held.residences,
        held.studies,
        held.credentials,
        held.notices,
        held.occupations,
        held.decisions,
    )
    return {one.id: one for group in groups for one in group}


def fingerprint(rule: Iterable[object], facts: Iterable[Record]) -> str:
    """Return the fingerprint of a rule and the facts that it rests on, in any order."""
    said = sorted("|".join(_said(one)) for one in facts)
    whole = "\n".join(["|".join(map(_word, rule)), *said])
    return hashlib.sha256(whole.encode()).hexdigest()


def _said(one: Record) -> list[str]:
    return [type(one).__name__, *(_word(getattr(one, name)) for name in _BY[type(one)])]


def _word(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, int) else str(value)
