"""Two months before twenty: when the reminder begins, what is wanting, and that it never closes a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import ConversationKind, Counterpart, DeregistrationReason, HandoverTo
from kaa_core.model.enums import OccupationKind as Does
from kaa_core.model.records import Conversation, Handover
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.birthdays import reaches
from kaa_core.rules.twenty import Lacks, consented, reminded_from, twenty
from tests.unit.core.leaving.people import YOUTH, enrolment, new_id, youth

BORN = date(2007, 3, 15)
TURNS = date(2027, 3, 15)
TODAY = date(2027, 2, 1)


def handover(**values: Any) -> Handover:
    given: dict[str, Any] = {"to": HandoverTo.ADULT_EDUCATION, "what": "Planen och målen."}
    return Handover(id=new_id(), youth=YOUTH, **(given | values))


def discharge(on: date) -> Conversation:
    return Conversation(
        id=new_id(),
        youth=YOUTH,
        kind=ConversationKind.DISCHARGE,
        occurred_on=on,
        counterparts=(Counterpart.YOUTH,),
        summary="Avslut.",
    )


@pytest.mark.parametrize(
    ("born", "turns", "since"),
    [
        (date(2007, 3, 15), date(2027, 3, 15), date(2027, 1, 15)),
        (date(2007, 4, 30), date(2027, 4, 30), date(2027, 2, 28)),
        (date(2007, 12, 31), date(2027, 12, 31), date(2027, 10, 31)),
        (date(2008, 2, 29), date(2028, 2, 29), date(2027, 12, 29)),  # the year has its own
        (date(2007, 1, 31), date(2027, 1, 31), date(2026, 11, 30)),
    ],
)
def test_the_reminder_begins_two_months_before(born: date, turns: date, since: date) -> None:
    assert reaches(youth(born).identity_number, 20) == turns
    assert reminded_from(turns) == since
    records = [enrolment()]
    assert twenty(youth(born), records, since - timedelta(1)) is None
    found = twenty(youth(born), records, since)
    assert found is not None
    assert (found.turns, found.since, found.passed(since)) == (turns, since, False)


def test_born_on_leap_day_one_turns_eighteen_on_the_last_of_february() -> None:
    assert reaches(youth(date(2008, 2, 29)).identity_number, 18) == date(2026, 2, 28)


def test_an_uncertain_birth_date_reminds_of_nothing() -> None:
    assert reaches("200600610009", 20) is None
    assert reaches("skräp", 20) is None
    assert reaches(None, 20) is None


def test_the_case_stays_until_somebody_closes_it() -> None:
    found = twenty(youth(BORN), [enrolment()], TURNS + timedelta(400))
    assert found is not None
    assert found.passed(TURNS)
    closed = enrolment(
        end=TURNS,
        deregistration_reason=DeregistrationReason.TURNED_TWENTY,
        last_known_occupation=Does.UNKNOWN,
    )
    assert twenty(youth(BORN), [closed], TURNS) is None
    assert twenty(youth(BORN), [], TURNS) is None


def test_what_is_wanting_goes_as_it_is_done() -> None:
    someone, period = youth(BORN), enrolment()

    def lacks(*records: Any) -> tuple[Lacks, ...]:
        found = twenty(someone, [period, *records], TODAY)
        assert found is not None
        return found.lacks

    assert lacks() == (Lacks.HANDOVER, Lacks.DISCHARGE)
    assert lacks(handover()) == (Lacks.CONSENT, Lacks.HANDED, Lacks.DISCHARGE)
    given = handover(consent_on=TODAY)
    assert lacks(given) == (Lacks.HANDED, Lacks.DISCHARGE)
    handed = handover(consent_on=TODAY, handed_on=TODAY, invited_on=TODAY)
    assert lacks(handed) == ()
    assert lacks(handover(to=HandoverTo.NOBODY), discharge(TODAY)) == ()
    assert lacks(handover(to=HandoverTo.COLLEAGUE)) == (Lacks.HANDOVER, Lacks.DISCHARGE)


def test_what_was_handed_over_in_a_former_period_is_not_taken_for_this_one() -> None:
    before = handover(consent_on=date(2025, 1, 1), handed_on=date(2025, 1, 1))
    found = twenty(youth(BORN), [enrolment(), before, discharge(date(2025, 1, 1))], TODAY)
    assert found is not None
    assert found.lacks == (Lacks.HANDOVER, Lacks.DISCHARGE)


def test_a_consent_that_has_run_out_is_none() -> None:
    ran_out = handover(consent_on=date(2026, 12, 1), consent_until=date(2027, 1, 31))
    assert consented(ran_out, date(2027, 1, 31))
    assert not consented(ran_out, TODAY)
    assert not consented(ran_out, date(2026, 11, 30))


def problems(record: Any) -> dict[str, str]:
    return {one.field: one.sentence for one in REGISTRY.of(record).validate(record)}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, set()),
        ({"what": None}, {"what"}),
        ({"to": HandoverTo.OTHER}, {"recipient"}),
        ({"to": None}, {"to"}),
        ({"to": HandoverTo.NOBODY, "what": None}, set()),
        ({"handed_on": TODAY}, {"consent_on"}),
        ({"handed_on": TODAY, "consent_on": TODAY}, set()),
        ({"handed_on": TODAY, "consent_on": TODAY + timedelta(1)}, {"handed_on"}),
        (
            {"handed_on": TODAY, "consent_on": TODAY - timedelta(9), "consent_until": TODAY - timedelta(1)},
            {"handed_on"},
        ),
        ({"consent_on": TODAY, "consent_until": TODAY - timedelta(1)}, {"consent_until"}),
    ],
)  # fmt: skip
def test_nothing_is_handed_over_without_consent(values: dict[str, Any], wrong: set[str]) -> None:
    assert set(problems(handover(**values))) == wrong


@given(st.dates(date(2004, 1, 1), date(2012, 12, 31)), st.integers(-120, 120))
def test_reminded_exactly_from_two_months_before(born: date, days: int) -> None:
    turns = reaches(youth(born).identity_number, 20)
    assert turns is not None
    on = reminded_from(turns) + timedelta(days)
    assert (twenty(youth(born), [enrolment()], on) is not None) == (days >= 0)
