"""The routine on Min dag and in lists: without tasks, on a chosen day, for one who is away, changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    Direction,
    Role,
    RoutineStep,
    TaskOrigin,
)
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import Absence, RoutineVersion
from kaa_core.model.records import Contact, Conversation, Task, Worker
from kaa_core.rules.routine import DEFAULT, pack
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.app.routine_remarks import TWICE
from kaa_desktop.app.views import ListFilter, TaskRow
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

BORN_2010 = 2000  # a number in the row of numbers whose bearer is under 18: no birthdays near


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's desktop."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def colleague(desk: Desktop, name: str = "Eva Ek") -> WorkerId:
    made = WorkerId(RecordId(desk.new_id()))
    desk.store.record(Worker(id=made, name=name, role=Role.CASEWORKER)).result(WAIT)
    return made


def steps(desk: Desktop, *, whole_unit: bool = False) -> list[TaskRow]:
    return [one for one in desk.session.day(whole_unit=whole_unit).tasks if one.routine]


def call(youth: YouthId, on: date = TODAY) -> ContactForm:
    return ContactForm(
        youth=youth,
        occurred_on=on,
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.NOT_REACHED,
    )


def contact(desk: Desktop, youth: YouthId, on: date, **values: object) -> Contact:
    """As a colleague's computer writes it: the record alone."""
    held = Contact(
        id=desk.new_id(),
        youth=youth,
        occurred_on=on,
        channel=Channel.LETTER,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.SENT,
    )
    return attrs.evolve(held, **values)  # type: ignore[arg-type]


def test_a_step_needs_no_task_and_goes_away_however_the_contact_was_documented(
    desk: Desktop,
) -> None:
    youth = desk.youth(BORN_2010, enrolled=TODAY)  # as an import leaves her: no task
    (row,) = steps(desk)
    assert (row.youth, row.what, row.due) == (youth, "Första kontakten", date(2026, 12, 8))
    assert desk.session.nav_counts().tasks == len(desk.session.day().tasks)
    assert desk.session.youth_rows([youth])[0].due == row.due
    desk.store.record(contact(desk, youth, TODAY)).result(WAIT)
    (row,) = steps(desk)
    assert row.what == RoutineStep.SECOND_CONTACT.label
    assert row.why == "En månad efter första brevet."
    assert desk.session.youth_ids(ListFilter.NOT_REACHED).ids == (youth,)
    late = contact(desk, youth, TODAY - timedelta(20))  # a first letter, entered late
    desk.store.record(late).result(WAIT)
    (row,) = steps(desk)
    assert row.what == RoutineStep.HOME_VISIT.label


def test_a_chosen_day_is_the_same_step_and_what_a_colleague_answers_is_gone(desk: Desktop) -> None:
    youth = desk.youth(BORN_2010, enrolled=TODAY)
    chosen = Task(
        id=desk.new_id(),
        youth=youth,
        title="Första kontakten",
        due=date(2026, 12, 14),
        worker=desk.session.who.worker,
        origin=TaskOrigin.RULE,
        step=RoutineStep.FIRST_CONTACT,
    )
    desk.store.record(chosen).result(WAIT)
    (row,) = steps(desk)
    assert (row.id, row.due) == (chosen.id, date(2026, 12, 14))
    assert row.why.endswith("Enligt rutinen senast 8 dec.")
    desk.clock.moment += timedelta(minutes=1)
    desk.store.record(contact(desk, youth, TODAY)).result(WAIT)  # her computer knew of no task
    (row,) = steps(desk)
    assert (row.what, row.due) == (RoutineStep.SECOND_CONTACT.label, date(2026, 12, 23))
    assert desk.session.enter_contact(call(youth)).result(WAIT).done
    assert len(steps(desk)) == 1


def test_whoever_is_away_has_a_stand_in_and_what_nobody_has_is_the_coordinators(
    sam: Desktop,
) -> None:
    eva_ = colleague(sam)
    youth = sam.youth(BORN_2010, worker=eva_, enrolled=TODAY - timedelta(14))
    alone = sam.youth(BORN_2010 + 1, worker=None, enrolled=TODAY - timedelta(14))
    assert [(one.youth, one.why) for one in steps(sam)] == [
        (alone, "Ingen handläggare än. Inom 14 dagar från inskrivningen.")
    ]
    routines = sam.session.routines
    away = attrs.evolve(routines.new_absence(eva_), end=TODAY + timedelta(7))
    own = attrs.evolve(away, stand_in=eva_)
    assert [one.field for one in routines.note_absence(own).result(WAIT).problems] == ["stand_in"]
    assert routines.note_absence(away).result(WAIT).sentence == "Frånvaron är antecknad."
    found = {one.youth: one.why for one in steps(sam)}
    assert found[youth].startswith("För Eva Ek, som är borta.")
    assert [one.when for one in routines.absences()] == ["24 nov till 1 dec"]
    sam.store.set(Absence, away.id, stand_in=colleague(sam, "Bo")).result(WAIT)
    assert [one.youth for one in steps(sam)] == [alone]
    assert {one.youth for one in steps(sam, whole_unit=True)} == {youth, alone}
    # A form that was opened before Bo was chosen changes its end, not who does her things.
    later = attrs.evolve(away, end=TODAY + timedelta(8))
    assert routines.note_absence(later, away).result(WAIT).done
    [row] = routines.absences()
    assert (row.absence.end, row.stand_in) == (later.end, "Bo")
    assert routines.end_absence(away.id).result(WAIT).done
    assert routines.absences() == []


