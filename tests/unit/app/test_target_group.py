"""Målgruppsprövning as a person meets it: the page, decisions, and facts entered by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    ProposalKind,
    Protection,
    RegistrationReason,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    RegisterDecision,
)
from kaa_desktop.app.target_answers import (
    Choice,
    Deciding,
    Requested,
)
from kaa_desktop.app.target_views import (
    BELONGING_CHIPS,
    STATED,
    UNKNOWN,
    TargetQuery,
    WayKind,
)
from tests.unit.app.desks import TODAY, WAIT, Desktop
from tests.unit.app.target_case import AGAIN, BORN_2008, held, listed, put, standing

# -- the page


def test_the_page_says_of_every_condition_what_is_known_and_from_where(desk: Desktop) -> None:
    youth = put(desk)
    page = desk.session.targets.page(youth)
    assert page is not None
    assert page.belonging is Belonging.COVERED
    assert page.chip == BELONGING_CHIPS[Belonging.COVERED]
    assert [one.number for one in page.rows] == [1, 2, 3, 4, 5, 6, 7]
    assert all(one.judged is Judged.MET for one in page.rows)
    exam = page.rows[4]
    assert (exam.source, exam.on) == ("UHR, betygsdatabasen", date(2026, 11, 20))
    assert exam.on_text == "20 nov"
    assert page.counts[0].text == "7 uppfyllda"
    assert page.subtitle == "inflyttad 2 nov 2020"
    assert [one.text for one in page.ways] == ["För in uppgift med källa"]
    assert [one.kind for one in page.proposals] == [ProposalKind.ENROL]
    assert page.proposals[0].registration is RegistrationReason.DROPPED_OUT
    assert len(page.facts) == 4
    assert "Målgruppsprövning per den 24 november 2026" in page.as_text
    assert "Leyla" not in page.as_text


def test_the_page_on_another_day_and_by_another_law_is_shown_but_not_decided(desk: Desktop) -> None:
    youth = put(desk)
    before = desk.session.targets.page(youth, date(2026, 9, 1))
    assert before is not None
    assert before.belonging is Belonging.NOT_COVERED
    assert before.past
    assert "dagens datum" in before.read_only
    assert before.proposals == ()
    older = desk.session.targets.page(youth, definition="2015")
    assert older is not None
    assert older.past
    assert older.definition.key == "2015"
    assert [one.in_force for one in older.definitions] == [False, True]
    with pytest.raises(KeyError):
        desk.session.targets.page(youth, definition="1999")


def test_what_is_missing_is_asked_for_and_then_waited_for(desk: Desktop) -> None:
    youth = put(desk, told=False)
    targets = desk.session.targets
    page = targets.page(youth)
    assert page is not None
    assert page.belonging is Belonging.UNCLEAR
    assert page.headline == "Går inte att avgöra ännu"
    assert page.rows[4].verdict == UNKNOWN
    way = next(one for one in page.ways if one.kind is WayKind.REQUEST and one.ask == "UHR")
    request = targets.request(youth, way.criterion, way.ask)
    assert request is not None
    assert BORN_2008[0][:8] in request.text
    assert "10 § förordningen (2006:39)" in request.text
    assert (youth, ProposalKind.REQUEST) in listed(desk)
    done = targets.answer([youth], ProposalKind.REQUEST, Requested(look_again=AGAIN)).result(WAIT)
    assert done.done
    assert listed(desk) == []
    asked = {one.asked for one in held(desk, RegisterDecision)}
    assert "UHR" in asked
    again = targets.page(youth)
    assert again is not None
    assert any(one.text == "Påminn UHR om svaret" for one in again.ways)
    assert again.rows[4].on_text.startswith("frågad")
    assert any("Fråga ställd till UHR" in one.text for one in again.history)
    # It is taken up again on its day, and shown before for who asks for what waits.
    assert {one for one, _ in listed(desk, TargetQuery(waiting=True))} == {youth}
    assert desk.session.undoable()[0]
    desk.session.undo().result(WAIT)
    assert (youth, ProposalKind.REQUEST) in listed(desk)


def test_a_request_about_the_protected_names_nobody(desk: Desktop) -> None:
    youth = put(desk, told=False, protection=Protection.PROTECTED, case_number="2026-7")
    request = desk.session.targets.request(youth, Criterion.NO_EXAM, "UHR")
    assert request is not None
    assert "Leyla" not in request.text
    assert BORN_2008[0][:8] not in request.text
    page = desk.session.targets.page(youth)
    assert page is not None
    assert (page.name, page.number) == ("Skyddade uppgifter", "2026-7")
    assert not any("Leyla" in one.sentence + one.source for one in page.rows)
    assert "Leyla" not in page.why


# -- deciding


def test_the_whole_is_decided_and_taken_back(desk: Desktop) -> None:
    youth = put(desk, told=False)
    targets = desk.session.targets
    lacking = targets.decide(youth, Deciding(reason="", choice=Choice.UNTIL_FURTHER)).result(WAIT)
    assert {one.field for one in lacking.problems} == {"reason", "look_again"}
    deciding = Deciding(
        reason="Säger sig ha studiebevis.", choice=Choice.UNTIL_FURTHER, look_again=AGAIN
    )
    assert targets.decide(youth, deciding).result(WAIT).done
    assert standing(desk, youth) is Belonging.COVERED
    [record] = held(desk, CriterionDecision)
    assert (record.decided_by, record.decided_on) == (desk.profile.worker, TODAY)
    page = targets.page(youth)
    assert page is not None
    assert page.look_again == AGAIN
    assert page.deadline is not None
    [row] = [one for one in page.history if one.record == record.id]
    assert row.can_withdraw
    assert row.by == "Karin Demolund"
    assert targets.withdraw(record.id).result(WAIT).done
    assert standing(desk, youth) is Belonging.UNCLEAR
    desk.session.undo().result(WAIT)
    assert standing(desk, youth) is Belonging.COVERED


def test_one_condition_is_decided(desk: Desktop) -> None:
    youth = put(desk, told=False)
    targets = desk.session.targets
    for criterion in (
        Criterion.NOT_IN_UPPER_SECONDARY,
        Criterion.NO_EXAM,
        Criterion.NO_ADAPTED_CERTIFICATE,
        Criterion.NO_EQUIVALENT,
    ):
        deciding = Deciding(reason="Har sett papperen.", criterion=criterion, judged=Judged.MET)
        assert targets.decide(youth, deciding).result(WAIT).done
    page = targets.page(youth)
    assert page is not None
    assert page.belonging is Belonging.COVERED
    assert [one.decided for one in page.rows][4:] == [True, True, True]
    lacking = targets.deciding_problems(Deciding(reason="x", criterion=Criterion.HOME))
    assert [one.field for one in lacking] == ["judged"]


def test_to_wait_with_deciding_takes_the_case_up_again_on_the_day(desk: Desktop) -> None:
    youth = put(desk, told=False)
    targets = desk.session.targets
    deciding = Deciding(reason="Väntar på svar.", choice=Choice.WAIT, look_again=AGAIN)
    assert targets.decide(youth, deciding).result(WAIT).done
    assert listed(desk) == []
    assert standing(desk, youth) is Belonging.UNCLEAR
    desk.session.undo().result(WAIT)
    assert listed(desk) != []


# -- facts by hand


def test_a_fact_with_its_source_is_entered_and_taken_back(desk: Desktop) -> None:
    youth = put(desk, told=False)
    targets = desk.session.targets
    values = {"kind": CredentialKind.NONE, "source": FactSource.YOUTH, "origin": "Samtal"}
    assert targets.problems(youth, Credential, {"source": None})
    late = targets.problems(youth, Credential, values | {"as_of": date(2027, 1, 1)})
    assert [one.field for one in late] == ["as_of"]
    assert targets.enter_fact(youth, Credential, values).result(WAIT).done
    [fact] = held(desk, Credential)
    assert (fact.author, fact.as_of) == (desk.profile.worker, TODAY)
    page = targets.page(youth)
    assert page is not None
    assert STATED in {one.verdict for one in page.rows}
    [row] = [one for one in page.facts if one.record == fact.id]
    assert row.can_withdraw
    assert row.by == "Karin Demolund"
    assert targets.withdraw_fact(fact.id).result(WAIT).done
    [fact] = held(desk, Credential)
    assert fact.withdrawn == TODAY
    desk.session.undo().result(WAIT)
    [fact] = held(desk, Credential)
    assert fact.withdrawn is None


def test_a_fact_from_a_register_is_not_taken_back_by_a_person(desk: Desktop) -> None:
    put(desk)
    [fact] = held(desk, Credential)
    refused = desk.session.targets.withdraw_fact(fact.id).result(WAIT)
    assert "register" in refused.problems[0].sentence
