"""Proposals and differences as a person answers them, the list of them, and two computers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    DeregistrationReason,
    FactSource,
    LinkState,
    OccupationKind,
    ProposalAnswer,
    ProposalKind,
    RegistrationReason,
    ResidenceKind,
    Role,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    RegisterDecision,
    Residence,
    YouthLink,
)
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import Enrolment, Task
from kaa_desktop.app import proposals
from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.app.target_answers import (
    Choice,
    Compared,
    Deciding,
    Declined,
    Deregistered,
    Enrolled,
    Later,
    Requested,
)
from kaa_desktop.app.target_views import (
    BELONGING_CHIPS,
    TargetQuery,
    TargetSort,
)
from kaa_desktop.app.views import ListFilter
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office, local_desktop
from tests.unit.app.target_case import AGAIN, held, listed, put

# -- proposals


def test_one_is_enrolled_with_the_proposed_reason_and_it_is_undone_whole(desk: Desktop) -> None:
    youth = put(desk)
    targets = desk.session.targets
    own = WorkerId(RecordId(desk.profile.worker))  # type: ignore[arg-type]
    done = targets.answer([youth], ProposalKind.ENROL, Enrolled(worker=own)).result(WAIT)
    assert done.sentence == "1 ungdom är inskriven."
    [enrolment] = held(desk, Enrolment)
    assert enrolment.start == TODAY
    assert enrolment.registration_reason is RegistrationReason.DROPPED_OUT
    [decision] = held(desk, RegisterDecision)
    assert (decision.answer, decision.decided_by) == (ProposalAnswer.DONE, own)
    assert held(desk, Task) == []  # the routine's first step needs no record
    assert [one.due for one in desk.session.day().tasks] == [date(2026, 12, 8)]
    assert listed(desk) == []
    assert not targets.withdraw(decision.id).result(WAIT).done
    desk.session.undo().result(WAIT)
    assert held(desk, Enrolment) == held(desk, RegisterDecision) == held(desk, Task) == []
    assert listed(desk) == [(youth, ProposalKind.ENROL)]


def test_many_are_enrolled_by_who_keeps_the_register(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    try:
        youths = [put(desk, at) for at in range(5)]
        done = desk.session.targets.answer(youths, ProposalKind.ENROL, Enrolled()).result(WAIT)
        assert done.sentence == "5 ungdomar är inskrivna."
        assert len(held(desk, Enrolment)) == 5
        assert len({one.tx for one in desk.store.waiting(1000)}) > 5  # to the server one by one
        again = desk.session.targets.answer(youths, ProposalKind.ENROL, Enrolled()).result(WAIT)
        assert "Inget behövde ändras" in again.sentence
        desk.session.undo().result(WAIT)
        assert held(desk, Enrolment) == []
    finally:
        desk.close()


def test_a_caseworker_enrols_one_but_many_only_among_her_own(desk: Desktop) -> None:
    youths = [put(desk, at) for at in range(2)]
    targets = desk.session.targets
    assert targets.why_not_answer(youths, Enrolled())
    refused = targets.answer(youths, ProposalKind.ENROL, Enrolled()).result(WAIT)
    assert refused.problems[0].sentence == targets.why_not_answer(youths, Enrolled())
    assert held(desk, Enrolment) == []
    assert not targets.why_not_answer(youths[:1], Enrolled())
    assert not targets.why_not_answer(youths, Declined(reason="x"))


def test_a_manager_reads_and_changes_nothing(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        youth = put(desk)
        page = desk.session.targets.page(youth)
        assert page is not None
        assert "chef" in page.read_only
        for future in (
            desk.session.targets.answer([youth], ProposalKind.ENROL, Enrolled()),
            desk.session.targets.decide(youth, Deciding(reason="Ja.")),
            desk.session.targets.enter_fact(
                youth, Credential, {"kind": CredentialKind.EXAM, "source": FactSource.YOUTH}
            ),
        ):
            assert "chef" in future.result(WAIT).problems[0].sentence
        assert held(desk, Enrolment) == held(desk, CriterionDecision) == []
    finally:
        desk.close()


def test_deregistering_asks_for_the_last_known_occupation(desk: Desktop) -> None:
    youth = put(desk)
    targets = desk.session.targets
    targets.answer([youth], ProposalKind.ENROL, Enrolled()).result(WAIT)
    moved = {"kind": ResidenceKind.REGISTERED, "municipality": "9902", "start": TODAY}
    register = {"source": FactSource.POPULATION_REGISTER}
    targets.enter_fact(youth, Residence, moved | register).result(WAIT)
    assert listed(desk) == [(youth, ProposalKind.DEREGISTER)]
    # Whatever the register says, she stands in the worker's list until somebody closes the case.
    assert youth in desk.session.youth_ids(ListFilter.ENROLLED).ids
    lacking = targets.answer([youth], ProposalKind.DEREGISTER, Deregistered(occupation=None))
    assert [one.field for one in lacking.result(WAIT).problems] == ["occupation"]
    late = Deregistered(occupation=OccupationKind.WORK, end=AGAIN)
    assert [one.field for one in targets.answer_problems(late)] == ["end"]
    answer = Deregistered(occupation=OccupationKind.WORK)
    done = targets.answer([youth], ProposalKind.DEREGISTER, answer).result(WAIT)
    assert done.sentence == "1 ungdom är avskriven."
    [enrolment] = held(desk, Enrolment)
    assert enrolment.end == TODAY
    assert enrolment.deregistration_reason is DeregistrationReason.MOVED_OUT
    assert enrolment.last_known_occupation is OccupationKind.WORK
    assert enrolment.closed_by == desk.profile.worker
    assert desk.session.day().tasks == ()  # the routine asks for nothing any more
    assert listed(desk) == []
    desk.session.undo().result(WAIT)
    [enrolment] = held(desk, Enrolment)
    assert enrolment.end is None
    assert listed(desk) == [(youth, ProposalKind.DEREGISTER)]


def test_a_proposal_is_declined_or_put_off_with_a_reason(desk: Desktop) -> None:
    youth, other = put(desk), put(desk, 1)
    targets = desk.session.targets
    lacking = targets.answer([youth], ProposalKind.ENROL, Declined(reason=" ")).result(WAIT)
    assert [one.field for one in lacking.problems] == ["reason"]
    later = targets.answer([other], ProposalKind.ENROL, Later(reason="Provar.", look_again=TODAY))
    assert [one.field for one in later.result(WAIT).problems] == ["look_again"]
    targets.answer([youth], ProposalKind.ENROL, Declined(reason="Flyttar.")).result(WAIT)
    targets.answer([other], ProposalKind.ENROL, Later(reason="Provar.", look_again=AGAIN)).result(
        WAIT
    )
    assert listed(desk) == []
    assert listed(desk, TargetQuery(waiting=True)) == [(other, ProposalKind.ENROL)]
    page = targets.page(youth)
    assert page is not None
    [row] = [one for one in page.history if "avböjt" in one.text]
    assert row.reason == "Flyttar."
    assert targets.withdraw(row.record).result(WAIT).done
    assert listed(desk) == [(youth, ProposalKind.ENROL)]


def test_an_answer_to_another_kind_is_a_fault_of_the_program(desk: Desktop) -> None:
    with pytest.raises(ValueError, match="kind"):
        desk.session.targets.answer([put(desk)], ProposalKind.ENROL, Requested())
    assert not proposals.fits(ProposalKind.REQUEST, Compared(reason="x"))


# -- differences


def test_where_sources_disagree_is_shown_and_answered(desk: Desktop) -> None:
    youth = put(desk)
    targets = desk.session.targets
    values = {"kind": CredentialKind.EXAM, "issued_on": date(2026, 6, 10)}
    targets.enter_fact(youth, Credential, values | {"source": FactSource.SCHOOL}).result(WAIT)
    [row] = targets.deviations()
    assert row.youth == youth
    assert row.criterion is Criterion.NO_EXAM
    assert row.counts.source == "UHR"
    assert "Examensbevis" in row.others[0].sentence
    assert row.others[0].can_withdraw
    assert row.basis
    page = targets.page(youth)
    assert page is not None
    assert [one.basis for one in page.deviations] == [row.basis]
    answer = Compared(reason="UHR är kontrollerad.")
    assert targets.answer([youth], ProposalKind.COMPARE, answer).result(WAIT).done
    assert targets.deviations() == []
    page = targets.page(youth)
    assert page is not None
    assert [one.basis for one in page.deviations] == [""]


def test_what_lies_with_an_entry_that_is_the_same_person_counts_and_is_answered(
    tmp_path: Path,
) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    try:
        kept, other = put(desk, told=False), put(desk, 1)
        targets = desk.session.targets
        targets.answer([other], ProposalKind.ENROL, Enrolled()).result(WAIT)
        link = YouthLink(id=desk.new_id(), youth=kept, other=other, state=LinkState.SAME)
        desk.store.record(link).result(WAIT)
        moved = {"kind": ResidenceKind.REGISTERED, "municipality": "9902", "start": TODAY}
        register = {"source": FactSource.POPULATION_REGISTER}
        targets.enter_fact(kept, Residence, moved | register).result(WAIT)
        assert listed(desk) == [(kept, ProposalKind.DEREGISTER)]
        answer = Deregistered(occupation=OccupationKind.UNKNOWN)
        assert targets.answer([kept], ProposalKind.DEREGISTER, answer).result(WAIT).done
        [enrolment] = held(desk, Enrolment)
        assert (enrolment.youth, enrolment.end) == (other, TODAY)
        exam = {"kind": CredentialKind.EXAM, "issued_on": date(2026, 6, 10)}
        school = {"source": FactSource.SCHOOL}
        targets.enter_fact(kept, Credential, exam | school).result(WAIT)
        [row] = targets.deviations()
        assert row.youth == kept
        assert row.counts.source == "UHR"
    finally:
        desk.close()


# -- the list


def test_the_list_is_filtered_sorted_and_grouped_and_its_count_is_its_rows(desk: Desktop) -> None:
    enrol, ask = put(desk, 0), put(desk, 1, told=False)
    targets = desk.session.targets
    assert targets.count() == 2
    found = targets.order(TargetQuery())
    assert found.total == len(found.ids) == 2
    assert [(one.title, one.start, one.count) for one in found.groups] == [
        ("Skriv in", 0, 1),
        ("Begär uppgift", 1, 1),
    ]
    assert dict(found.counts)[ProposalKind.REQUEST] == 1
    assert "UHR" in found.asks
    assert listed(desk, TargetQuery(kinds=(ProposalKind.REQUEST,))) == [(ask, ProposalKind.REQUEST)]
    assert listed(desk, TargetQuery(belongings=(Belonging.COVERED,))) == [
        (enrol, ProposalKind.ENROL)
    ]
    assert listed(desk, TargetQuery(text="demo01")) == [(ask, ProposalKind.REQUEST)]
    assert listed(desk, TargetQuery(asks=("UHR",))) == [(ask, ProposalKind.REQUEST)]
    assert listed(desk, TargetQuery(mine=True)) == []
    by_name = TargetQuery(sort=TargetSort.NAME, descending=True)
    assert targets.order_later(by_name).result(WAIT).total == 2
    assert targets.order(TargetQuery(text="ingen")).total == 2


def test_the_list_of_youths_shows_and_filters_by_the_target_group(desk: Desktop) -> None:
    enrol, ask = put(desk, 0), put(desk, 1, told=False)
    lists = desk.session
    rows = {one.id: one.target for one in lists.youth_rows([enrol, ask])}
    assert rows == {
        enrol: BELONGING_CHIPS[Belonging.COVERED],
        ask: BELONGING_CHIPS[Belonging.UNCLEAR],
    }
    pages = [lists.youth_page(one) for one in (enrol, ask)]
    told = [[(f.value, f.note) for f in p.facts if f.label == "Målgrupp"] for p in pages if p]
    assert told == [[("Omfattas", "sedan 2 okt")], [("Oklart", "")]]
    assert BELONGING_CHIPS[Belonging.UNCLEAR] in (pages[1].chips if pages[1] else ())
    query = ListQuery(belongings=(Belonging.UNCLEAR,))
    assert list(lists.youth_ids(ListFilter.EVERYONE, query).ids) == [ask]


# -- two computers


def test_two_desks_agree_about_what_was_decided(office: Office) -> None:
    karin, omar = (
        office.desktop("karin", role=Role.COORDINATOR),
        office.desktop("omar", role=Role.COORDINATOR),
    )
    youth = put(karin, told=False)
    karin.synced()
    omar.until(lambda one: one.targets.page(youth) is not None)
    deciding = Deciding(reason="Har sett studiebeviset.", choice=Choice.BELONGS)
    assert omar.session.targets.decide(youth, deciding).result(WAIT).done
    omar.session.targets.answer([youth], ProposalKind.ENROL, Enrolled()).result(WAIT)
    omar.synced()
    karin.until(lambda one: one.targets.order(TargetQuery()).total == 0)
    for desk in (karin, omar):
        page = desk.session.targets.page(youth)
        assert page is not None
        assert page.belonging is Belonging.COVERED
        assert page.enrolled
    first, second = (desk.session.targets.page(youth) for desk in (karin, omar))
    assert first is not None
    assert second is not None
    assert first.as_text == second.as_text
    assert [one.text for one in first.history] == [one.text for one in second.history]


def test_two_who_decide_differently_at_once_see_the_same_afterwards(office: Office) -> None:
    desks = [office.desktop(name, role=Role.COORDINATOR) for name in ("karin", "omar")]
    youth = put(desks[0], told=False)
    desks[0].synced()
    desks[1].until(lambda one: one.targets.page(youth) is not None)
    for desk, choice in zip(desks, (Choice.BELONGS, Choice.OUTSIDE), strict=True):
        desk.session.targets.decide(youth, Deciding(reason=choice.value, choice=choice))
    for desk in desks:
        desk.until(lambda _, desk=desk: len(held(desk, CriterionDecision)) == 2)  # type: ignore[misc]
        desk.synced()
    pages = [desk.session.targets.page(youth) for desk in desks]
    first, second = pages
    assert first is not None
    assert second is not None
    assert first.belonging is second.belonging is not Belonging.UNCLEAR
    assert first.why == second.why
    rows = [desk.session.youth_rows([youth])[0].target for desk in desks]
    assert rows == [first.chip] * 2
    # Both decisions are kept, with who made them.
    assert {one.reason for one in first.history} == {
        "Tillhör målgruppen",
        "Tillhör inte målgruppen",
    }
