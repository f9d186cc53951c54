"""Who is who: two entries become one person's, by a person, and two again; nothing moves."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from kaa_core.model.enums import LinkState, Protection, RegistrationReason, Role, VisitStatus
from kaa_core.model.facts import YouthLink
from kaa_core.model.identity import check_digit
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, HomeVisit, JournalNote, Task, Youth
from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.app.views import ListFilter
from kaa_desktop.store import linked
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop, Office, local_desktop


@pytest.fixture
def desk(tmp_path: Any) -> Any:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def youth(desk: Desktop, given_name: str = "Alva", number: str = NUMBERS[0]) -> YouthId:
    """A youth with an open case."""
    made = YouthId(desk.new_id())
    desk.store.record(
        Youth(id=made, identity_number=number, given_name=given_name, family_name="Exempel"),
        Enrolment(
            id=desk.new_id(),
            youth=made,
            start=TODAY,
            registration_reason=RegistrationReason.MOVED_IN,
        ),
    ).result(WAIT)
    return made


def note(desk: Desktop, of: YouthId, text: str) -> None:
    """Something written in a case."""
    made = JournalNote(id=desk.new_id(), youth=of, occurred_on=TODAY, text=text)
    desk.store.record(made).result(WAIT)


def listed(desk: Desktop) -> set[YouthId]:
    """Who stands in the list."""
    desk.store.lists_ready().result(WAIT)
    found = desk.session.lists.ids_later(ListFilter.EVERYONE, ListQuery()).result(WAIT)
    return set(found.ids)


def decide(desk: Desktop, keep: YouthId, other: YouthId, state: LinkState = LinkState.SAME) -> None:
    """As a coordinator does."""
    done = desk.session.same_person.decide(keep, other, state, "Ringde båda.").result(WAIT)
    assert done.done


def texts(desk: Desktop, of: YouthId) -> list[str]:
    """What the page shows of notes."""
    records = desk.store.queries.case_records(of)
    return sorted(one.text or "" for one in records if isinstance(one, JournalNote))


def test_two_cases_of_one_number_are_proposed_joined_and_parted(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    note(desk, keep, "Den ena")
    note(desk, other, "Den andra")
    [pair] = desk.session.same_person.open_pairs()
    assert {pair.keep.youth, pair.other.youth} == {keep, other}
    assert listed(desk) == {keep, other}

    decide(desk, keep, other)
    assert desk.session.same_person.open_pairs() == []
    assert listed(desk) == {keep}
    assert texts(desk, keep) == ["Den andra", "Den ena"]
    assert desk.session.same_person.kept_for(other) == keep
    # The other's own records are as they were.
    assert desk.store.queries.record(Youth, other) is not None

    note(desk, other, "Skriven efteråt")
    assert "Skriven efteråt" in texts(desk, keep)

    [decided] = desk.session.same_person.decided()
    assert (decided.state, decided.reason) == (LinkState.SAME, "Ringde båda.")
    desk.session.same_person.take_back(decided).result(WAIT)
    assert listed(desk) == {keep, other}
    assert texts(desk, keep) == ["Den ena"]
    assert texts(desk, other) == ["Den andra", "Skriven efteråt"]
    assert len(desk.session.same_person.open_pairs()) == 1


def test_two_that_are_two_are_not_asked_about_again(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    decide(desk, keep, other, LinkState.DIFFERENT)
    assert desk.session.same_person.open_pairs() == []
    assert listed(desk) == {keep, other}


def test_it_is_not_decided_without_saying_how_one_knows(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    done = desk.session.same_person.decide(keep, other, LinkState.SAME, " ").result(WAIT)
    assert [one.field for one in done.problems] == ["reason"]
    assert listed(desk) == {keep, other}


def test_a_caseworker_does_not_decide_it(tmp_path: Any) -> None:
    desk = local_desktop(tmp_path, role=Role.CASEWORKER)
    try:
        keep, other = youth(desk), youth(desk)
        done = desk.session.same_person.decide(keep, other, LinkState.SAME, "Vet.").result(WAIT)
        assert not done.done
        assert listed(desk) == {keep, other}
    finally:
        desk.close()


def test_links_of_links_lead_to_one_and_a_ring_hides_nobody(desk: Desktop) -> None:
    first, second, third = (youth(desk) for _ in range(3))
    decide(desk, first, second)
    decide(desk, second, third)
    assert listed(desk) == {first}
    decide(desk, third, first)  # as a colleague may say at the same time, offline
    assert len(listed(desk)) == 1


def test_the_other_is_back_in_the_list_when_the_kept_one_leaves(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    decide(desk, keep, other)
    desk.store.transact(lambda one: one.delete(Youth, keep)).result(WAIT)
    assert other in listed(desk)


def test_a_colleague_sees_the_same_after_the_sync(office: Office) -> None:
    anna = office.desktop("anna", role=Role.COORDINATOR)
    keep, other = youth(anna), youth(anna)
    note(anna, other, "Den andra")
    decide(anna, keep, other)
    anna.synced()
    bo = office.desktop("bo", role=Role.COORDINATOR)
    bo.synced()
    assert listed(bo) == {keep}
    assert texts(bo, keep) == ["Den andra"]
    [decided] = bo.session.same_person.decided()
    bo.session.same_person.take_back(decided).result(WAIT)
    bo.synced()
    anna.session.sync_now()
    anna.until(lambda one: not anna.store.queries.records(YouthLink))
    assert listed(anna) == {keep, other}


def test_a_coordination_number_is_looked_up_by_its_birth_date(desk: Desktop) -> None:
    number = NUMBERS[0]
    day = int(number[6:8]) + 60
    nine = f"{number[2:6]}{day:02d}{number[8:11]}"
    coordination = f"{number[:6]}{day:02d}{number[8:11]}{check_digit(nine)}"
    kept, replaced = youth(desk, number=number), youth(desk, number=coordination)
    youth(desk, "Bo", NUMBERS[500])
    assert len(desk.store.queries.read(linked.maybe_same)) == 2
    [pair] = desk.session.same_person.open_pairs()
    assert (pair.keep.youth, pair.other.youth) == (kept, replaced)


def protected(desk: Desktop, number: str = NUMBERS[0]) -> YouthId:
    """A youth with skyddad folkbokföring."""
    made = youth(desk, "Hemlig", number)
    desk.store.transact(lambda one: one.set(Youth, made, protection=Protection.PROTECTED)).result(
        WAIT
    )
    return made


def test_a_hidden_entry_is_never_shown_with_one_that_is_not(desk: Desktop) -> None:
    open_entry, hidden = youth(desk), protected(desk)
    note(desk, hidden, "Vistas på hemlig ort")
    done = desk.session.same_person.decide(open_entry, hidden, LinkState.SAME, "Vet.").result(WAIT)
    assert [one.field for one in done.problems] == ["keep"]
    # As a colleague may have decided before the protection came.
    link = YouthLink(id=desk.new_id(), youth=open_entry, other=hidden, state=LinkState.SAME)
    desk.store.record(link).result(WAIT)
    assert texts(desk, open_entry) == []
    assert listed(desk) == {open_entry, hidden}
    desk.store.transact(lambda one: one.set(Youth, hidden, protection=Protection.NONE)).result(WAIT)
    assert listed(desk) == {open_entry}
    desk.store.transact(lambda one: one.set(Youth, hidden, protection=Protection.PROTECTED)).result(
        WAIT
    )
    assert listed(desk) == {open_entry, hidden}


def test_what_is_due_of_the_other_entry_still_stands_on_the_day(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk, "Alwa")
    worker = WorkerId(RecordId(desk.profile.worker)) if desk.profile.worker else None
    task = Task(id=desk.new_id(), youth=other, title="Ring igen", due=TODAY, worker=worker)
    visit = HomeVisit(
        id=desk.new_id(),
        youth=other,
        status=VisitStatus.PLANNED,
        planned_on=TODAY,
        address="Hemliga gatan 1",
    )
    desk.store.record(task, visit).result(WAIT)
    decide(desk, keep, other)
    day = desk.session.day()
    assert [(one.id, one.name) for one in day.tasks] == [(task.id, "Alva Exempel")]
    assert [(one.visit, one.name) for one in day.visits] == [(visit.id, "Alva Exempel")]
    assert desk.store.queries.count_tasks(worker) == len(day.tasks)  # type: ignore[arg-type]
    assert desk.store.queries.count_visits(TODAY) == len(day.visits)
    desk.store.transact(lambda one: one.set(Youth, keep, protection=Protection.PROTECTED)).result(
        WAIT
    )
    [row] = desk.session.day().visits
    assert (row.name, row.address) == ("Skyddade uppgifter", "")


def _renumber(unit: Any, told: tuple[str, bytes]) -> None:
    unit.connection.execute("UPDATE r_youth SET identity_number = ? WHERE id = ?", told)


def test_a_number_that_a_faulty_program_wrote_stops_nobody(desk: Desktop) -> None:
    made, _ = youth(desk), youth(desk)
    for number in ("200801A1", "x", "20080199", ""):
        told = (number, made.bytes)
        desk.store._writer.submit(partial(_renumber, told=told)).result(WAIT)
        assert desk.session.same_person.open_pairs() == []


def test_two_who_decided_of_the_same_pair_are_both_seen(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    decide(desk, keep, other)
    decide(desk, keep, other, LinkState.DIFFERENT)
    assert len({one.id for one in desk.session.same_person.decided()}) == 2


def test_a_decision_is_undone_as_everything_else(desk: Desktop) -> None:
    keep, other = youth(desk), youth(desk)
    decide(desk, keep, other)
    desk.session.undo().result(WAIT)
    assert listed(desk) == {keep, other}
    assert desk.store.queries.records(YouthLink) == []
