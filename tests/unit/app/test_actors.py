"""Actors, places, consents and referrals in a real store, as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kaa_core.model.enums import (
    ActorKind,
    ConsentGiver,
    MeasureKind,
    OccupationKind,
    Protection,
    ReferralState,
    Role,
    Shared,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Actor, Assessment, Consent, Measure, Occupation, Placement
from kaa_core.model.registry import Problem
from kaa_desktop.app.actor_views import GroupView
from kaa_desktop.app.actors import SEEN_ELSEWHERE
from kaa_desktop.app.sharing import NO_CONSENT, OTHERS, TABLE
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path)
    yield made
    made.close()


def actor(
    desk: Desktop, name: str = "Snickeriet", kind: ActorKind = ActorKind.EMPLOYER
) -> RecordId:
    done = desk.session.actors.add_actor({"name": name, "kind": kind, "area": "Ekby"}).result(WAIT)
    assert done.record is not None
    return done.record


def consent(
    desk: Desktop, youth: YouthId, of: RecordId, *shares: Shared, until: date = UNTIL
) -> RecordId:
    values = {
        "actor": of, "shares": shares or (Shared.NAME,), "given_on": TODAY - timedelta(days=9),
        "until": until, "given_by": ConsentGiver.YOUTH,
    }  # fmt: skip
    done = desk.session.sharing.give_consent(youth, values).result(WAIT)
    assert done.record is not None, done.problems
    return done.record


def test_a_place_shows_who_is_there_and_when_it_is_free(desk: Desktop) -> None:
    shop = actor(desk)
    place = (
        desk.session.actors.add_place(shop, {"title": "Bygga hus", "places": 1}).result(WAIT).record
    )
    assert place is not None
    (row,) = desk.session.actors.places()
    assert (row.free, row.there, row.area) == ("ledig nu", (), "Ekby")
    youth = desk.youth(given_name="Alva")
    taken = Measure(
        id=desk.new_id(), youth=youth, kind=MeasureKind.INTERNSHIP, placement=place,
        start=TODAY, planned_end=date(2026, 12, 4),
    )  # fmt: skip
    desk.store.record(taken).result(WAIT)
    page = desk.session.actors.page(shop)
    assert page is not None
    (row,) = page.places
    assert [(one.name, one.until) for one in row.there] == [("Alva Testberg", "till 4 dec")]
    assert row.free == "ledig 5 dec"
    assert page.row.places == "1 plats, 0 lediga"
    desk.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    assert desk.session.actors.places()[0].there[0].name == SEEN_ELSEWHERE
    done = desk.session.actors.change(Placement, place, {"active": False}).result(WAIT)
    assert done.done
    assert desk.session.actors.places() == []


def test_places_are_named_by_what_the_youth_wishes(desk: Desktop) -> None:
    shop = actor(desk)
    for title in ("Bygga hus", "Laga mat"):
        desk.session.actors.add_place(shop, {"title": title, "area": "Alby"}).result(WAIT)
    youth = desk.youth(city="Ekby")
    assert desk.session.actors.places_for(youth) == []
    wish = Assessment(id=desk.new_id(), youth=youth, started_on=TODAY, wishes="Jag vill bygga.")
    desk.store.record(wish).result(WAIT)
    (row,) = desk.session.actors.places_for(youth)
    assert (row.title, row.why) == ("Bygga hus", "önskemål: bygga")


def test_a_referral_needs_a_consent_that_holds_and_goes_with_it(desk: Desktop) -> None:
    shop, school = actor(desk), actor(desk, "Vuxenskolan", ActorKind.ADULT_EDUCATION)
    youth = desk.youth()
    sharing = desk.session.sharing
    said = {"actor": shop, "what": "Praktik i vår"}
    assert sharing.refer(youth, said).result(WAIT).problems == (NO_CONSENT,)
    given = consent(desk, youth, shop)
    wrong = sharing.refer(youth, said | {"actor": school, "consent": given}).result(WAIT)
    assert wrong.problems == (OTHERS,)
    somebody = desk.youth(1)
    assert sharing.refer(somebody, said | {"consent": given}).result(WAIT).problems == (NO_CONSENT,)
    done = sharing.refer(youth, said | {"consent": given}).result(WAIT)
    assert done.record is not None
    sharing.answer(done.record, ReferralState.ACCEPTED).result(WAIT)
    (row,) = sharing.referrals(youth)
    assert (row.state, row.open, row.actor_name) == (ReferralState.ACCEPTED, True, "Snickeriet")
    sharing.take_back(given).result(WAIT)
    assert sharing.referrals(youth)[0].state is ReferralState.WITHDRAWN
    assert not sharing.consents(youth)[0].holds
    late = sharing.refer(youth, said | {"consent": given}).result(WAIT)
    assert "togs tillbaka" in late.problems[0].sentence


def test_the_groups_list_holds_no_more_than_all_may_know(desk: Desktop) -> None:
    shop, school = actor(desk), actor(desk, "Vuxenskolan", ActorKind.ADULT_EDUCATION)
    alva, bo = desk.youth(given_name="Alva"), desk.youth(1, given_name="Bo")
    desk.store.record(
        Occupation(id=desk.new_id(), youth=alva, kind=OccupationKind.WORK),
        Assessment(id=desk.new_id(), youth=alva, started_on=TODAY, wishes="Hemligt önskemål"),
    ).result(WAIT)
    consent(desk, alva, shop, *Shared)
    consent(desk, alva, school, Shared.NAME, Shared.OCCUPATION)
    consent(desk, bo, shop)
    made = desk.session.sharing.group([shop, school])
    assert isinstance(made, GroupView)
    assert made.lines == ((alva, ("Alva Testberg", "", "Arbete", "", "")),)
    assert made.left_out == ("1 ungdom är inte med: samtycke saknas för någon i gruppen.",)
    alone = desk.session.sharing.group([shop])
    assert isinstance(alone, GroupView)
    assert [line[0] for line in alone.lines] == [alva, bo]
    assert alone.lines[0][1][3] == "Hemligt önskemål"
    assert desk.session.sharing.group([]) == TABLE
    assert isinstance(TABLE, Problem)


def test_who_writes_nothing_writes_no_consent(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        done = desk.session.actors.add_actor({"name": "X", "kind": ActorKind.OTHER}).result(WAIT)
        assert done.problems
        assert desk.store.queries.records(Actor) == []
        assert desk.store.queries.records(Consent) == []
    finally:
        desk.close()


def test_a_guardian_does_not_consent_for_an_adult(desk: Desktop) -> None:
    shop, youth = actor(desk), desk.youth()  # her number says that she is over eighteen
    values = {
        "actor": shop, "shares": (Shared.NAME,), "given_on": TODAY, "until": UNTIL,
        "given_by": ConsentGiver.GUARDIAN,
    }  # fmt: skip
    done = desk.session.sharing.give_consent(youth, values).result(WAIT)
    assert [one.field for one in done.problems] == ["given_by"]
    assert desk.store.queries.records(Consent) == []
    assert (
        desk.session.sharing.give_consent(youth, values | {"given_by": ConsentGiver.YOUTH})
        .result(WAIT)
        .done
    )
    assert desk.session.sharing.consents(youth)[0].what == "Namn och kontaktuppgifter"
