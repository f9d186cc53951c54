"""A day in the field by keys alone: a round is planned, two doors are visited without a network, and back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kaa_core.model.enums import Role, VisitOutcome, VisitStatus
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import HomeVisit, Worker
from kaa_core.model.registry import of_kind
from kaa_desktop.gui.outreach_acts import LATE, RoundWatch
from kaa_desktop.gui.screens.round_forms import OffPage, OutPage, PutPage, RoundPage, StopPage
from kaa_desktop.gui.screens.statistics_figure import FigureScreen
from kaa_desktop.store.leaving import forget
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import TODAY, WAIT

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _visits(room: Room, name: str) -> list[HomeVisit]:
    return of_kind(room.desktop.store.queries.case_records(room.people[name]), HomeVisit)


def _round(room: Room) -> VisitRound:
    (held,) = room.desktop.store.queries.records(VisitRound)
    return held


def _made(room: Room, *names: str) -> VisitRound:
    youths = [room.people[name] for name in names]
    assert room.session.rounds.begin(TODAY, youths).result(WAIT).done
    return _round(room)


def _entered(room: Room, name: str) -> bool:
    return _visits(room, name)[0].entered_at is not None


def _names(room: Room) -> list[str]:
    return [one.row.name.split()[0] for one in room.page._view.stops]


def _say_how_to_get_in(room: Room) -> None:
    room.press(Qt.Key.Key_Return)  # the chosen visit: when, and how to get in
    assert isinstance(room.page, StopPage)
    room.type("9.30")
    room.press(Qt.Key.Key_Tab)
    room.type("Portkod 1234")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(_visits(room, "Ella")[0].access_note))
    room.bot.waitUntil(lambda: type(room.page).__name__ == "RoundScreen")


def test_a_round_is_planned_and_made_by_keys_alone(room: Room) -> None:
    room.go("visits")
    room.press(Qt.Key.Key_P, CTRL | SHIFT)
    room.bot.waitUntil(lambda: type(room.page).__name__ == "RoundScreen")
    # Whom to visit is chosen in any list too.
    page = room.go("unreached")
    for given in ("Wilma", "Ella"):
        page.list.select(room.people[given])
        room.workplace.actions.trigger("round.put")
        assert isinstance(room.page, PutPage)
        room.press(Qt.Key.Key_Return, CTRL)
        room.bot.waitUntil(lambda: room.page is page)
    page = room.go("visits")
    room.workplace.actions.trigger("round.open")
    assert _names(room) == ["Wilma", "Ella"]
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Up, ALT)
    room.bot.waitUntil(lambda: _names(room) == ["Ella", "Wilma"])
    _say_how_to_get_in(room)
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("round.leave")
    assert isinstance(room.page, OutPage)
    room.type("16.30")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is page)
    for given, number in (("Ella", Qt.Key.Key_3), ("Wilma", Qt.Key.Key_1)):
        page.list.select(_visits(room, given)[0].id)
        room.press(Qt.Key.Key_Return)
        form: Any = room.page
        form.widget("outcome").setFocus()
        room.press(number)
        room.press(Qt.Key.Key_Return, CTRL)
        room.bot.waitUntil(partial(_entered, room, given))
        room.bot.waitUntil(lambda: room.page is page)
    room.workplace.actions.trigger("round.back")
    room.bot.waitUntil(lambda: _round(room).back_at is not None)
    assert [_visits(room, one)[0].outcome for one in ("Ella", "Wilma")] == [
        VisitOutcome.NOBODY_HOME,
        VisitOutcome.MET_YOUTH,
    ]
    assert _visits(room, "Ella")[0].information_sheet_left


def test_what_is_typed_about_a_round_is_found_again(room: Room) -> None:
    _made(room, "Liam")
    room.go("visits")
    room.workplace.actions.trigger("round.open")
    room.workplace.actions.trigger("round.change")
    page = room.page
    assert isinstance(page, RoundPage)
    page._bound["bring"].widget.setFocus()
    room.type("Broschyrer")
    room.press(Qt.Key.Key_Escape)  # as Ctrl+L and a power cut: what was typed is in the store
    kept = room.session.kept_forms
    room.bot.waitUntil(lambda: kept.held(page._key).get("bring") == "Broschyrer")
    room.workplace.actions.trigger("round.change")
    assert room.page.value("bring") == "Broschyrer"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: _round(room).bring == "Broschyrer")
    room.bot.waitUntil(lambda: not kept.held(page._key))


def test_what_is_typed_about_a_visit_goes_with_her_also_from_an_open_form(room: Room) -> None:
    _made(room, "Liam")
    visit = _visits(room, "Liam")[0]
    [round_] = room.session.rounds.day(TODAY).rounds
    [stop] = round_.stops
    page = StopPage(room.workplace, stop, print)
    kept = room.session.kept_forms
    page._bound["access_note"].put("Portkod 12")
    page.leaving()
    room.bot.waitUntil(
        lambda: kept.held(f"home_visit:{visit.id}").get("access_note") == "Portkod 12"
    )
    store = room.desktop.store
    store._writer.submit(lambda unit: forget(unit, visit.youth.bytes)).result(WAIT)
    page._bound["access_note"].put("Portkod 123")
    page.leaving()  # as when the page is closed because she is gone
    store.put_settings({}).result(WAIT)
    assert kept.held(f"home_visit:{visit.id}") == {}
    page.deleteLater()


def test_a_round_is_called_off_and_saved_on_paper(room: Room, tmp_path: Path) -> None:
    _made(room, "Liam", "Alva")
    page = room.go("visits")
    page.save_to(str(tmp_path / "dagblad.pdf"))
    room.bot.waitUntil(lambda: _round(room).sheet == "D-0001 KD")
    assert (tmp_path / "dagblad.pdf").read_bytes().startswith(b"%PDF")
    room.workplace.actions.trigger("round.off")
    assert isinstance(room.page, OffPage)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(room.page._boxes["reason"].error()))
    room.page._bound["reason"].widget.setFocus()
    room.type("Halka")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: _round(room).called_off == "Halka")
    assert _visits(room, "Alva")[0].status is VisitStatus.CALLED_OFF
    room.bot.waitUntil(lambda: room.page is page)
    room.workplace.actions.trigger("visits.figures")
    room.bot.waitUntil(lambda: isinstance(room.page, FigureScreen))
    page = room.page
    assert isinstance(page, FigureScreen)
    assert page.answer.table.at("called_off", "count").count == 2


def test_another_day_is_one_key_away(room: Room) -> None:
    page = room.go("visits")
    room.press(Qt.Key.Key_Right, ALT)
    assert page._on == TODAY + timedelta(days=1)
    room.press(Qt.Key.Key_Left, ALT)
    assert page._today


def test_who_waits_is_told_once_when_a_round_is_late(room: Room) -> None:
    held = _made(room, "Liam")
    other = room.desktop.new_id()
    farid = Worker(id=other, name="Farid Modell", initials="FM", role=Role.CASEWORKER)
    room.desktop.store.record(farid).result(WAIT)
    own = room.session.who.worker
    values = {"workers": (other,), "companion": own}
    back = room.session.now().replace(hour=room.session.now().hour - 1)
    assert room.session.rounds.leave(held.id, back, **values).result(WAIT).done
    watch = RoundWatch(room.workplace)
    watch.look()
    assert not room.shell._notice.isHidden()
    assert LATE.format("Farid Modell") in room.shell._notice.accessibleName()
    assert "Liam" not in room.shell._notice.accessibleName()
    assert room.session.rounds.come_back(held.id).result(WAIT).done
    watch.look()
    assert room.shell._notice.isHidden()


def test_an_address_is_confirmed_with_one_act(room: Room) -> None:
    liam = room.people["Liam"]
    room.workplace.open_youth(liam)
    room.workplace.actions.trigger("confirm.address")
    note = "Senast bekräftad 24 nov"
    room.bot.waitUntil(
        lambda: (page := room.session.youth_page(liam)) is not None and page.address_note == note
    )
    room.workplace.open_form("home_visit", liam)  # and at the door it is read beside the form
    words = [one.text() for one in room.page.frame.context.findChildren(QLabel)]
    assert note in words
