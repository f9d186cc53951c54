"""Rounds of home visits: planned together, on paper, out and back, called off; and their figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from kaa_core.model.enums import (
    CallOff,
    Protection,
    Role,
    RoutineStep,
    TaskOrigin,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import HomeVisit, Task, Worker, Youth
from kaa_core.model.registry import of_kind
from kaa_core.statistics.figures.contacts import VISITS
from kaa_desktop.app.forms import VisitForm
from kaa_desktop.app.round_views import RoundView
from kaa_desktop.app.statistics_views import Question
from tests.pdf import assert_accessible, text_of
from tests.unit.app.desks import NUMBERS, TODAY, Desktop, Office

HOME: dict[str, Any] = {"street": "Provgatan 12", "city": "Exempelås"}
TOMORROW = date(2026, 11, 25)
DUE: dict[str, Any] = {
    "title": "Hembesök",
    "due": TODAY,
    "origin": TaskOrigin.RULE,
    "step": RoutineStep.HOME_VISIT,
}


def _round(desk: Desktop, *youths: YouthId, on: date = TODAY) -> RecordId:
    made = desk.session.rounds.begin(on).result(20)
    assert made.record is not None
    if youths:
        assert desk.session.rounds.add(made.record, youths).result(20).done
    return made.record


def _view(desk: Desktop, on: date = TODAY) -> RoundView:
    (found,) = desk.session.rounds.day(on).rounds
    return found


def _visits(desk: Desktop, youth: YouthId) -> list[HomeVisit]:
    return of_kind(desk.store.queries.case_records(youth), HomeVisit)


def _colleague(desk: Desktop) -> WorkerId:
    worker = WorkerId(desk.new_id())
    held = Worker(id=worker, name="Farid Modell", initials="FM", role=Role.CASEWORKER)
    desk.store.record(held).result(20)
    return worker


def _order(desk: Desktop) -> list[str]:
    return [stop.row.name for stop in _view(desk).stops]


def test_a_round_takes_who_is_due_and_who_is_planned(desk: Desktop) -> None:
    due = desk.youth(0, task=DUE, **HOME)
    booked = desk.youth(1, given_name="Saga", family_name="Prov", **HOME)
    desk.session.plan_visit(booked, TOMORROW, time(9, 30)).result(20)
    desk.youth(2, task=DUE, protection=Protection.PROTECTED)
    assert [one.youth for one in desk.session.rounds.offered(TODAY)] == [due]
    _round(desk, due, booked)
    assert [one.order for one in (*_visits(desk, due), *_visits(desk, booked))] == [0, 1]
    (moved,) = _visits(desk, booked)
    assert (moved.planned_on, moved.planned_at) == (TODAY, time(9, 30))
    tasks = of_kind(desk.store.queries.case_records(due), Task)
    assert [one.done_on for one in tasks] == [TODAY]  # it is planned: the routine is answered
    assert not desk.session.rounds.offered(TODAY)
    desk.session.undo().result(20)
    assert not _visits(desk, due)
    assert _visits(desk, booked)[0].planned_on == TOMORROW


def test_nobody_hidden_or_closed_comes_into_a_round(desk: Desktop) -> None:
    round_ = _round(desk)
    hidden = desk.youth(0, protection=Protection.PROTECTED)
    seen = desk.youth(1, **HOME)
    done = desk.session.rounds.add(round_, [hidden]).result(20)
    assert not done.done
    said = desk.session.rounds.add(round_, [hidden, seen]).result(20).sentence
    assert said == "1 besök ligger i rundan. 1 ungdom kan inte läggas i den."


def test_visits_are_moved_and_taken_out(desk: Desktop) -> None:
    names = ("Saga", "Liam", "Hugo")
    youths = [desk.youth(at, given_name=name, **HOME) for at, name in enumerate(names)]
    round_ = _round(desk, *youths)
    rounds = desk.session.rounds
    (hugo,) = _visits(desk, youths[2])
    rounds.move(round_, hugo.id, -1).result(20)
    rounds.move(round_, hugo.id, -1).result(20)
    rounds.move(round_, hugo.id, -1).result(20)  # already first
    assert _order(desk) == ["Hugo Testberg", "Saga Testberg", "Liam Testberg"]
    rounds.take_out(hugo.id).result(20)
    assert _order(desk) == ["Saga Testberg", "Liam Testberg"]
    assert [stop.row.name for stop in rounds.day().loose] == ["Hugo Testberg"]


def test_the_visits_follow_the_rounds_day_and_people(desk: Desktop) -> None:
    youth = desk.youth(0, **HOME)
    round_ = _round(desk, youth)
    farid = _colleague(desk)
    own = WorkerId(RecordId(desk.profile.worker))  # type: ignore[arg-type]
    desk.session.rounds.change(round_, on=TOMORROW, workers=(own, farid)).result(20)
    (visit,) = _visits(desk, youth)
    assert (visit.planned_on, visit.participants) == (TOMORROW, (own, farid))
    assert _view(desk, TOMORROW).who == "Karin Demolund och Farid Modell"


def test_how_to_get_in_is_remembered_to_the_next_visit(desk: Desktop) -> None:
    youth = desk.youth(0, **HOME)
    _round(desk, youth)
    (first,) = _visits(desk, youth)
    desk.session.rounds.change_visit(first.id, access_note="Portkod 1234", bring="Broschyr").result(
        20
    )
    form = VisitForm(
        youth=youth, visit=first.id, visited_on=TODAY, outcome=VisitOutcome.NOBODY_HOME
    )
    assert desk.session.enter_visit(form).result(20).done
    kept = desk.store.queries.record(HomeVisit, first.id)
    assert kept is not None
    assert (kept.round, kept.order, kept.access_note) == (first.round, 0, "Portkod 1234")
    later = _round(desk, youth, on=TOMORROW)
    visits = {one.round: one for one in _visits(desk, youth)}
    assert visits[later].access_note == "Portkod 1234"
    assert visits[later].bring is None


def test_how_to_get_in_to_one_who_became_protected_shows_only_when_she_is_opened(
    desk: Desktop,
) -> None:
    youth = desk.youth(0, **HOME)
    _round(desk, youth)
    (visit,) = _visits(desk, youth)
    rounds = desk.session.rounds
    rounds.change_visit(visit.id, access_note="Portkod 1234", bring="Blad till Hedda").result(20)
    away: dict[str, Any] = dict.fromkeys(HOME)
    desk.store.set(Youth, RecordId(youth), protection=Protection.PROTECTED, **away).result(20)
    (stop,) = _view(desk).stops
    assert (stop.row.address, stop.access_note, stop.bring) == ("", "", "")
    # What is not shown is not emptied by a form that was empty.
    assert rounds.change_visit(visit.id, planned_at=time(10), bring=None).result(20).done
    assert desk.session.leaving.guarding.open_protected(youth, "Besöket ska göras").result(20).done
    (stop,) = _view(desk).stops
    assert (stop.access_note, stop.bring) == ("Portkod 1234", "Blad till Hedda")
    desk.session.leaving.guarding.hide_protected(youth)
    (stop,) = _view(desk).stops
    assert (stop.access_note, stop.bring) == ("", "")


def test_out_and_back_and_who_is_told_when_they_are_late(desk: Desktop) -> None:
    farid = _colleague(desk)
    own = WorkerId(RecordId(desk.profile.worker))  # type: ignore[arg-type]
    round_ = _round(desk, desk.youth(0, **HOME))
    rounds = desk.session.rounds
    assert [one.field for one in rounds.leave(round_, None).result(20).problems] == [
        "expected_back"
    ]
    rounds.leave(round_, time(16, 30), workers=(farid,), companion=own).result(20)
    assert _view(desk).told == "Ute sedan 13:31. Väntas tillbaka 16:30."
    assert rounds.late() == ()
    desk.clock.moment = datetime(2026, 11, 24, 15, 31, tzinfo=UTC)
    assert rounds.late() == ("Farid Modell",)
    assert _view(desk).state.text == "Sen tillbaka"
    rounds.come_back(round_).result(20)
    assert rounds.late() == ()
    assert _view(desk).told == "Tillbaka 16:31."


def test_it_is_only_told_to_who_waits_for_them(desk: Desktop) -> None:
    farid = _colleague(desk)
    round_ = _round(desk)
    desk.session.rounds.leave(round_, time(9), workers=(farid,), companion=farid).result(20)
    assert _view(desk).state.text == "Sen tillbaka"
    assert desk.session.rounds.late() == ()


def test_a_round_is_called_off_with_every_visit_that_is_left(desk: Desktop) -> None:
    done = desk.youth(0, **HOME)
    left = desk.youth(1, first_letter=date(2026, 9, 22), **HOME)
    round_ = _round(desk, done, left)
    (made,) = _visits(desk, done)
    form = VisitForm(youth=done, visit=made.id, visited_on=TODAY, outcome=VisitOutcome.MET_YOUTH)
    assert desk.session.enter_visit(form).result(20).done
    rounds = desk.session.rounds
    assert not rounds.call_off(round_, " ").result(20).done
    why = CallOff.WEATHER_OR_ROADS
    said = rounds.call_off(round_, "Bilen gick inte att låna", why).result(20)
    assert said.sentence == "Rundan är inställd. 1 besök är inställt."
    (off,) = _visits(desk, left)
    assert (off.status, off.call_off_reason) == (
        VisitStatus.CALLED_OFF,
        "Bilen gick inte att låna",
    )
    assert off.call_off_kind is why
    assert off.entered_at is not None
    (row,) = desk.session.youth_rows([left])
    assert row.next_step  # the routine goes on
    assert _visits(desk, done)[0].status is VisitStatus.DONE
    assert not rounds.add(round_, [left]).result(20).done


def test_the_day_sheet_says_no_more_than_it_must(desk: Desktop, tmp_path: Path) -> None:
    liam = desk.youth(0, phone="070-174 06 05", **HOME)
    marked = desk.youth(1, given_name="Saga", protection=Protection.CONFIDENTIAL, **HOME)
    round_ = _round(desk, liam, marked)
    (visit,) = _visits(desk, liam)
    rounds = desk.session.rounds
    rounds.change_visit(visit.id, planned_at=time(13, 20), access_note="Porten är öppen").result(20)
    rounds.change(round_, expected_back=time(16, 30), bring="Informationsblad").result(20)
    path = tmp_path / "dagblad.pdf"
    assert rounds.sheets.save(round_, path).result(20).done
    assert_accessible(path.read_bytes(), title="Hembesök tisdag 24 november")
    text = text_of(path.read_bytes())
    for words in ("13:20 Liam T.", "Provgatan 12", "Porten är öppen", "16:30", "D-0001 KD"):
        assert words in text
    assert "1 besök står inte på bladet" in text
    for secret in ("Testberg", "Saga", "070-174", NUMBERS[0][-4:], NUMBERS[0][:8]):
        assert secret not in text
    held = desk.store.queries.record(VisitRound, round_)
    assert held is not None
    assert (held.sheet, held.sheet_by) == ("D-0001 KD", desk.profile.worker)
    assert rounds.sheets.next_number() == "D-0002 KD"


def test_the_figure_of_home_visits_counts_them(desk: Desktop) -> None:
    youths = [desk.youth(at, **HOME) for at in range(5)]
    round_ = _round(desk, *youths[:3])
    outcomes = (VisitOutcome.MET_YOUTH, VisitOutcome.NOBODY_HOME)
    for youth, outcome in zip(youths, outcomes, strict=False):
        (visit,) = _visits(desk, youth)
        form = VisitForm(
            youth=youth,
            visit=visit.id,
            visited_on=TODAY,
            outcome=outcome,
            information_sheet_left=outcome is VisitOutcome.NOBODY_HOME,
        )
        assert desk.session.enter_visit(form).result(20).done
    desk.session.rounds.call_off(round_, "Halka").result(20)
    bare = VisitForm(youth=youths[3], visited_on=TODAY, outcome=VisitOutcome.WRONG_ADDRESS)
    assert desk.session.enter_visit(bare).result(20).done
    desk.session.plan_visit(youths[4], TODAY).result(20)
    asked = Question(as_of=TODAY, start=TODAY, figures=(VISITS.key,))
    table = desk.session.statistics.ask(asked).result(20).answers[VISITS.key].table
    counted = {row.label: row.cells[0].count for row in table.rows if row.cells[0].count}
    assert counted == {
        "Planerade": 4,
        "Genomförda": 3,
        "Träffade ungdomen": 1,
        "Ingen öppnade": 1,
        "Fel adress eller flyttat": 1,
        "informationsblad lämnades": 1,
        "inte planerade i förväg": 1,
        "Inställda": 1,
        "skälet är inte valt": 1,
        "Planerade men inte gjorda": 1,
    }
    assert {one.bytes for one in youths[:3]} < set(table.at("planned", "count").youths)


def test_what_is_entered_stands_while_others_are_moved_past_it(desk: Desktop) -> None:
    youths = [desk.youth(at, given_name=name, **HOME) for at, name in enumerate(("Saga", "Liam"))]
    round_ = _round(desk, *youths)
    (made,), (left,) = (_visits(desk, one) for one in youths)
    form = VisitForm(
        youth=youths[0], visit=made.id, visited_on=TODAY, outcome=VisitOutcome.MET_YOUTH
    )
    assert desk.session.enter_visit(form).result(20).done
    assert desk.session.rounds.move(round_, left.id, -1).result(20).done
    assert _visits(desk, youths[0])[0].order == 0


def test_who_waits_at_the_office_sees_them_out_and_back(office: Office) -> None:
    karin, farid = office.desktop("karin"), office.desktop("farid")
    round_ = _round(karin)
    own = WorkerId(RecordId(farid.profile.worker))  # type: ignore[arg-type]
    karin.session.rounds.leave(round_, time(13), companion=own).result(20)
    karin.synced()
    farid.until(lambda session: bool(session.rounds.late()))
    karin.session.rounds.come_back(round_).result(20)
    farid.until(lambda session: not session.rounds.late())
    assert _view(farid).state.text == "Tillbaka"
