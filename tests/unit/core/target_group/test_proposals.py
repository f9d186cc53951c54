"""What is proposed about the register, on what grounds, and when it is not proposed again."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from docs.malgruppens_fall import HOME, Case, cases
from kaa_core.model.enums import (
    DeregistrationReason,
    ProposalAnswer,
    ProposalKind,
    RegistrationReason,
)
from kaa_core.model.facts import Credential, Fact, RegisterDecision, StudyPeriod
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.differences import PROPOSED, differences
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.proposals import compare_basis, propose, unanswered
from kaa_core.rules.target_group.types import Held, Proposal

CASES = {one.title: one for one in cases()}
TODAY = date(2026, 11, 20)
YOUTH = YouthId(RecordId(uuid.UUID(int=1)))


def held_of(title: str) -> Held:
    return held_from(CASES[title].records, HOME)


def enrolled(start: date = date(2026, 1, 1), end: date | None = None) -> Enrolment:
    return Enrolment(
        id=RecordId(uuid.UUID(int=999)),
        youth=YOUTH,
        start=start,
        registration_reason=RegistrationReason.DROPPED_OUT,
        end=end,
    )


def only(title: str, *enrolments: Enrolment, on: date = TODAY) -> Proposal:
    [one] = [
        one
        for one in propose(held_of(title), enrolments, on)
        if one.kind is not ProposalKind.COMPARE
    ]
    return one


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Utflyttad till en annan kommun", DeregistrationReason.MOVED_OUT),
        ("Utvandrad", DeregistrationReason.EMIGRATED),
        ("Avliden", DeregistrationReason.DECEASED),
        ("Går på ett nationellt program", DeregistrationReason.STUDIES),
        ("Examensbevis enligt UHR", DeregistrationReason.DEGREE),
        ("Gymnasiebevis från anpassad gymnasieskola", DeregistrationReason.DEGREE),
        ("Bevis om motsvarande utbildning", DeregistrationReason.DEGREE),
        (
            "Förlängd skolplikt utan att källan säger ordet",
            DeregistrationReason.WRONGLY_ENROLLED,
        ),
        ("Tillhör inte målgruppen, beslutat", DeregistrationReason.OTHER),
    ],
)
def test_who_is_enrolled_and_not_covered_is_proposed_out_with_the_group(
    title: str, reason: DeregistrationReason
) -> None:
    found = only(title, enrolled())
    assert (found.kind, found.deregistration) == (ProposalKind.DEREGISTER, reason)
    assert found.sentence.endswith(f"{reason.label}.")
    assert not [
        one for one in propose(held_of(title), [], TODAY) if one.kind is ProposalKind.DEREGISTER
    ]


def test_turning_twenty_is_proposed_from_the_day() -> None:
    turns = date(2028, 3, 10)
    before = propose(held_of("Fyller 20"), [enrolled()], turns - timedelta(days=1))
    assert before == ()
    found = only("Fyller 20", enrolled(), on=turns)
    assert (found.deregistration, found.since) == (DeregistrationReason.TURNED_TWENTY, turns)


def test_who_is_covered_and_enrolled_needs_nothing() -> None:
    assert propose(held_of("Avbröt gymnasieskolan"), [enrolled()], TODAY) == ()
    ended = enrolled(end=date(2026, 5, 1))
    assert only("Avbröt gymnasieskolan", ended).kind is ProposalKind.ENROL


def test_the_day_since_which_she_belongs_is_said() -> None:
    found = only("Avbröt gymnasieskolan")
    assert found.since == date(2026, 2, 3)
    assert (
        found.sentence == "Tillhör målgruppen sedan 3 februari 2026: har avbrutit gymnasieskolan."
    )


def test_each_source_is_asked_once_for_all_that_it_knows() -> None:
    found = propose(held_of("Nyanländ när skolplikten inte gällde"), [], TODAY)
    assert [one.ask for one in found] == ["ungdomen", "UHR"]
    assert {one.kind for one in found} == {ProposalKind.REQUEST}
    assert found[1].sentence == (
        "Det är okänt om ungdomen har examen eller studiebevis och om ungdomen har gymnasiebevis. "
        "Fråga UHR."
    )


def test_a_question_that_nobody_can_answer_is_for_a_person() -> None:
    found = only("Två kurser på komvux, tillsammans heltid")
    assert (found.kind, found.ask) == (ProposalKind.REQUEST, None)
    assert "motsvarande utbildning?" in found.sentence


def test_intervals_at_hand_give_the_same() -> None:
    for case in CASES.values():
        held = held_from(case.records, HOME)
        spans = intervals(held, in_force(TODAY))
        judgement = judge(held, TODAY)
        assert propose(held, [], TODAY) == propose(held, [], TODAY, judgement, spans)


# --- grounds ---------------------------------------------------------------------------------------


def imported_anew(case: Case) -> list[Record]:
    """The same things from the same sources, in a later delivery: other ids, days and rows."""
    made: list[Record] = []
    for place, one in enumerate(case.records):
        if isinstance(one, Youth):
            made.append(one)
        elif isinstance(one, Fact):
            later: dict[str, Any] = {"origin": "ny.csv", "row": place + 1}
            if not isinstance(one, Credential) or one.issued_on is not None:
                # When a source said it first, and up to when it says that there is none, is what it says.
                told = one.as_of or TODAY
                starts = isinstance(one, StudyPeriod) and one.start is not None and told > one.start
                later["as_of"] = told + timedelta(days=3) if starts else told
            made.append(attrs.evolve(one, id=RecordId(uuid.UUID(int=10_000 + place)), **later))
        else:
            made.append(attrs.evolve(one, id=RecordId(uuid.UUID(int=10_000 + place))))
    return made


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.title)
def test_grounds_are_the_same_when_the_same_is_imported_anew(case: Case) -> None:
    held, anew = held_from(case.records, HOME), held_from(imported_anew(case), HOME)
    for enrolments in ([], [enrolled()]):
        first = {one.basis for one in propose(held, enrolments, TODAY)}
        assert first == {one.basis for one in propose(anew, enrolments, TODAY)}


def test_other_facts_are_other_grounds() -> None:
    first = only("Avbröt gymnasieskolan")
    moved = only("Lämnade introduktionsprogram")
    assert first.basis != moved.basis
    assert len(first.basis) == 64


# --- answers ---------------------------------------------------------------------------------------


def answer(one: Proposal, said: ProposalAnswer, again: date | None = None) -> RegisterDecision:
    return RegisterDecision(
        id=RecordId(uuid.UUID(int=5)),
        youth=YOUTH,
        proposal=one.kind,
        answer=said,
        basis=one.basis,
        look_again=again,
    )


@pytest.mark.parametrize("said", [ProposalAnswer.DONE, ProposalAnswer.DECLINED])
def test_what_was_answered_on_the_same_grounds_is_not_proposed_again(said: ProposalAnswer) -> None:
    found = propose(held_of("Avbröt gymnasieskolan"), [], TODAY)
    assert unanswered(found, [], TODAY) == found
    assert unanswered(found, [answer(found[0], said)], TODAY) == ()
    other = attrs.evolve(answer(found[0], said), basis="0" * 64)
    assert unanswered(found, [other], TODAY) == found


def test_what_was_put_off_comes_back_on_its_day() -> None:
    found = propose(held_of("Avbröt gymnasieskolan"), [], TODAY)
    waits = answer(found[0], ProposalAnswer.LATER, TODAY + timedelta(days=14))
    assert unanswered(found, [waits], TODAY) == ()
    assert unanswered(found, [waits], TODAY + timedelta(days=13)) == ()
    assert unanswered(found, [waits], TODAY + timedelta(days=14)) == found


# --- differences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Skolan har en annan adress än folkbokföringen", "home.sources"),
        ("Skolan säger examen, UHR säger studiebevis", "credentials.sources"),
        ("Ungdomen säger examen, UHR säger inget", "credentials.own_word"),
        ("Ungdomen säger att hon går kvar, skolan att hon har slutat", "studies.left"),
        ("Antagen men kom aldrig", "studies.never_started"),
        ("Ungdomen säger att hon har slutat, skolan att hon går kvar", "studies.still"),
        ("Anmälan om att eleven har slutat", "studies.notice_left"),
        ("UHR svarar examen efter beslutet", "decided"),
        ("Två skolor samtidigt", "studies.two_schools"),
        ("Källan säger två saker om samma inskrivning", "studies.same_row"),
        ("Står kvar i grundskolan när gymnasieskolan har börjat", "compulsory.overlap"),
    ],
)
def test_a_difference_is_shown_and_proposed_to_be_compared(title: str, why: str) -> None:
    held = held_of(title)
    [one] = [each for each in differences(held) if each.why == why]
    assert one.proposed == PROPOSED[why]
    compared = [one for one in propose(held, [], TODAY) if one.kind is ProposalKind.COMPARE]
    assert compare_basis(held, one) in {each.basis for each in compared}
    ids = {record.id for record in CASES[title].records}
    assert {one.counts, *one.others} <= ids


def test_every_kind_of_difference_is_among_the_cases() -> None:
    found = {
        one.why for case in CASES.values() for one in differences(held_from(case.records, HOME))
    }
    assert found == set(PROPOSED)


def test_sources_that_agree_differ_in_nothing() -> None:
    silent = [
        case.title
        for case in CASES.values()
        if differences(held_from(case.records, HOME))
        and not any(one.differs for one in case.expected)
    ]
    assert silent == []
