"""Who came in, who went out, and whose answer is another, in the last days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kaa_core.model.enums import (
    CredentialKind,
    DeregistrationReason,
    FactSource,
    LinkState,
    OccupationKind,
    Protection,
    ResidenceKind,
    StudyForm,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Credential, Enrolment, Residence, StudyPeriod, Youth, YouthLink
from kaa_desktop.store.register_changes import Way
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop


def ended(desk: Desktop, youth: YouthId, on: date) -> None:
    """Close the open enrolment."""
    [held] = [one for one in desk.store.queries.records(Enrolment) if one.youth == youth]
    values: dict[str, Any] = {
        "end": on,
        "deregistration_reason": DeregistrationReason.STUDIES,
        "last_known_occupation": OccupationKind.UPPER_SECONDARY,
    }
    desk.store.transact(lambda one: one.set(Enrolment, held.id, **values)).result(WAIT)


def told(desk: Desktop, way: Way, days: int = 7) -> list[tuple[str, str]]:
    """Names and what is said of one way."""
    return [(one.name, one.what) for one in desk.session.register_changes(days).of(way)]


def test_in_and_out_by_the_days_that_the_records_say(desk: Desktop) -> None:
    new = desk.youth(given_name="Ny", enrolled=TODAY - timedelta(days=6))
    desk.youth(1, given_name="Gammal", enrolled=TODAY - timedelta(days=7))
    out = desk.youth(2, given_name="Ut", enrolled=TODAY - timedelta(days=90))
    ended(desk, out, TODAY)
    assert told(desk, Way.IN) == [("Ny Testberg", "Har flyttat till kommunen")]
    assert told(desk, Way.OUT) == [("Ut Testberg", "Har börjat eller återupptagit gymnasiestudier")]
    found = desk.session.register_changes(7)
    assert (found.counts[Way.IN], found.counts[Way.OUT]) == (1, 1)
    assert new in {one.youth for one in found.rows}
    assert len(told(desk, Way.IN, days=31)) == 2


def test_whoever_is_protected_has_no_name_there(desk: Desktop) -> None:
    desk.youth(given_name="Hemlig", enrolled=TODAY, protection=Protection.PROTECTED)
    assert told(desk, Way.IN)[0][0] == "Skyddade uppgifter"


def test_another_answer_is_a_change_and_the_first_is_none(desk: Desktop) -> None:
    number = next(place for place, one in enumerate(NUMBERS) if one.startswith("2008"))
    youth = desk.youth(number, given_name="Avbrott")
    home = desk.profile.municipality
    stated: dict[str, Any] = {"youth": youth, "source": FactSource.SCHOOL, "as_of": TODAY}
    left = TODAY - timedelta(days=3)
    desk.store.record(
        Residence(
            id=desk.new_id(),
            kind=ResidenceKind.REGISTERED,
            municipality=home,
            start=date(2010, 1, 1),
            **stated | {"source": FactSource.POPULATION_REGISTER},
        ),
        StudyPeriod(
            id=desk.new_id(),
            form=StudyForm.COMPULSORY,
            start=date(2015, 8, 20),
            end=date(2024, 6, 10),
            grade=9,
            **stated,
        ),
        StudyPeriod(
            id=desk.new_id(),
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2026, 8, 20),
            end=left,
            **stated,
        ),
        Credential(
            id=desk.new_id(),
            kind=CredentialKind.NONE,
            **stated | {"source": FactSource.UHR},
        ),
    ).result(WAIT)
    held = desk.store.queries.record(Youth, youth)
    assert held is not None
    found = desk.session.register_changes(7).of(Way.CHANGED)
    assert [(one.youth, one.what) for one in found] == [(youth, "Var: omfattas inte")]
    assert desk.session.register_changes(1).of(Way.CHANGED) == ()


def test_somebody_with_two_entries_came_in_once_and_the_count_is_that_of_the_rows(
    desk: Desktop,
) -> None:
    keep = desk.youth(given_name="Alva", enrolled=TODAY)
    other = desk.youth(given_name="Alwa", enrolled=TODAY)
    gone = desk.youth(1, given_name="Borta", enrolled=TODAY)
    link = YouthLink(id=desk.new_id(), youth=keep, other=other, state=LinkState.SAME)
    desk.store.record(link).result(WAIT)
    desk.store.transact(lambda one: one.delete(Youth, gone)).result(WAIT)
    found = desk.session.register_changes(7)
    assert [(one.youth, one.name) for one in found.of(Way.IN)] == [(keep, "Alva Testberg")]
    assert found.counts[Way.IN] == 1
