"""För in i journalen: record, answered task, next step and draft in one transaction."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    RoutineStep,
    TaskOrigin,
    VisitOutcome,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import HomeVisit, Task
from kaa_desktop.app.forms import ContactForm, ConversationForm, NoteForm, StepChoice, VisitForm
from kaa_desktop.app.views import TaskRow
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.errors import RecordLocked
from tests.unit.app.desks import NOON, TODAY, WAIT, Desktop

LETTER = date(2026, 9, 22)


@pytest.fixture
def liam(desk: Desktop) -> YouthId:
    """The youth of 05-hembesok-offline: first letter 22 September, visit due two months later."""
    return desk.youth(
        first_letter=LETTER,
        task={
            "title": RoutineStep.HOME_VISIT.label,
            "due": date(2026, 11, 20),
            "origin": TaskOrigin.RULE,
            "step": RoutineStep.HOME_VISIT,
        },
    )


def nobody_home(youth: YouthId, **other: object) -> VisitForm:
    values: dict[str, object] = {
        "youth": youth,
        "visited_on": TODAY,
        "arrived": time(13, 20),
        "left": time(13, 31),
        "outcome": VisitOutcome.NOBODY_HOME,
        "information_sheet_left": True,
    }
    return VisitForm(**(values | other))  # type: ignore[arg-type]


def open_tasks(desk: Desktop) -> list[Task]:
    return desk.store.queries.tasks(None)


def steps(desk: Desktop) -> list[TaskRow]:
    """What the routine asks for on Min dag."""
    return [one for one in desk.session.day().tasks if one.routine]


def test_the_banner_says_the_step_and_why_the_date_moved(desk: Desktop, liam: YouthId) -> None:
    preview = desk.session.next_step_preview(nobody_home(liam))
    assert preview is not None
    assert preview.text == "Nästa steg: telefon, sms eller brev senast ons 23 dec 2026."
    assert preview.why == "En månad efter hembesöket. 24 dec är julafton."
    assert preview.proposed == date(2026, 12, 23)
    assert preview.due == date(2026, 12, 24)


def test_the_banner_waits_until_the_form_says_enough(desk: Desktop, liam: YouthId) -> None:
    assert desk.session.next_step_preview(nobody_home(liam, outcome=None)) is None
    assert desk.session.next_step_preview(NoteForm(youth=liam, occurred_on=TODAY, text="x")) is None


def test_a_visit_is_entered_with_its_step_and_answers_the_routines_task(
    desk: Desktop, liam: YouthId
) -> None:
    draft = desk.session.new_draft_id()
    form = nobody_home(liam)
    desk.session.save_draft(draft, form).result(WAIT)
    before = desk.store.next_n()
    result = desk.session.enter_visit(form, draft).result(WAIT)
    assert result.sentence == (
        "Besöket är fört in. Nästa steg: telefon, sms eller brev senast ons 23 dec."
    )
    assert result.record is not None
    visit = desk.store.queries.record(HomeVisit, result.record)
    assert visit is not None
    assert visit.entered_at == NOON
    assert visit.author == desk.session.who.worker
    assert open_tasks(desk) == []  # answered, and the next step needs no record
    (step,) = steps(desk)
    assert (step.what, step.due) == (
        RoutineStep.CONTACT_AFTER_VISIT.label,
        date(2026, 12, 23),
    )
    assert step.why == "En månad efter hembesöket."
    assert desk.session.drafts() == []
    sent = [one for one in desk.store.waiting(1000) if one.n >= before]
    assert {one.tx for one in sent} == {before}


def test_what_is_entered_is_locked_and_corrected_by_an_addendum(
    desk: Desktop, liam: YouthId
) -> None:
    record = desk.session.enter_visit(nobody_home(liam)).result(WAIT).record
    assert record is not None
    with pytest.raises(RecordLocked):
        desk.store.set(HomeVisit, record, note="Ändrat").result(WAIT)
    text = "Det var i trappan bredvid."
    note = NoteForm(youth=liam, occurred_on=TODAY, text=text, addendum_to=record)
    assert desk.session.enter_note(note).result(WAIT).done
    page = desk.session.youth_page(liam)
    assert page is not None
    entry = next(one for one in page.journal if one.id == record)
    assert [one.text for one in entry.addenda] == ["Det var i trappan bredvid."]
    assert "Det var i trappan bredvid." not in {one.text for one in page.journal}


def test_missing_fields_are_said_by_field_and_nothing_is_written(
    desk: Desktop, liam: YouthId
) -> None:
    form = nobody_home(liam, outcome=None, left=time(13, 0))
    before = desk.store.next_n()
    result = desk.session.enter_visit(form).result(WAIT)
    assert {one.field: one.sentence for one in result.problems} == {
        "outcome": "Välj vad som hände vid besöket.",
        "left": "Gick ligger före Kom fram. Ändra en av tiderna.",
    }
    assert desk.store.next_n() == before
    assert desk.session.problems(form) == list(result.problems)


def test_the_person_may_choose_another_day_but_never_none(desk: Desktop, liam: YouthId) -> None:
    own = StepChoice(on=date(2026, 12, 1))
    form = nobody_home(liam, next_step=own)
    preview = desk.session.next_step_preview(form)
    assert preview is not None
    assert preview.text.endswith("senast tis 1 dec 2026.")
    desk.session.enter_visit(form).result(WAIT)
    assert [one.due for one in open_tasks(desk)] == [date(2026, 12, 1)]
    talk = ConversationForm(
        youth=liam,
        kind=ConversationKind.FOLLOW_UP,
        occurred_on=TODAY,
        summary="Har börjat på komvux.",
    )
    assert [one.due for one in steps(desk)] == [date(2026, 12, 1)]
    result = desk.session.enter_conversation(talk).result(WAIT)
    assert result.sentence == "Samtalet är fört in. Nästa steg: uppföljning senast ons 24 feb 2027."
    assert open_tasks(desk) == []
    assert [one.due for one in steps(desk)] == [date(2027, 2, 24)]


def test_a_step_that_already_stands_is_not_made_twice(desk: Desktop) -> None:
    youth = desk.youth(first_letter=LETTER)
    for day in (date(2026, 10, 22), date(2026, 10, 23)):
        desk.session.enter_contact(
            ContactForm(
                youth=youth,
                occurred_on=day,
                channel=Channel.TELEPHONE,
                counterpart=Counterpart.YOUTH,
                outcome=ContactOutcome.NOT_REACHED,
            )
        ).result(WAIT)
    (step,) = steps(desk)
    # 22 November 2026 is a Sunday: the working day before is proposed.
    assert (step.what, step.due) == (RoutineStep.HOME_VISIT.label, date(2026, 11, 20))


def test_a_planned_visit_is_reported_on_its_own_record(desk: Desktop, liam: YouthId) -> None:
    planned = desk.session.plan_visit(liam, TODAY, time(13, 20)).result(WAIT)
    assert planned.record is not None
    assert open_tasks(desk) == []
    form = desk.session.visit_form(planned.record)
    assert form is not None
    assert (form.visited_on, form.arrived) == (TODAY, time(13, 20))
    assert form.participants == (desk.session.who.worker,)
    reported = nobody_home(liam, visit=planned.record)
    result = desk.session.enter_visit(reported).result(WAIT)
    assert result.record == planned.record
    visits = [one for one in desk.store.queries.case_records(liam) if isinstance(one, HomeVisit)]
    assert len(visits) == 1
    assert visits[0].planned_on == TODAY
    assert desk.session.visit_form(planned.record) is None
    # Somebody else's report of the same planned visit stands beside it.
    second = desk.session.enter_visit(reported).result(WAIT)
    assert second.record not in (None, planned.record)


def test_a_visit_is_called_off_with_a_reason(desk: Desktop, liam: YouthId) -> None:
    planned = desk.session.plan_visit(liam, TODAY, time(13, 20)).result(WAIT).record
    assert planned is not None
    assert desk.session.day().visits_text == "1 besök · allt finns på datorn"
    silent = desk.session.call_off_visit(planned, " ").result(WAIT)
    assert silent.problems[0].sentence == "Skriv varför besöket ställdes in."
    assert desk.session.call_off_visit(planned, "", CallOff.OTHER).result(WAIT).problems
    why = CallOff.YOUTH_DECLINED
    assert desk.session.call_off_visit(planned, "", why).result(WAIT).done, "the list says it"
    page = desk.session.youth_page(liam)
    assert page is not None
    assert page.journal[0].title == "Hembesök – inställt"
    assert page.journal[0].lines == ("Ungdomen avböjde",)
    assert not any("inställt" in one.text for one in page.attempts)
    day = desk.session.day()
    assert day.visits_text == "1 besök, 1 inställt · allt finns på datorn"
    assert desk.session.nav_counts().visits_today == len(day.visits) == 1
    assert page.visits == ()


def test_a_visit_called_off_leaves_the_routine_where_it_was(desk: Desktop, liam: YouthId) -> None:
    first, second = (
        desk.session.plan_visit(liam, date(2026, 12, day), None).result(WAIT).record
        for day in (1, 8)
    )
    assert first is not None
    assert second is not None
    assert open_tasks(desk) == []
    assert desk.session.call_off_visit(first, "Fel dag.").result(WAIT).done
    assert open_tasks(desk) == []  # the other visit is the step
    result = desk.session.call_off_visit(second, "Sjuk kollega.").result(WAIT)
    assert result.sentence == (
        "Besöket är inställt. Nästa steg: telefon, sms eller brev senast tors 22 okt."
    )
    assert open_tasks(desk) == []
    page = desk.session.youth_page(liam)
    assert page is not None
    assert page.next_step is not None
    assert page.next_step.title == RoutineStep.SECOND_CONTACT.label
    assert page.next_step.routine
    assert page.next_step.task is None


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 25), "2026-11-25 har inte varit än"),
        (date(2027, 1, 3), "Datorns klocka visar 2026-11-24"),
        (date(1926, 11, 24), "Året 1926 kan inte stämma"),
    ],
)
def test_what_has_not_happened_is_not_entered(
    desk: Desktop, liam: YouthId, on: date, said: str
) -> None:
    session = desk.session
    note = NoteForm(youth=liam, occurred_on=on, text="x")
    for field, result in (
        ("visited_on", session.enter_visit(nobody_home(liam, visited_on=on))),
        ("occurred_on", session.enter_note(note)),
    ):
        (problem,) = result.result(WAIT).problems
        assert (problem.field, said in problem.sentence) == (field, True)
    assert session.next_step_preview(nobody_home(liam, visited_on=on)) is None


def test_an_addendum_is_called_what_it_is(desk: Desktop, liam: YouthId) -> None:
    note = NoteForm(youth=liam, occurred_on=TODAY, text="x")
    first = desk.session.enter_note(note).result(WAIT)
    assert first.sentence == "Anteckningen är förd in."
    added = desk.session.enter_note(attrs.evolve(note, addendum_to=first.record)).result(WAIT)
    assert added.sentence == "Tillägget är fört in."


@pytest.mark.parametrize(
    ("kind", "content"),
    [("contact", {}), ("contact", {"f": {}, "on": "24 nov"}), ("of_tomorrow", {"f": {}})],
)
def test_a_draft_that_cannot_be_read_is_kept_and_hides_no_other(
    desk: Desktop, liam: YouthId, kind: str, content: dict[str, Any]
) -> None:
    session = desk.session
    session.save_draft(session.new_draft_id(), nobody_home(liam)).result(WAIT)
    strange = session.new_draft_id()
    later = 2**41
    desk.store.save_draft(
        Draft(id=strange, kind=kind, youth=liam, values=content, changed=later)
    ).result(WAIT)
    unreadable, readable = session.drafts()
    assert (unreadable.id, unreadable.form) == (strange, "unreadable")
    assert unreadable.title == "Utkast som programmet inte kan läsa"
    assert readable.form == "home_visit"
    assert session.draft(strange) is None
    page = session.youth_page(liam)
    assert page is not None
    assert len(page.drafts) == len(session.day().drafts) == 2


def test_drafts_come_back_as_they_were(desk: Desktop, liam: YouthId) -> None:
    draft = desk.session.new_draft_id()
    form = nobody_home(
        liam, next_step=StepChoice(on=date(2026, 12, 1)), note="Ringde på två gånger."
    )
    saved = desk.session.save_draft(draft, form).result(WAIT)
    assert saved == NOON
    assert desk.session.draft(draft) == form
    (row,) = desk.session.drafts()
    assert (row.title, row.name, row.changed_text) == ("Hembesök", "Liam Testberg", "13:31")
    desk.session.discard_draft(draft).result(WAIT)
    assert desk.session.draft(draft) is None


def test_own_tasks_are_added_and_done(desk: Desktop, liam: YouthId) -> None:
    bad = desk.session.add_task(liam, " ", None).result(WAIT)
    assert {one.field for one in bad.problems} == {"title", "due"}
    made = desk.session.add_task(liam, "Fråga UHR", date(2026, 11, 27)).result(WAIT)
    assert made.record is not None
    assert desk.session.complete_task(made.record).result(WAIT).done
    assert made.record not in {one.id for one in open_tasks(desk)}


def test_a_step_of_the_routine_is_done_by_what_is_entered_not_by_a_tick(
    desk: Desktop, liam: YouthId
) -> None:
    (step,) = open_tasks(desk)
    ticked = desk.session.complete_task(step.id).result(WAIT)
    assert "när du för in kontakten" in ticked.problems[0].sentence
    assert open_tasks(desk) == [step]
    assert desk.session.enter_visit(nobody_home(liam)).result(WAIT).done
    assert step.id not in {one.id for one in open_tasks(desk)}


def test_the_page_shows_all_that_is_open_and_what_the_routine_says_of_the_step(
    desk: Desktop, liam: YouthId
) -> None:
    desk.session.add_task(liam, "Fråga UHR", date(2026, 11, 27)).result(WAIT)
    page = desk.session.youth_page(liam)
    assert page is not None
    assert [(one.title, one.routine) for one in page.steps] == [
        ("Hembesök", True),
        ("Fråga UHR", False),
    ]
    assert page.next_step == page.steps[0]
    assert page.routine.endswith("En månad efter första brevet.")  # he is visited before it
    desk.session.enter_visit(nobody_home(liam)).result(WAIT)
    page = desk.session.youth_page(liam)
    assert page is not None
    assert page.routine == (
        "Kontakt efter hembesöket: telefon, sms eller brev. En månad efter hembesöket."
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "070174abc"),
        ("phone", "07"),
        ("email", "liam.example.se"),
        ("email", "liam@example"),
        ("postal_code", "9990"),
    ],
)
def test_a_slip_in_the_contact_details_is_said_at_its_field(
    desk: Desktop, liam: YouthId, field: str, typed: str
) -> None:
    before = desk.store.next_n()
    (problem,) = desk.session.change_youth(liam, {field: typed}).result(WAIT).problems
    assert problem.field == field
    assert desk.store.next_n() == before


def test_usual_ways_to_write_contact_details_are_taken(desk: Desktop, liam: YouthId) -> None:
    for values in ({"phone": "+46 (0)70-174 06 05"}, {"phone": "112 00"}, {"postal_code": "99901"}):
        assert desk.session.change_youth(liam, values).result(WAIT).done


def test_only_changed_facts_of_a_youth_are_written(desk: Desktop, liam: YouthId) -> None:
    before = desk.store.next_n()
    values = {"given_name": "Liam", "phone": " 070-174 06 05 ", "email": ""}
    assert desk.session.change_youth(liam, values).result(WAIT).done
    assert desk.store.next_n() == before + 2  # the number, and that it was confirmed today
    wrong = desk.session.change_youth(liam, {"identity_number": "1"}).result(WAIT)
    assert [one.field for one in wrong.problems] == ["identity_number"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_act_is_answered_whatever_a_listener_does(
    desk: Desktop, liam: YouthId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fails(_changes: object) -> None:
        raise RuntimeError("a view")

    stop = desk.session.subscribe(fails)
    draft = desk.session.new_draft_id()
    desk.session.save_draft(draft, nobody_home(liam)).result(WAIT)
    stop()
    assert desk.session.draft(draft) == nobody_home(liam)