def test_silence_is_told_to_the_coordinator_after_the_second_empty_week(sam: Desktop) -> None:
    youth = sam.youth(BORN_2010)
    assert sam.session.day().silence == ""
    sam.store.record(contact(sam, youth, date(2026, 11, 12))).result(WAIT)  # week 46, it is 48
    assert sam.session.day().silence == ""
    sam.clock.moment += timedelta(7)
    assert sam.session.day().silence == "Ingen uppsökande verksamhet sedan v. 46."
    rang = contact(sam, youth, date(2026, 11, 30), direction=Direction.INCOMING)
    sam.store.record(rang).result(WAIT)  # the youth's own doing is no outreach of ours
    assert sam.session.day().silence == "Ingen uppsökande verksamhet sedan v. 46."
    talk = Conversation(
        id=sam.new_id(), youth=youth, kind=ConversationKind.COACHING, occurred_on=date(2026, 11, 30),
        counterparts=(Counterpart.YOUTH,), summary="Samtal.",
    )  # fmt: skip
    sam.store.record(talk).result(WAIT)
    assert sam.session.day().silence == ""


def test_a_changed_routine_is_told_before_saved_and_followed_at_once(sam: Desktop) -> None:
    youth = sam.youth(BORN_2010, first_letter=TODAY)
    routines = sam.session.routines
    held = routines.form()
    assert (held.first, held.steps[1].after, held.visit_again) == (
        "14 dagar",
        "två månader",
        "sex månader",
    )
    assert [one.field for one in routines.problems(held)] == ["since"]
    bad = attrs.evolve(held, since=TODAY, again="då och då", tolerance="två")
    assert [one.field for one in routines.problems(bad)] == ["again", "tolerance"]
    assert routines.picture(bad) == ()
    second = attrs.evolve(held.steps[0], after="två veckor")
    form = attrs.evolve(held, since=TODAY, steps=(second, *held.steps[1:]), note="Tätare.")
    assert routines.picture(form)[1].when == "14 dagar efter första brevet."
    told = routines.effect(form).result(WAIT)
    assert told == "Nästa steg ändras för 1 av 1 inskriven: 1 får en tidigare dag."
    assert sam.session.youth_rows([youth])[0].due == date(2026, 12, 23)  # 24 Dec is a holiday
    saved = routines.save(form).result(WAIT)
    assert saved.sentence == "Rutinen är sparad och gäller från 24 nov."
    sam.store.lists_ready().result(WAIT)
    assert sam.session.youth_rows([youth])[0].due == date(2026, 12, 8)
    now, former = routines.rows()
    assert (now.now, now.decided, now.note) == (True, "Karin Demolund", "Tätare.")
    assert (former.since, former.now) == ("Programmets egen", False)
    assert attrs.evolve(routines.form(), since=TODAY, note="Tätare.") == attrs.evolve(
        form, steps=(attrs.evolve(second, after="14 dagar"), *form.steps[1:])
    )


def test_who_does_not_keep_the_register_changes_no_routine(desk: Desktop) -> None:
    routines = desk.session.routines
    refused = routines.save(attrs.evolve(routines.form(), since=TODAY)).result(WAIT)
    assert refused.problems
    assert len(routines.rows()) == 1


def test_of_two_routines_from_one_day_it_is_said_which_does_not_count(desk: Desktop) -> None:
    since = date(2027, 1, 1)
    ids = sorted(desk.new_id() for _ in range(3))
    written = (("Den ena", pack(DEFAULT)), ("Den andra", pack(DEFAULT)), ("Trasig", 5))
    for record, (note, content) in zip(ids, written, strict=True):
        made = RoutineVersion(id=record, since=since, content=content, note=note)
        desk.store.record(made).result(WAIT)
    coming, own = desk.session.routines.rows()
    assert coming.note == "Den andra", "and not that of the one that cannot be read"
    assert coming.remark.startswith(TWICE)
    assert "går inte att läsa" in coming.remark
    assert own.remark == ""
