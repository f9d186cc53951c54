"""Periods in the register, the last conversation, a case handed to a colleague, and the protected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    OccupationKind,
    Protection,
    ResidenceKind,
    TaskOrigin,
    VisitStatus,
)
from kaa_core.model.records import (
    Contact,
    Conversation,
    Handover,
    HomeVisit,
    Occupation,
    Residence,
    Task,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.case_state import Status, case_state
from kaa_core.rules.enrolments import discharge, in_order, wanting
from kaa_core.rules.handover import Gap, case_page
from kaa_core.rules.protection import ELSEWHERE, hidden, warned, without_place
from tests.unit.core.leaving.people import YOUTH, enrolment, new_id, youth

BORN = date(2009, 5, 1)
TODAY = date(2026, 11, 24)


def closed(start: date, end: date, **values: Any) -> Any:
    given = {
        "deregistration_reason": DeregistrationReason.STUDIES,
        "last_known_occupation": OccupationKind.UPPER_SECONDARY,
    } | values
    return enrolment(start, end=end, **given)


def problems(record: Any) -> set[str]:
    return {one.field for one in REGISTRY.of(record).validate(record)}


def test_a_period_is_not_closed_without_reason_and_last_occupation() -> None:
    bare = closed(date(2025, 1, 1), TODAY, deregistration_reason=None, last_known_occupation=None)
    assert problems(bare) == {"deregistration_reason", "last_known_occupation"}
    assert problems(closed(date(2025, 1, 1), TODAY)) == set()
    assert problems(closed(date(2025, 1, 1), date(2024, 12, 31))) == {"end"}


def test_an_imported_period_may_lack_them_and_says_so() -> None:
    lacking = closed(
        date(2024, 1, 1), TODAY, imported=True, deregistration_reason=None, last_known_occupation=None
    )  # fmt: skip
    assert problems(lacking) == set()
    assert wanting(lacking) == ("deregistration_reason", "last_known_occupation")
    assert wanting(closed(date(2024, 1, 1), TODAY)) == ()
    assert wanting(enrolment()) == ()
    assert wanting(enrolment(registration_reason=None)) == ("registration_reason",)
    unknown = closed(date(2024, 1, 1), TODAY, last_known_occupation=OccupationKind.UNKNOWN)
    assert wanting(unknown) == ()  # okänd is a value


def test_who_comes_back_has_a_new_period_and_the_former_ones() -> None:
    first = closed(date(2024, 1, 1), date(2024, 6, 1))
    second = closed(date(2025, 1, 1), date(2025, 6, 1))
    now = enrolment(date(2024, 9, 1))
    assert in_order([first, now, second]) == [now, second, first]
    state = case_state(youth(BORN), [first, now, second])
    assert (state.status, state.enrolled_on) == (Status.NEW, date(2024, 9, 1))


def talk(on: date, kind: ConversationKind = ConversationKind.DISCHARGE, **values: Any) -> Any:
    return Conversation(
        id=new_id(),
        youth=YOUTH,
        kind=kind,
        occurred_on=on,
        counterparts=(Counterpart.YOUTH,),
        summary="Om vägen vidare.",
        **values,
    )


@pytest.mark.parametrize(
    ("records", "held", "offered"),
    [
        ([], None, None),
        ([talk(TODAY)], TODAY, None),
        ([talk(TODAY, ConversationKind.FOLLOW_UP)], None, None),
        ([talk(date(2025, 1, 1))], None, None),  # of a former period
        ([Handover(id=new_id(), youth=YOUTH, invited_on=TODAY)], None, TODAY),
    ],
)
def test_the_last_conversation_is_held_or_offered_or_missing(
    records: list[Any], held: date | None, offered: date | None
) -> None:
    found = discharge(enrolment(), records)
    assert (found.held, found.offered) == (held, offered)
    assert found.missing is (held is None and offered is None)


def test_an_offer_noted_on_the_period_counts() -> None:
    assert not discharge(enrolment(discharge_offered=TODAY), []).missing


# -- a case to a colleague


def letter(on: date) -> Contact:
    return Contact(
        id=new_id(),
        youth=YOUTH,
        occurred_on=on,
        channel=Channel.LETTER,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.SENT,
    )


def test_a_new_case_says_what_the_routine_asks_for_and_what_is_wanting() -> None:
    page = case_page(youth(BORN), [enrolment(TODAY)], TODAY)
    assert page.routine is not None
    assert page.routine.due == TODAY + timedelta(14)
    assert page.promised == ()
    assert page.missing == (
        Gap.NO_CONTACT,
        Gap.NO_ADDRESS,
        Gap.NO_PHONE,
        Gap.NO_OCCUPATION,
        Gap.NO_CONVERSATION,
    )


def test_what_was_promised_is_booked_or_agreed_and_the_routine_is_told_apart() -> None:
    booked = Task(id=new_id(), youth=YOUTH, title="Ring skolan", due=TODAY + timedelta(3))
    done = Task(id=new_id(), youth=YOUTH, title="Gjort", due=TODAY, done_on=TODAY)
    routine = Task(
        id=new_id(), youth=YOUTH, title="Andra kontakten", due=TODAY, origin=TaskOrigin.RULE
    )
    visit = HomeVisit(
        id=new_id(), youth=YOUTH, status=VisitStatus.PLANNED, planned_on=TODAY + timedelta(1)
    )
    agreed = talk(TODAY - timedelta(9), ConversationKind.COACHING, agreed="Studiebesök i januari.")
    older = talk(date(2025, 1, 1), ConversationKind.COACHING, agreed="Gammalt.")
    held = [enrolment(), letter(TODAY - timedelta(40)), booked, done, routine, visit, agreed, older]
    page = case_page(youth(BORN, phone="070", street="Provgatan 1"), held, TODAY)
    assert [one.text for one in page.promised] == [
        "Hembesök",
        "Ring skolan",
        "Studiebesök i januari.",
    ]
    assert page.missing == (Gap.NO_OCCUPATION,)


def test_a_late_step_and_a_long_silence_are_said() -> None:
    reached = Contact(
        id=new_id(),
        youth=YOUTH,
        occurred_on=TODAY - timedelta(200),
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.REACHED,
    )
    late = Task(id=new_id(), youth=YOUTH, title="Uppföljning", due=TODAY - timedelta(1))
    does = Occupation(id=new_id(), youth=YOUTH, kind=OccupationKind.WORK)
    page = case_page(youth(BORN), [enrolment(), reached, late, does], TODAY)
    assert page.missing[:2] == (Gap.LONG_SILENCE, Gap.LATE_STEP)
    assert Gap.NO_OCCUPATION not in page.missing


def test_of_the_protected_no_address_is_missed() -> None:
    hidden_one = youth(BORN, protection=Protection.PROTECTED)
    missing = case_page(hidden_one, [enrolment()], TODAY).missing
    assert Gap.NO_ADDRESS not in missing
    assert Gap.NO_PHONE not in missing


# -- the protected


def test_the_two_protections_are_two_things() -> None:
    assert not hidden(Protection.CONFIDENTIAL)
    assert hidden(Protection.PROTECTED)
    assert warned(Protection.CONFIDENTIAL)
    assert warned(Protection.PROTECTED)
    assert not warned(Protection.NONE)
    assert not warned(None)


@pytest.mark.parametrize(
    ("municipality", "kept"), [("9901", "9901"), ("0682", ELSEWHERE), (None, None)]
)
def test_where_the_protected_are_is_not_kept(municipality: str | None, kept: str | None) -> None:
    fact = Residence(
        id=new_id(),
        youth=YOUTH,
        kind=ResidenceKind.REGISTERED,
        municipality=municipality,
        from_abroad=True,
    )
    found = without_place(fact, "9901")
    assert (found.kind, found.municipality, found.from_abroad) == (
        ResidenceKind.REGISTERED,
        kept,
        None,
    )
