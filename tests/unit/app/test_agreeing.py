"""Two who conflict, on the real server: what each had seen, asked, settled with a reason, told, put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kaa_core.model.enums import Protection, Resolution, Role
from kaa_core.model.ids import RecordId, UserId, YouthId
from kaa_core.model.records import HomeVisit, JournalNote, Task, Worker, Youth
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.histories import HIDDEN, OFFLINE
from kaa_desktop.app.restoring import ELSEWHERE, SEALED, STANDS
from kaa_desktop.app.session import Session
from kaa_desktop.app.sync_views import Deletion, HistoryState
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault
from kaa_server import ingest
from kaa_server.clock import system_clock
from tests.unit.app.desks import NOON, STOCKHOLM, TODAY, WAIT, Desktop, Office

BEFORE, KARINS, JONASS = "070-174 06 20", "070-174 06 23", "070-174 06 32"


def away(desktop: Desktop, act: Callable[[Session], object]) -> None:
    """Do something without the network."""
    desktop.synced()
    desktop.session._sync._engine.stop()
    act(desktop.session)


def back(office: Office, desktop: Desktop) -> Desktop:
    """The same profile, unlocked again and connected."""
    desktop.close()
    office.desktops.remove(desktop)
    return office.unlock(desktop.profile, desktop.clock)


def hired(office: Office, *desktops: Desktop) -> None:
    """The workers' records, which the server writes, so that all know the names."""
    made = [
        (
            Worker(
                id=RecordId(one.profile.worker),  # type: ignore[arg-type]
                name=one.profile.user_name,
                user=UserId(one.profile.user),
                role=Role.CASEWORKER,
            ),
            NOON,
        )
        for one in desktops
    ]
    ingest.create_records(office.database, system_clock, office.municipality, made)
    for one in desktops:
        one.until(lambda session: len(session.colleagues()) == len(made))


def in_conflict(office: Office) -> tuple[Desktop, Desktop, YouthId]:
    """Karin's number stands on the server, Jonas's came later; both see the conflict."""
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    hired(office, karin, jonas)
    youth = karin.youth(phone=BEFORE)
    jonas.until(lambda one: one.youth_page(youth) is not None)
    away(jonas, lambda one: one.change_youth(youth, {"phone": JONASS}).result(WAIT))
    karin.session.change_youth(youth, {"phone": KARINS}).result(WAIT)
    karin.synced()
    jonas = back(office, jonas)
    for one in (karin, jonas):
        one.until(lambda session: len(session.conflicts()) == 1)
    return karin, jonas, youth


