"""What may be told to whom, and which places speak to a wish."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import (
    ConsentGiver,
    FactSource,
    MeasureKind,
    OccupationKind,
    Protection,
    ReferralState,
    Shared,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Consent, Measure, Occupation, Placement, Referral, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.places import free_from, matching, offered_on, there_on
from kaa_core.rules.sharing import group_list, holds, may_share, state_on, why_not

ON = date(2026, 11, 23)


def record_id(number: int) -> RecordId:
    return RecordId(uuid.UUID(int=number))


HERS = YouthId(record_id(1))


YOUTH = Youth(
    id=HERS,
    identity_number=synthetic_number(date(2008, 11, 24), 11),
    given_name="Alva",
    family_name="Provlund",
)
SCHOOL, EMPLOYER = record_id(50), record_id(51)
CONSENT = Consent(
    id=record_id(2),
    youth=HERS,
    actor=EMPLOYER,
    shares=(Shared.NAME, Shared.WISHES),
    given_on=date(2026, 9, 1),
    until=date(2026, 12, 31),
    given_by=ConsentGiver.YOUTH,
)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"given_on": ON}, ""),
        ({"until": ON}, ""),
        ({"given_on": ON + timedelta(days=1)}, "Samtycket gäller från 24 november 2026."),
        ({"until": ON - timedelta(days=1)}, "Samtycket gick ut 22 november 2026."),
        ({"until": None}, "Samtycket saknar slutdatum."),
        ({"withdrawn_on": ON}, "Samtycket togs tillbaka 23 november 2026."),
        ({"withdrawn_on": ON + timedelta(days=1)}, ""),
        ({"given_by": ConsentGiver.GUARDIAN}, ""),
    ],
)
def test_a_consent_holds_from_its_day_to_its_day(change: dict[str, Any], says: str) -> None:
    consent = attrs.evolve(CONSENT, **change)
    assert why_not(consent, YOUTH, ON) == says
    assert holds(consent, YOUTH, ON) is (says == "")


def test_at_eighteen_a_guardians_consent_ends() -> None:
    consent = attrs.evolve(CONSENT, given_by=ConsentGiver.GUARDIAN)
    assert holds(consent, YOUTH, date(2026, 11, 23))
    assert not holds(consent, YOUTH, date(2026, 11, 24)), "she turns eighteen that day"
    assert "samtycka själv" in why_not(consent, YOUTH, date(2026, 11, 24))


def test_only_the_actor_named_may_know_and_only_what_is_named() -> None:
    more = attrs.evolve(CONSENT, id=record_id(3), shares=(Shared.OCCUPATION,))
    assert may_share([CONSENT, more], YOUTH, EMPLOYER, ON) == {
        Shared.NAME,
        Shared.WISHES,
        Shared.OCCUPATION,
    }
    assert may_share([CONSENT, more], YOUTH, SCHOOL, ON) == frozenset()


def test_a_referral_is_withdrawn_when_its_consent_runs_out() -> None:
    referral = Referral(
        id=record_id(4), youth=HERS, actor=EMPLOYER, consent=CONSENT.id, what="Praktik",
        sent_on=date(2026, 10, 1),
    )  # fmt: skip
    assert state_on(referral, [CONSENT], YOUTH, ON) is ReferralState.SENT
    accepted = attrs.evolve(referral, state=ReferralState.ACCEPTED)
    assert state_on(accepted, [CONSENT], YOUTH, date(2027, 1, 1)) is ReferralState.WITHDRAWN
    assert state_on(accepted, [], YOUTH, ON) is ReferralState.WITHDRAWN
    declined = attrs.evolve(referral, state=ReferralState.DECLINED)
    assert state_on(declined, [], YOUTH, ON) is ReferralState.DECLINED


def test_the_groups_list_has_what_all_at_the_table_may_know() -> None:
    bo = attrs.evolve(YOUTH, id=YouthId(record_id(10)), given_name="Bo")
    cia = attrs.evolve(YOUTH, id=YouthId(record_id(11)), protection=Protection.CONFIDENTIAL)
    consents = {
        YOUTH.id: [
            attrs.evolve(CONSENT, shares=tuple(Shared)),
            attrs.evolve(CONSENT, id=record_id(5), actor=SCHOOL, shares=(Shared.NAME, Shared.OCCUPATION)),
        ],
        bo.id: [CONSENT],
        cia.id: [attrs.evolve(CONSENT, shares=tuple(Shared))],
    }  # fmt: skip
    work = Occupation(
        id=record_id(6), youth=HERS, kind=OccupationKind.WORK, source=FactSource.YOUTH
    )
    made = group_list([YOUTH, bo, cia], consents, {YOUTH.id: [work]}, [EMPLOYER, SCHOOL], ON)
    assert [(one.name, one.number, one.occupation) for one in made.lines] == [
        ("Alva Provlund", "", "arbete")
    ]
    assert (made.without_consent, made.protected) == (1, 1)
    with pytest.raises(ValueError, match="nobody"):
        group_list([YOUTH], consents, {}, [], ON)


@given(
    st.lists(st.sets(st.sampled_from(Shared)), min_size=1, max_size=4),
    st.lists(st.integers(50, 53), min_size=1, max_size=3),
)
def test_more_at_the_table_never_know_more(shares: list[set[Shared]], actors: list[int]) -> None:
    held = [
        attrs.evolve(CONSENT, id=record_id(100 + n), actor=record_id(50 + n), shares=tuple(one))
        for n, one in enumerate(shares)
    ]
    table = [record_id(one) for one in actors]
    few = group_list([YOUTH], {YOUTH.id: held}, {}, table[:1], ON)
    many = group_list([YOUTH], {YOUTH.id: held}, {}, table, ON)
    known = {what for one in many.lines for what in one.shares}
    assert known <= {what for one in few.lines for what in one.shares}


# --- places


PLACE = Placement(
    id=record_id(20), actor=EMPLOYER, title="Snickeri", fields="bygga och snickra", area="Ekby"
)


def taking(number: int, start: date, end: date | None, planned: date | None = None) -> Measure:
    return Measure(
        id=record_id(number), youth=HERS, kind=MeasureKind.INTERNSHIP, placement=PLACE.id,
        start=start, end=end, planned_end=planned,
    )  # fmt: skip


def test_who_is_there_and_when_a_place_is_free() -> None:
    one = taking(30, date(2026, 10, 1), None, date(2026, 12, 4))
    assert there_on(PLACE.id, [one], ON) == [one]
    assert there_on(PLACE.id, [one], date(2026, 12, 5)) == []
    assert free_from(PLACE, [one], ON) == date(2026, 12, 5)
    assert free_from(attrs.evolve(PLACE, places=2), [one], ON) == ON
    assert free_from(PLACE, [taking(31, date(2026, 10, 1), None)], ON) is None
    ended = taking(32, date(2026, 10, 1), date(2026, 11, 10), date(2026, 12, 4))
    assert free_from(PLACE, [ended], ON) == ON
    later = attrs.evolve(PLACE, start=date(2027, 1, 7))
    assert free_from(later, [], ON) == date(2027, 1, 7)
    assert free_from(attrs.evolve(PLACE, end=date(2026, 12, 1)), [one], ON) is None
    assert not offered_on(attrs.evolve(PLACE, active=False), ON)


def test_places_are_found_by_the_words_of_a_wish_and_by_the_town() -> None:
    shop = attrs.evolve(
        PLACE, id=record_id(21), title="Kafé", fields="laga mat, kassa", area="Ekby"
    )
    far = attrs.evolve(PLACE, id=record_id(22), title="Bygglag", fields=None, area="Alby")
    lawn = attrs.evolve(PLACE, id=record_id(23), title="Park", fields="växter", area="Alby")
    gone = attrs.evolve(PLACE, id=record_id(24), end=date(2026, 11, 1))
    wish, places = ["Jag vill jobba med att bygga något"], [shop, far, lawn, gone, PLACE]
    found = matching(wish, "ekby", places, [], ON)
    assert [(one.placement.id, one.words, one.same_area) for one in found] == [
        (PLACE.id, ("bygga",), True),
        (shop.id, (), True),
    ], "'Bygglag' shares four letters with 'bygga', not five"


def test_the_kinds_hold_nothing_that_the_law_forbids() -> None:
    """4 and 5 §§ förordningen (2006:39): what may be shared is no more than what may be held."""
    assert REGISTRY.kind(Consent).by_name["shares"].choice is Shared
    assert len(Shared) == 5
