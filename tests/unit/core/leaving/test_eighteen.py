"""At eighteen guardians lose their standing: who may be contacted, whose data goes, when it is said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaa_core.model.records import Guardian
from kaa_core.rules.eighteen import consents, eighteen, is_adult, may_contact
from tests.unit.core.leaving.people import YOUTH, new_id, youth

BORN = date(2008, 11, 24)
TURNS = date(2026, 11, 24)
WEEK = timedelta(7)
DAY = timedelta(1)


def guardian(name: str = "Eva Exempelsson", **values: Any) -> Guardian:
    return Guardian(id=new_id(), youth=YOUTH, name=name, **values)


def test_a_guardian_stands_until_the_day() -> None:
    someone, eva = youth(BORN), guardian()
    assert may_contact(someone, eva, TURNS - DAY)
    assert not may_contact(someone, eva, TURNS)
    assert may_contact(someone, guardian(consent_on=TURNS), TURNS)
    assert is_adult(someone, TURNS)
    assert not is_adult(someone, TURNS - DAY)


def test_who_has_no_certain_birth_date_counts_as_a_minor() -> None:
    someone = youth(BORN)
    unsure = type(someone)(
        id=someone.id, identity_number="200800610009", given_name="A", family_name="B"
    )
    assert may_contact(unsure, guardian(), TURNS)
    assert eighteen(unsure, [guardian()], TURNS) is None


@pytest.mark.parametrize(
    ("given", "until", "holds"),
    [
        (None, None, False),
        (TURNS, None, True),
        (TURNS + DAY, None, False),
        (TURNS - WEEK, TURNS, True),
        (TURNS - WEEK, TURNS - DAY, False),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last(
    given: date | None, until: date | None, holds: bool
) -> None:
    assert consents(guardian(consent_on=given, consent_until=until), TURNS) is holds


@pytest.mark.parametrize(
    ("on", "said", "near"),
    [
        (TURNS - WEEK - DAY, False, False),
        (TURNS - WEEK, True, True),
        (TURNS + WEEK, True, True),
        (TURNS + WEEK + DAY, True, False),
        (TURNS + timedelta(900), True, False),
    ],
)
def test_it_is_said_from_a_week_before_and_reminded_of_a_week_after(
    on: date, said: bool, near: bool
) -> None:
    found = eighteen(youth(BORN), [guardian()], on)
    assert (found is not None) is said
    if found is not None:
        assert found.near is near


def test_those_without_consent_are_proposed_for_erasure_and_not_before_the_day() -> None:
    eva, ulf = guardian(), guardian("Ulf Exempelsson", consent_on=TURNS)
    before = eighteen(youth(BORN), [ulf, eva], TURNS - DAY)
    after = eighteen(youth(BORN), [ulf, eva], TURNS)
    assert before is not None
    assert after is not None
    assert (before.adult, before.agreed, before.erase) == (False, (), ())
    assert (after.adult, after.agreed, after.erase) == (True, (ulf,), (eva,))


def test_nothing_is_said_where_nothing_is_held() -> None:
    assert eighteen(youth(BORN), [], TURNS) is None


def test_a_municipality_that_keeps_no_guardians_has_them_all_proposed_at_any_age() -> None:
    eva = guardian(consent_on=TURNS - timedelta(800))
    found = eighteen(youth(BORN), [eva], TURNS - timedelta(700), switched_off=True)
    assert found is not None
    assert (found.erase, found.agreed, found.near) == ((eva,), (), False)
