"""What is judged is gathered from a youth's records, also where two entries are one person."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

import pytest

from kaa_core.model.enums import FactSource, LinkState, Protection, ResidenceKind
from kaa_core.model.facts import Residence, YouthLink
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Task, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.held import held_from

FIRST, SECOND = (YouthId(RecordId(uuid.UUID(int=number))) for number in (1, 2))


def youth(who: YouthId, number: str, protection: Protection | None = None) -> Youth:
    return Youth(
        id=who,
        identity_number=number,
        given_name="Demo",
        family_name="Prov",
        protection=protection,
    )


def home(who: YouthId, number: int) -> Residence:
    return Residence(
        id=RecordId(uuid.UUID(int=number)),
        youth=who,
        source=FactSource.POPULATION_REGISTER,
        kind=ResidenceKind.REGISTERED,
        municipality="0682",
    )


def test_a_case_without_its_youth_is_a_fault() -> None:
    with pytest.raises(ValueError, match="the youth's own record"):
        held_from([home(FIRST, 10)], "0682")


@pytest.mark.parametrize("kept", [FIRST, SECOND])
def test_two_entries_that_are_one_person_are_judged_as_one(kept: YouthId) -> None:
    other = SECOND if kept is FIRST else FIRST
    numbers = {FIRST: "200803630000", SECOND: "200803030000"}
    records: list[Record] = [
        youth(FIRST, numbers[FIRST]),
        youth(SECOND, numbers[SECOND], Protection.PROTECTED),
        home(FIRST, 10),
        home(SECOND, 11),
        YouthLink(id=RecordId(uuid.UUID(int=20)), youth=kept, other=other, state=LinkState.SAME),
    ]
    for order in itertools.permutations(records):
        held = held_from(order, "0682")
        assert held.identity_number == numbers[kept]
        assert held.protection is Protection.PROTECTED
        assert len(held.residences) == 2


def test_what_says_nothing_of_the_target_group_is_left_out() -> None:
    task = Task(id=RecordId(uuid.UUID(int=3)), youth=FIRST, title="Ring", due=date(2026, 11, 20))
    held = held_from([youth(FIRST, "200803030000"), task], "0682")
    assert not any((held.residences, held.studies, held.occupations, held.decisions))