def test_each_side_says_what_its_author_had_seen(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth(phone=BEFORE)
    jonas.until(lambda one: one.youth_page(youth) is not None)
    away(jonas, lambda one: one.change_youth(youth, {"phone": JONASS}).result(WAIT))
    for phone in ("070-174 06 21", KARINS):
        karin.session.change_youth(youth, {"phone": phone}).result(WAIT)
        karin.synced()
    jonas = back(office, jonas)
    for one in (karin, jonas):
        one.until(lambda session: bool(session.conflicts() and session.conflicts()[0].kept.saw))
        (view,) = one.session.conflicts()
        assert (view.kept.saw, view.other.saw) == ("070-174 06 21", BEFORE)
        assert view.before == BEFORE
    # Offline too: what the server told is kept on the computer.
    jonas.session._sync._engine.stop()
    assert back(office, jonas).session.conflicts()[0].kept.saw == "070-174 06 21"


def test_a_colleague_is_asked_settles_with_a_reason_and_the_other_is_told(office: Office) -> None:
    karin, jonas, youth = in_conflict(office)
    (view,) = jonas.session.conflicts()
    assert view.colleague is not None
    assert view.colleague[1] == "Karin"
    asked = jonas.session.agreeing.ask(view.id, "Vilket nummer gäller?").result(WAIT)
    assert asked.done
    assert jonas.session.conflicts()[0].asked == "Du har bett Karin avgöra: Vilket nummer gäller?"
    karin.until(lambda one: one.conflicts()[0].asked_me)
    assert karin.session.conflicts()[0].asked == "Jonas ber dig avgöra: Vilket nummer gäller?"
    assert karin.session.agreeing.decisions() == []
    done = karin.session.agreeing.settle(view.id, Resolution.OTHER, reason="Ringde numret.")
    assert done.result(WAIT).done
    karin.synced()
    jonas.until(lambda one: bool(one.agreeing.decisions()))
    (told,) = jonas.session.agreeing.decisions()
    assert (told.who, told.label, told.chosen, told.mine) == ("Karin", "Telefon", JONASS, JONASS)
    assert told.reason == "Ringde numret."
    jonas.session.agreeing.saw([told.id]).result(WAIT)
    assert jonas.session.agreeing.decisions() == []
    for desktop in (karin, jonas):
        lines = desktop.session.histories.whole(RecordId(youth)).result(WAIT).lines
        states = [line.state for line in lines]
        assert states.count(HistoryState.LOST) == 1
        assert HistoryState.ASKED in states
        decided = next(line for line in lines if line.state is HistoryState.DECISION)
        assert (decided.who, decided.note) == ("Karin", "Motivering: Ringde numret.")
        lost = next(line for line in lines if line.state is HistoryState.LOST)
        assert (lost.who, lost.device) == ("Jonas", "KAA-jonas")
        assert [(one.before, one.after) for one in lost.what] == [(BEFORE, JONASS)]
        final = [line for line in lines if line.what and line.state is HistoryState.STANDS][-1]
        assert [(one.before, one.after) for one in final.what] == [(KARINS, JONASS)]


def test_both_are_kept_in_the_journal_as_an_addendum(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth()
    visit = karin.session.plan_visit(youth, TODAY).result(WAIT).record
    assert visit is not None
    jonas.until(lambda one: one.visit_form(visit) is not None)

    karin.synced()
    jonas.synced()
    for desktop, words in ((jonas, "Ingen hemma."), (karin, "Mamman öppnade.")):
        if desktop is jonas:
            desktop.session._sync._engine.stop()
        desktop.store.set(HomeVisit, visit, note=words).result(WAIT)
    karin.synced()
    jonas = back(office, jonas)
    jonas.until(lambda one: len(one.conflicts()) == 1)
    form = karin.session.visit_form(visit)
    assert form is not None
    karin.store.set(HomeVisit, visit, entered_at=NOON).result(WAIT)
    karin.synced()
    jonas.until(lambda one: one.conflicts()[0].addendum)
    (view,) = jonas.session.conflicts()
    assert not view.choosable
    assert "tillägg" in view.both
    jonas.session.agreeing.settle(view.id, Resolution.KEPT, addendum=True).result(WAIT)
    jonas.synced()
    karin.until(lambda one: not one.conflicts())
    held = karin.store.queries.record(HomeVisit, visit)
    assert held is not None
    assert held.note == "Mamman öppnade."
    (note,) = karin.store.queries.about(JournalNote, [youth])
    assert note.addendum_to == visit
    assert note.text is not None
    assert note.text.startswith("Skrivet samtidigt av Jonas")
    assert note.text.endswith("Ingen hemma.")
    assert karin.session.refused() == jonas.session.refused() == []


@pytest.mark.parametrize("choice", [Resolution.KEPT, Resolution.OTHER])
def test_a_deletion_against_an_edit_is_offered_both_ways(
    office: Office, choice: Resolution
) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth(task={"title": "Ring", "due": TODAY})
    jonas.until(lambda _: bool(jonas.store.queries.about(Task, [youth])))
    karin.synced()
    (task,) = karin.store.queries.about(Task, [youth])
    away(jonas, lambda _: jonas.store.set(Task, task.id, title="Ring i dag").result(WAIT))
    karin.store.delete(Task, task.id).result(WAIT)
    karin.synced()
    jonas = back(office, jonas)
    for one in (karin, jonas):  # she too must have it before she can be seen to be rid of it
        one.until(lambda session: len(session.conflicts()) == 1)
    (view,) = jonas.session.conflicts()
    assert view.deletion is Deletion.STANDS
    assert view.choosable
    assert (view.kept.value, view.other.value) == ("(borttagen)", "Ring i dag")
    jonas.session.agreeing.settle(view.id, choice).result(WAIT)
    jonas.synced()
    for one in (karin, jonas):
        one.until(lambda session: not session.conflicts())
        held = one.store.queries.record(Task, task.id)
        assert (held is None) is (choice is Resolution.KEPT)
    titles = [line.title for line in jonas.session.histories.whole(task.id).result(WAIT).lines]
    assert "Borttagen" in titles
    assert ("Tagen tillbaka" in titles) is (choice is Resolution.OTHER)


def test_the_coordinator_has_all_open_conflicts_by_worker_and_age(office: Office) -> None:
    karin, _jonas, _youth = in_conflict(office)
    sara = office.desktop("sara", NOON + timedelta(days=3), role=Role.COORDINATOR)
    sara.until(lambda one: bool(one.agreeing.digest()))
    (row,) = sara.session.agreeing.digest()
    assert (row.worker, row.days, row.age) == ("Karin", 3, "3 dagar")
    assert karin.session.agreeing.digest()[0].age == "i dag"


def test_the_history_of_own_unsent_work_needs_no_network(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    karin = office.desktop("karin")
    youth = karin.youth(phone=BEFORE)
    karin.synced()

    def broken(*_asked: object) -> None:
        raise faults.fault("offline")

    # What is sent does not arrive; what is asked is answered.
    monkeypatch.setattr(karin.session._sync._link.client, "push", broken)
    karin.session.change_youth(youth, {"phone": KARINS}).result(WAIT)
    view = karin.session.histories.here(RecordId(youth))
    assert view.missing == OFFLINE
    line, confirmed = view.lines
    assert [one.label for one in confirmed.what] == ["Telefonen bekräftad"]
    assert (line.state, line.who, line.device) == (HistoryState.WAITING, "Karin", "KAA-karin")
    assert [(one.label, one.before, one.after) for one in line.what] == [
        ("Telefon", BEFORE, KARINS)
    ]
    whole = karin.session.histories.whole(RecordId(youth)).result(WAIT)
    states = [HistoryState.STANDS, HistoryState.WAITING, HistoryState.WAITING]
    assert [one.state for one in whole.lines] == states
    assert whole.missing == ""


def test_without_a_server_the_history_says_so(office: Office) -> None:
    karin = office.desktop("karin")
    youth = karin.youth()
    karin.synced()
    karin.session._sync._link.client.interrupt()
    with pytest.raises(SyncFault):
        karin.session.histories.whole(RecordId(youth)).result(WAIT)


def test_an_earlier_value_is_put_back_where_it_may_be(office: Office) -> None:
    karin = office.desktop("karin")
    youth = karin.youth(phone=BEFORE, first_letter=TODAY)
    karin.session.change_youth(youth, {"phone": KARINS}).result(WAIT)
    karin.synced()
    histories = karin.session.histories
    first, second, _confirmed = histories.whole(RecordId(youth)).result(WAIT).lines
    reasons = {one.label: one.why_not for one in first.what}
    assert reasons == {
        "Personnummer": ELSEWHERE, "Förnamn": STANDS, "Efternamn": STANDS, "Telefon": "",
    }  # fmt: skip
    assert second.what[0].why_not == STANDS
    assert histories.restore(RecordId(youth), second).result(WAIT).problems
    assert histories.restore(RecordId(youth), first).result(WAIT).done
    held = karin.store.queries.record(Youth, youth)
    assert held is not None
    assert held.phone == BEFORE
    letter = next(one for one in histories.of_case(youth) if one.title.startswith("Kontakt"))
    (made,) = histories.whole(letter.record).result(WAIT).lines
    assert {one.why_not for one in made.what} == {SEALED}


def test_the_history_of_the_protected_shows_no_name_or_number(office: Office) -> None:

    karin = office.desktop("karin")
    youth = karin.youth(phone=BEFORE)
    karin.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    karin.synced()
    lines = karin.session.histories.whole(RecordId(youth)).result(WAIT).lines
    shown = " ".join(one.before + one.after for line in lines for one in line.what)
    assert HIDDEN in shown
    for secret in ("Liam", "Testberg", BEFORE):
        assert secret not in shown


def test_what_was_told_a_month_ago_is_told_no_more(office: Office) -> None:
    karin, jonas, _youth = in_conflict(office)
    (view,) = karin.session.conflicts()
    karin.session.agreeing.settle(view.id, Resolution.KEPT).result(WAIT)
    karin.synced()
    jonas.until(lambda one: bool(one.agreeing.decisions()))
    jonas.close()
    office.desktops.remove(jonas)
    later = office.unlock(jonas.profile, FixedClock(NOON + timedelta(days=31), STOCKHOLM))
    assert later.session.agreeing.decisions() == []
