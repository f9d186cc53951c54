"""Two desktops and the real server: what one enters the other sees, and nothing is lost or overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    Indicator,
    Protection,
    Resolution,
    Role,
    VisitOutcome,
)
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import Conflict, OrganisationGoal, YearEvaluation, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics.evaluating import PARTS
from kaa_desktop.app import enrolling
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.forms import ContactForm, ConversationForm, NoteForm, VisitForm
from kaa_desktop.app.session import Session
from kaa_desktop.app.sync_views import Network, SyncMark
from kaa_desktop.app.views import ListFilter
from kaa_desktop.store.errors import StoreFault, StoreNotWritable
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.sync import engine, wakeup
from kaa_desktop.sync.faults import SyncFault
from tests.unit.app.desks import (
    CHEAP,
    NOON,
    PASSPHRASE,
    STOCKHOLM,
    TODAY,
    WAIT,
    Desktop,
    Office,
)


def test_a_visit_entered_on_one_desktop_is_seen_on_the_other(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth(first_letter=date(2026, 9, 22))
    form = VisitForm(
        youth=youth,
        visited_on=TODAY,
        arrived=time(13, 20),
        outcome=VisitOutcome.NOBODY_HOME,
        information_sheet_left=True,
        note="Ingen öppnade.",
    )
    done = karin.session.enter_visit(form).result(WAIT)
    assert done.done
    jonas.until(lambda one: (page := one.youth_page(youth)) is not None and len(page.journal) == 3)
    page = jonas.session.youth_page(youth)
    assert page is not None
    assert page.journal[0].title == "Hembesök – ingen öppnade"
    assert page.journal[0].mark is SyncMark.SYNCED
    assert page.next_step is not None
    assert page.next_step.due == date(2026, 12, 23)
    karin.synced()
    assert karin.session.sync_view().state is Network.ONLINE


def test_the_servers_events_alone_wake_the_other_desktop(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither looks by itself, and a stream that breaks is not opened again.
    monkeypatch.setattr(engine, "POLL", 3600.0)
    monkeypatch.setattr(engine, "POLL_DEAF", 3600.0)
    monkeypatch.setattr(wakeup, "PAUSE", 3600.0)
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youths = set()
    for number in range(3):
        youths.add(karin.youth(number))
        jonas.until(lambda one: set(one.youth_ids().ids) == youths)
    assert jonas.session._sync._engine._wakeup.listening


def test_two_edits_of_one_field_become_a_conflict_on_both_and_one_resolves_it(
    office: Office,
) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth(phone="070-174 06 20")
    jonas.until(lambda one: one.youth_page(youth) is not None)
    karin.synced()
    # Both are offline while they edit: neither has seen the other's.
    for desktop, phone in ((karin, "070-174 06 23"), (jonas, "070-174 06 32")):
        desktop.session._sync._engine.stop()
        desktop.session.change_youth(youth, {"phone": phone}).result(WAIT)
    karin, jonas = (_again(office, one) for one in (karin, jonas))
    for desktop in (karin, jonas):
        desktop.until(lambda one: len(one.conflicts()) == 1)
    seen = karin.session.conflicts()[0]
    assert {seen.kept.value, seen.other.value} == {"070-174 06 23", "070-174 06 32"}
    assert seen.before == "070-174 06 20"
    assert seen.label == "Telefon"
    assert {seen.kept.mine, seen.other.mine} == {True, False}
    karin.until(
        lambda one: (
            {one.conflicts()[0].kept.device, one.conflicts()[0].other.device}
            == {"KAA-karin", "KAA-jonas"}
        )
    )
    assert "1 konflikt" in karin.session.sync_view().saved
    assert jonas.session.nav_counts().conflicts == 1
    solved = jonas.session.resolve_conflict(seen.id, Resolution.OTHER).result(WAIT)
    assert solved.done
    for desktop in (karin, jonas):
        desktop.until(lambda one: not one.conflicts())
        desktop.until(lambda one: _phone(one, youth) == seen.other.value)


def test_edits_of_different_fields_are_both_kept(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth()
    jonas.until(lambda one: one.youth_page(youth) is not None)
    for desktop in (karin, jonas):
        desktop.synced()
        desktop.session._sync._engine.stop()
    karin.session.change_youth(youth, {"phone": "070-174 06 23"}).result(WAIT)
    jonas.session.change_youth(youth, {"email": "liam@example.invalid"}).result(WAIT)
    for desktop in (_again(office, karin), _again(office, jonas)):
        desktop.until(
            lambda one: (
                _phone(one, youth) == "070-174 06 23"
                and _editable(one, youth)["email"] == "liam@example.invalid"
            )
        )
        assert not desktop.session.conflicts()


def test_a_chain_of_own_edits_offline_arrives_whole(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    karin.session._sync._engine.stop()
    youth = karin.youth()
    for number in range(5):
        karin.session.change_youth(youth, {"phone": f"070-174 06 0{number}"}).result(WAIT)
    karin.session.enter_contact(
        ContactForm(
            youth=youth,
            occurred_on=TODAY,
            channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH,
            outcome=ContactOutcome.NOT_REACHED,
        )
    ).result(WAIT)
    assert karin.session.sync_view().waiting > 5
    again = _again(office, karin)
    again.synced()
    jonas.until(
        lambda one: one.youth_page(youth) is not None and _phone(one, youth) == "070-174 06 04"
    )
    assert not again.session.conflicts()
    assert again.session.refused() == []


def test_what_the_server_refuses_is_listed_with_its_content(office: Office) -> None:
    karin = office.desktop("karin")
    youth = karin.youth()
    karin.synced()

    # A create of an id that another record already has can never be taken.
    def again(transaction: Transaction) -> None:
        transaction.create(
            Youth(
                id=youth, identity_number="200903022390", given_name="Annan", family_name="Person"
            )
        )

    karin.store.transact(again).result(WAIT)
    karin.until(lambda one: len(one.refused()) == 1)
    refused = karin.session.refused()[0]
    assert refused.code == "exists"
    assert refused.reason == "En uppgift med samma nummer finns redan på servern."
    assert "Annan" in {fact.value for fact in refused.content}
    assert "1 ej mottaget" in karin.session.sync_view().saved
    karin.session.dismiss_refused(refused.n).result(WAIT)
    assert karin.session.refused() == []


@pytest.mark.parametrize("year", [2016, 2036])
def test_a_clock_ten_years_wrong_loses_nothing(office: Office, year: int) -> None:
    wrong = office.desktop("karin", datetime(year, 11, 24, 12, 31, tzinfo=UTC))
    right = office.desktop("jonas")
    youth = wrong.youth()
    wrong.session.enter_note(
        NoteForm(youth=youth, occurred_on=date(year, 11, 24), text="Möttes på kontoret.")
    ).result(WAIT)
    wrong.synced()
    right.until(
        lambda one: (
            (page := one.youth_page(youth)) is not None
            and any(entry.text == "Möttes på kontoret." for entry in page.journal)
        )
    )


def test_history_names_who_when_and_which_device(office: Office) -> None:
    karin = office.desktop("karin")
    youth = karin.youth(phone="070-174 06 20")
    karin.session.change_youth(youth, {"phone": "070-174 06 23"}).result(WAIT)
    karin.synced()
    lines = karin.session.histories.whole(RecordId(youth)).result(WAIT).lines
    assert [line.who for line in lines] == ["Karin"] * 3, "made, the number, and that it holds"
    assert {line.device for line in lines} == {"KAA-karin"}
    assert lines[1].what[0].after == "070-174 06 23"
    assert lines[1].when == "13:31"


def test_a_new_desktop_downloads_what_was_there(office: Office) -> None:
    karin = office.desktop("karin")
    youths = {karin.youth(number, family_name=f"Test{number}") for number in range(30)}
    karin.session.enter_conversation(
        ConversationForm(
            youth=min(youths),
            kind=ConversationKind.COACHING,
            occurred_on=TODAY,
            summary="Vill tillbaka till skolan.",
        )
    ).result(WAIT)
    karin.synced()
    jonas = office.desktop("jonas")
    assert set(jonas.session.youth_ids(ListFilter.ENROLLED).ids) == youths
    assert jonas.session.youth_ids(ListFilter.MINE).ids == ()
    assert set(karin.session.youth_ids(ListFilter.MINE).ids) == youths


def test_a_spent_code_is_refused_in_words_and_leaves_no_profile(office: Office) -> None:
    karin = office.desktop("karin")
    code = office.request("karin").code
    again = office.request("karin", folder=office.folder / "again", code=code + "x")
    with pytest.raises(SyncFault) as caught:
        office_enrol(again)
    assert caught.value.code == "SYNK-302"
    assert list((office.folder / "again").iterdir()) == []
    with pytest.raises(StoreFault, match="redan en profil"):
        office_enrol(office.request("karin"))
    assert karin.profile.folder.is_dir()


def test_enrolment_refuses_an_unprotected_address_before_the_code_is_used(office: Office) -> None:
    office.account("karin")
    request = office.request("karin", server="http://kaa.example.invalid")
    with pytest.raises(StoreFault, match="https"):
        office_enrol(request)
    with pytest.raises(StoreFault, match="15 tecken"):
        office_enrol(office.request("karin", passphrase="kort"))
    assert not request.folder.exists()


def test_two_computers_of_one_user_have_the_same_register(office: Office) -> None:
    first = office.desktop("karin")
    youth = first.youth()
    first.synced()
    clock = first.clock
    made = office_enrol(office.request("karin", folder=office.folder / "second"))
    second = office.unlock(made.profile, clock)
    assert second.session.youth_page(youth) is not None
    assert made.profile.device != first.profile.device
    assert PASSPHRASE not in (made.profile.folder / "profile.json").read_text()


def test_a_value_that_came_in_unseen_is_not_written_over(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth(phone="070-174 06 05")
    jonas.until(lambda one: _phone(one, youth) == "070-174 06 05")
    jonas.session.change_youth(youth, {"phone": "070-174 06 10"}).result(WAIT)
    karin.until(lambda one: _phone(one, youth) == "070-174 06 10")
    # Her form was filled before that, and is saved before the window has drawn it.
    seen = {"phone": "070-174 06 05"}
    karin.session.change_youth(youth, {"phone": "070-174 06 23"}, seen).result(WAIT)
    for desktop in (karin, jonas):
        desktop.until(lambda one: len(one.conflicts(youth)) == 1)
        [conflict] = desktop.session.conflicts(youth)
        assert (conflict.kept.value, conflict.other.value) == ("070-174 06 10", "070-174 06 23")


def test_an_address_that_met_a_protection_is_gone_everywhere(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    sam = office.desktop("sam", role=Role.COORDINATOR)
    youth = karin.youth()
    jonas.until(lambda one: one.youth_page(youth) is not None)
    karin.session._sync._engine.stop()  # in the car
    karin.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    jonas.session.change_youth(youth, {"street": "Testgatan 1"}).result(WAIT)
    jonas.synced()
    back = _again(office, karin)
    # Who keeps the register sees the youth without the address; a colleague sees no trace of her.
    sam.until(lambda _: _held(sam, youth).protection is not None)
    sam.until(lambda _: _held(sam, youth).street is None)
    jonas.until(lambda _: jonas.store.queries.record(Youth, youth) is None)
    assert jonas.session.youth_page(youth) is None
    back.until(lambda _: _held(back, youth).street is None)
    assert back.session.change_youth(youth, {"phone": "070-174 06 10"}).result(WAIT).done


def test_connecting_anew_where_profile_json_was_lost_keeps_the_unsent_work(office: Office) -> None:
    desktop = office.desktop("karin")
    desktop.close()
    folder = desktop.profile.folder
    before = {name: (folder / name).read_bytes() for name in ("store.db", "slots.json")}
    kept = (folder / "profile.json").read_bytes()
    (folder / "profile.json").unlink()
    office_enrol(office.request("karin"))
    aside = folder / "undanlagt-1"
    assert {name: (aside / name).read_bytes() for name in before} == before
    assert (folder / "profile.json").read_bytes() != kept


def test_a_folder_that_cannot_be_made_is_said_in_words(office: Office, tmp_path: Path) -> None:
    office.account("karin")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritable):
        office_enrol(office.request("karin", folder=tmp_path / "file" / "profile"))


def office_enrol(request: enrolling.Request) -> enrolling.Made:
    return enrolling.enrol(request, FixedClock(NOON, STOCKHOLM), kdf=CHEAP)


def _again(office: Office, desktop: Desktop) -> Desktop:
    """Lock, and unlock with the connection back."""
    desktop.close()
    return office.unlock(desktop.profile, desktop.clock)


def _editable(session: Session, youth: YouthId) -> dict[str, object]:
    page = session.youth_page(youth)
    return {} if page is None else page.editable


def _held(desktop: Desktop, youth: YouthId) -> Youth:
    held = desktop.store.queries.record(Youth, youth)
    assert held is not None
    return held


def _phone(session: Session, youth: YouthId) -> object:
    return _editable(session, youth).get("phone")


def _parts(desk: Desktop, evaluation: RecordId) -> tuple[str | None, str | None] | None:
    held = desk.store.queries.record(YearEvaluation, evaluation)
    return None if held is None else (held.reaching, held.goals)


def test_a_form_about_nobody_changes_only_what_she_changed(office: Office) -> None:
    """A goal, a round, an evaluation: what a colleague changed meanwhile stands beside hers."""
    sam, bo = (office.desktop(name, role=Role.COORDINATOR) for name in ("sam", "bo"))
    values = {"title": "Ej nådda", "indicator": Indicator.NOT_REACHED, "target": 30}
    goal = sam.session.goals.add(values | {"start": date(2026, 8, 1)}).result(WAIT).record
    round_ = sam.session.rounds.begin(TODAY).result(WAIT).record
    year = sam.session.evaluations.begin(date(2026, 8, 1), date(2027, 7, 31), None)
    evaluation = year.result(WAIT).record
    assert goal is not None
    assert round_ is not None
    assert evaluation is not None

    def of(desk: Desktop) -> tuple[Any, Any]:
        queries = desk.store.queries
        return queries.record(OrganisationGoal, goal), queries.record(VisitRound, round_)

    bo.until(lambda _: None not in of(bo))
    before, planned = of(bo)
    bo.until(lambda _: bo.session.evaluations.view(evaluation) is not None)
    blank = dict.fromkeys((part.field for part in PARTS), None)
    sam.session.evaluations.save(evaluation, {"reaching": "Fler."}, blank).result(WAIT)
    bo.session.evaluations.save(evaluation, {"goals": "Tre av fyra."}, blank).result(WAIT)
    sam.session.goals.change(goal, {"target": 10, "unit": None}).result(WAIT)
    sam.session.rounds.change(round_, expected_back=time(12), bring="Blad").result(WAIT)
    bo.until(lambda _: of(bo)[0].target == 10 and of(bo)[1].bring == "Blad")
    seen = REGISTRY.of(before).values(before)
    bo.session.goals.change(goal, {"decided_by": "Nämnden"}, seen).result(WAIT)
    own = WorkerId(RecordId(bo.profile.worker))  # type: ignore[arg-type]
    also = (*planned.workers, own)
    was = REGISTRY.of(planned).values(planned)
    # Both are asked: what she wrote over without having seen it is a conflict, no loss.
    bo.session.rounds.change(round_, was, workers=also, bring="Karta").result(WAIT)
    sam.until(lambda _: of(sam)[0].decided_by == "Nämnden" and of(sam)[1].workers == also)
    both = ("Fler.", "Tre av fyra.")
    sam.until(lambda _: _parts(sam, evaluation) == both)
    bo.until(lambda _: _parts(bo, evaluation) == both)
    assert of(sam)[0].target == 10
    assert of(sam)[1].expected_back == time(12)
    sam.until(lambda one: bool(sam.store.queries.records(Conflict)))
    [conflict] = sam.store.queries.records(Conflict)
    assert conflict.target == round_
