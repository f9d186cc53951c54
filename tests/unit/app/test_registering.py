"""Registrera ungdom, Skriv in and Fördela: here, and between two computers on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

from kaa_core.model.enums import Protection, RegistrationReason, Role
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Task, Worker, Youth
from kaa_desktop.app.enrolments import NewEnrolment, spread
from kaa_desktop.app.forms import RegisterForm, form_of
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop, local_desktop

ENROLMENT = NewEnrolment(start=date(2026, 11, 2), reason=RegistrationReason.DROPPED_OUT)
FREE = next(at for at, number in enumerate(NUMBERS) if number.startswith("2009")) + 100


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile; the server does not answer."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def a_form(desk: Desktop, **values: object) -> RegisterForm:
    """A form with what is required."""
    named: dict[str, object] = {
        "youth": desk.session.register.new_youth(),
        "identity_number": NUMBERS[FREE],
        "given_name": "Liam",
        "family_name": "Testberg",
        "start": TODAY,
        "registration_reason": RegistrationReason.MOVED_IN,
    }
    return RegisterForm(**(named | values))  # type: ignore[arg-type]


def colleague(desk: Desktop, name: str = "Farid Demoberg") -> WorkerId:
    """One more worker."""
    worker = desk.new_id()
    desk.store.record(Worker(id=worker, name=name, role=Role.CASEWORKER)).result(WAIT)
    return WorkerId(worker)


def workers_of(desk: Desktop, youths: list[YouthId]) -> list[WorkerId | None]:
    """Whose cases they are."""
    found = {one.youth: one.worker for one in desk.store.queries.records(Enrolment)}
    return [found[one] for one in youths]


def test_cases_are_offered_to_those_who_may_write(desk: Desktop) -> None:
    chef = Worker(id=desk.new_id(), name="Anders Provchef", role=Role.MANAGER)
    desk.store.record(chef).result(WAIT)
    farid = colleague(desk)
    session = desk.session
    assert chef.id in {one.id for one in session.colleagues()}, "a chef may take part in a meeting"
    offered = {one.id for one in session.colleagues(writing=True)}
    assert farid in offered
    assert chef.id not in offered


def test_a_youth_is_registered_and_enrolled_with_the_first_step(desk: Desktop) -> None:
    register, draft = desk.session.register, desk.session.new_draft_id()
    own = WorkerId(RecordId(desk.profile.worker))  # type: ignore[arg-type]
    form = a_form(desk, worker=own, phone="070-174 06 05")
    desk.session.save_draft(draft, form).result(WAIT)
    assert [one.name for one in desk.session.drafts()] == ["Liam Testberg"]
    result = register.register(form, draft).result(WAIT)
    assert result.sentence == "Liam Testberg är registrerad och inskriven."
    assert desk.session.drafts() == []
    page = desk.session.youth_page(form.youth)
    assert page is not None
    assert (page.name, page.worker) == ("Liam Testberg", "Karin Demolund")
    assert page.next_step is not None
    assert page.next_step.title == "Första kontakten"


def test_without_enrolment_only_the_youth_is_made(desk: Desktop) -> None:
    form = a_form(desk, enrol=False, start=None, registration_reason=None)
    assert desk.session.register.register(form, None).result(WAIT).done
    assert desk.store.queries.records(Enrolment) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (NUMBERS[FREE], "Född"),
        (f"{NUMBERS[FREE][2:8]}-{NUMBERS[FREE][8:]}", "Född"),
        (f" {NUMBERS[FREE][:8]} {NUMBERS[FREE][8:]} ", "Född"),
        (NUMBERS[FREE][:-1] + str((int(NUMBERS[FREE][-1]) + 1) % 10), "Kontrollsiffran"),
        (NUMBERS[FREE][2:].lstrip("0"), "9 siffror"),
        ("20091301-2383", "finns inte"),
        ("080101-T123", "TF-nummer"),
    ],
)
def test_a_number_is_read_in_any_form_and_told_off_in_words(
    desk: Desktop, written: str, said: str
) -> None:
    check = desk.session.register.check_number(written)
    assert said in check.sentence
    assert check.wrong == (said != "Född")


def test_one_who_is_there_already_is_named_and_not_made_twice(desk: Desktop) -> None:
    youth = desk.youth(FREE)
    check = desk.session.register.check_number(NUMBERS[FREE])
    assert check.known == youth
    assert check.sentence == "Liam Testberg finns redan i registret. Öppna ärendet i stället."
    result = desk.session.register.register(a_form(desk), None).result(WAIT)
    assert [one.field for one in result.problems] == ["identity_number"]
    assert len(desk.store.queries.records(Youth)) == 1


def test_the_protected_are_not_named_by_their_number(desk: Desktop) -> None:
    desk.youth(FREE, protection=Protection.PROTECTED)
    sentence = desk.session.register.check_number(NUMBERS[FREE]).sentence
    assert "Testberg" not in sentence
    assert "finns redan" in sentence


def test_what_is_missing_is_said_by_field(desk: Desktop) -> None:
    form = a_form(
        desk, identity_number=None, given_name=" ", phone="i morgon", registration_reason=None
    )
    fields = {one.field for one in desk.session.register.problems(form)}
    assert fields == {"identity_number", "given_name", "phone", "registration_reason"}


def test_a_half_written_form_comes_back_to_the_letter(desk: Desktop) -> None:
    form = a_form(desk, identity_number="090101-23 8", given_name=None, enrol=False, start=None)
    kept = form_of(form.kind_name, form.to_draft())
    assert isinstance(kept, RegisterForm)
    assert (kept.youth, kept.identity_number, kept.enrol) == (form.youth, "090101-23 8", False)


def test_cases_are_dealt_in_turn_with_their_open_tasks(desk: Desktop) -> None:
    task = {"title": "Ring", "due": TODAY}
    youths = [desk.youth(FREE + at, task=task) for at in range(5)]
    own, other = WorkerId(RecordId(desk.profile.worker)), colleague(desk)  # type: ignore[arg-type]
    result = desk.session.register.assign(youths, (other, own)).result(WAIT)
    assert result.sentence == "3 ungdomar har fått ny handläggare. 2 ungdomar är som förut."
    assert workers_of(desk, youths) == [other, own, other, own, other]
    tasks = {one.youth: one.worker for one in desk.store.queries.records(Task)}
    assert [tasks[one] for one in youths] == [other, own, other, own, other]
    # Each is an act of its own to the server.
    moved = [one for one in desk.store.waiting(99) if one.verb.name == "SET"]
    assert len({one.tx for one in moved}) == 3
    # And all of them are taken back at once.
    assert desk.session.undo().result(WAIT).done
    assert workers_of(desk, youths) == [own] * 5


def test_those_not_enrolled_are_enrolled_in_the_same_step(desk: Desktop) -> None:
    inside, outside = desk.youth(FREE), a_form(desk, identity_number=NUMBERS[FREE + 1], enrol=False)
    assert desk.session.register.register(outside, None).result(WAIT).done
    youths, other = [inside, outside.youth], colleague(desk)
    people = desk.session.register.candidates(youths).result(WAIT)
    assert [one.enrolled for one in people] == [True, False]
    assert [one.worker_name for one in people] == ["Karin Demolund", ""]
    missing = attrs.evolve(ENROLMENT, reason=None)
    assert desk.session.register.assign(youths, (other,), missing).result(WAIT).problems
    result = desk.session.register.assign(youths, (other,), ENROLMENT).result(WAIT)
    assert result.sentence == "1 ungdom är inskriven. 1 ungdom har fått ny handläggare."
    assert workers_of(desk, youths) == [other, other]


def test_enrolling_passes_over_those_who_are_enrolled(desk: Desktop) -> None:
    inside = desk.youth(FREE)
    result = desk.session.register.enrol([inside], ENROLMENT).result(WAIT)
    assert result.sentence == "Inget behövde ändras."
    assert len(desk.store.queries.records(Enrolment)) == 1


def test_a_caseworker_registers_but_does_not_deal_out(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    assert desk.session.register.register(a_form(desk), None).result(WAIT).done
    [problem] = desk.session.register.assign([], (colleague(desk),)).result(WAIT).problems
    assert "samordnare" in problem.sentence
    desk.close()


def test_nobody_gets_more_than_one_more_than_another() -> None:
    youths = [YouthId(RecordId(at)) for at in range(10)]  # type: ignore[arg-type]
    workers = [WorkerId(RecordId(at)) for at in range(3)]  # type: ignore[arg-type]
    dealt = list(spread(youths, workers).values())
    assert sorted(dealt.count(one) for one in workers) == [3, 3, 4]


def test_nobody_gets_a_case_who_has_left_since_she_was_chosen(desk: Desktop) -> None:
    youth, gone = desk.youth(worker=None), WorkerId(desk.new_id())
    desk.store.record(
        Worker(id=gone, name="Jonas Provgren", role=Role.CASEWORKER, active=False)
    ).result(WAIT)
    enrolment = NewEnrolment(start=TODAY, reason=RegistrationReason.MOVED_IN, worker=gone)
    for workers, fresh in (((gone,), None), ((), enrolment)):
        told = desk.session.register.assign([youth], workers, fresh).result(WAIT)
        assert "Jonas Provgren" in told.problems[0].sentence
    [standing] = desk.store.queries.records(Enrolment)
    assert standing.worker is None


def test_a_number_is_corrected_with_the_same_checks(desk: Desktop) -> None:
    """A samordningsnummer becomes a personnummer; nobody gets another's number, or none."""
    liam, other = desk.youth(0), desk.youth(1)
    change = desk.session.change_youth
    for written, said in (
        ("", "Fyll i personnummer."),
        ("200801", "Personnumret har 6 siffror."),
        (NUMBERS[2][:-1] + str((int(NUMBERS[2][-1]) + 1) % 10), "siffra"),
        (NUMBERS[1], "finns redan i registret"),
    ):
        [problem] = change(liam, {"identity_number": written}).result(WAIT).problems
        assert problem.field == "identity_number"
        assert said in problem.sentence
    assert change(liam, {"identity_number": NUMBERS[0]}).result(WAIT).done, "her own"
    written = f"{NUMBERS[2][:8]}-{NUMBERS[2][8:]}"
    seen = {"identity_number": NUMBERS[0]}
    assert change(liam, {"identity_number": written}, seen).result(WAIT).done
    held = desk.store.queries.record(Youth, liam)
    assert held is not None
    assert held.identity_number == NUMBERS[2]
    # The former number is free: somebody else may turn out to have it.
    assert change(other, {"identity_number": NUMBERS[0]}).result(WAIT).done
