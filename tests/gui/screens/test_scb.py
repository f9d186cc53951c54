"""Underlag till SCB in the window: see, mend, make, mend again, compare; and the layout as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.casework import Measure
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    MeasureKind,
    Protection,
    RegistrationReason,
    Role,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Contact, Enrolment, ScbLayout, Youth
from kaa_desktop.app import scb as scb_module
from kaa_desktop.app.scb_views import Chosen, Protected, What
from kaa_desktop.app.statistics_held import Held
from kaa_desktop.gui.screens.scb import ScbScreen
from kaa_desktop.gui.screens.scb_file import ScbFilePage
from kaa_desktop.gui.screens.scb_files import ScbFilesScreen
from kaa_desktop.gui.screens.scb_layout import ScbLayoutPage, ScbLayoutsScreen
from kaa_desktop.gui.screens.scb_period import ScbPeriodPage
from kaa_desktop.gui.screens.youth_page import YouthScreen
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def two_early(desktop: Desktop) -> list[YouthId]:
    """Two whose measure began before they were enrolled, and one with nothing to mend."""
    found = []
    for at, name in enumerate(("Ebba", "Olle", "Rut")):
        who = desktop.youth(
            2100 + at, enrolled=date(2026, 2, 2), given_name=name, family_name="Provborg"
        )
        found.append(who)
        start = date(2026, 1, 7) if at < 2 else date(2026, 3, 2)
        desktop.store.record(
            Contact(
                id=desktop.new_id(), youth=who, occurred_on=date(2026, 2, 9 + at),
                channel=Channel.TELEPHONE, counterpart=Counterpart.YOUTH,
                outcome=ContactOutcome.REACHED,
            ),
            Measure(
                id=desktop.new_id(), youth=who, kind=MeasureKind.GUIDANCE, start=start,
                content="Studiebesök",
            ),
        ).result(WAIT)  # fmt: skip
    return found


def listed(room: Room) -> Any:
    """What is to be mended, one of it read."""
    page: Any = room.go("scb")
    room.bot.waitUntil(lambda: page.preview is not None and not page.busy)
    page.what.set_value(What.MEND.value)
    page._show()
    page.list.view.choose_current()
    return page


def compared(room: Room) -> None:
    """What is another than in the file before."""
    page = listed(room)
    page.what.set_value(What.CHANGES.value)
    page._show()


def making(room: Room) -> None:
    """The file's page with faults said."""
    listed(room)
    room.workplace.actions.trigger("scb.make")
    room.page.protected.set_value(Protected.WITHOUT_HIDDEN)
    room.page.finish()


def period(room: Room) -> None:
    """An enrolment that is put right, with faults said."""
    page = listed(room)
    double = next(
        key for key, one in page.items.items() if one.finding.rule.value == "Dubbla inskrivningar"
    )
    page.list.view.select(double)
    room.workplace.actions.trigger("scb.mend")
    room.page._fields["end"].set_value(date(2026, 1, 1))
    room.page.finish()
    assert isinstance(room.page, ScbPeriodPage)
    assert room.page._boxes["end"].error()


def files(room: Room) -> None:
    """Those that were made."""
    listed(room)
    room.workplace.actions.trigger("scb.files")
    room.page.list.view.choose_current()


def sent(room: Room) -> None:
    """When it was sent."""
    files(room)
    room.workplace.actions.trigger("scb.sent")


def layouts(room: Room) -> None:
    """Those there are."""
    listed(room)
    room.workplace.actions.trigger("scb.layouts")
    room.page.list.view.choose_current()


def layout(room: Room) -> None:
    """A new one with faults said."""
    layouts(room)
    room.workplace.actions.trigger("scb.layout")
    room.page._bound["columns_1"].put("Pnr = Adress")
    room.page.finish()


SCREENS = (listed, compared, making, period, files, sent, layouts, layout)


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_screens(
    look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    first, *_ = two_early(desktop)
    scb = desktop.session.scb
    scb.make(scb.now(scb.usual()), Chosen(), tmp_path / "x.csv").result(WAIT)
    desktop.store.set(Youth, first, protection=Protection.CONFIDENTIAL).result(WAIT)
    double = Enrolment(
        id=desktop.new_id(), youth=first, start=date(2026, 5, 4),
        registration_reason=RegistrationReason.MOVED_IN,
    )  # fmt: skip
    desktop.store.record(double).result(WAIT)
    [contact] = desktop.store.queries.about(Contact, [first])
    desktop.store.set(Contact, contact.id, channel=Channel.SMS).result(WAIT)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}


def test_a_file_with_two_problems_one_mended_and_made_again(  # noqa: PLR0915 - one journey
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    """Everything by keys, as a coordinator does it in July."""
    two_early(desktop)
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = listed(room)
    assert "3 ungdomar" in page._counts.text()
    assert "Insats påbörjad 1" in page._counts.text()
    assert [one.finding.rule.value for one in page.items.values()] == [
        "Insats utanför inskrivningen"
    ] * 2

    def make(name: str) -> Path:
        desktop.clock.moment += timedelta(minutes=1)
        room.workplace.actions.trigger("scb.make")
        assert isinstance(room.page, ScbFilePage)
        place = tmp_path / name
        room.page.save_to(str(place))
        qtbot.waitUntil(lambda: isinstance(room.page, ScbScreen))
        qtbot.waitUntil(lambda: not page.busy and page.preview.former is not None)
        return place

    first = make("första.csv")
    assert len(first.read_text().splitlines()) == 5 + 7
    room.go("scb")
    page.list.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert isinstance(room.page, YouthScreen), "straight to the case"
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("scb.mend")
    form: Any = room.page
    form.widget("start").set_value(date(2026, 2, 3))
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: isinstance(room.page, ScbScreen))
    qtbot.waitUntil(lambda: not page.busy and len(page.items) == 1)
    assert page.preview.differences.number == 1
    page.what._buttons[What.CHANGES.value].click()
    [row] = page.items.values()
    assert row.word == "Ändrad"
    assert row.change.told == ["Insats påbörjad: ny rad, studie- och yrkesvägledning, 2026-02-03."]
    second = make("andra.csv")
    assert len(second.read_text().splitlines()) == 5 + 8
    qtbot.waitUntil(lambda: page.preview.differences.number == 0)
    room.workplace.actions.trigger("scb.files")
    files_page: Any = room.page
    assert isinstance(files_page, ScbFilesScreen)
    assert [one.problems for one in files_page.items.values()] == [1, 2]
    files_page.list.view.setFocus()
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: isinstance(room.page, ScbFilesScreen))
    [latest] = [one for one in room.session.scb.deliveries() if one.latest]
    assert latest.sent_on == date(2026, 11, 24)
    room.workplace.close()


def test_who_does_not_hold_everybody_sees_whom_and_says_yes_to_the_file(
    qapp: QApplication,
    qtbot: QtBot,
    desktop: Desktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two_early(desktop)
    some = Held(sentence="", whole=True, missing="Andra.")
    monkeypatch.setattr(scb_module, "held", lambda *_, **__: some)
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = listed(room)
    assert page.preview.missing in page._counts.text()
    room.workplace.actions.trigger("scb.make")
    form: Any = room.page
    assert [one.field for one in form.problems()] == ["partly"]
    assert form.partly.isVisible()
    form.partly.setChecked(True)
    assert form.problems() == []
    place = tmp_path / "x.csv"
    form.save_to(str(place))
    qtbot.waitUntil(lambda: isinstance(room.page, ScbScreen))
    assert place.exists()
    room.workplace.close()


def test_a_layout_is_kept_while_it_is_typed_and_saved(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    layouts(room)
    room.press(Qt.Key.Key_Return)
    assert isinstance(room.page, ScbLayoutPage)
    room.page._bound["name"].put("SCB:s instruktion 2026")
    room.page._bound["codes_channel"].put("11 = brev\n12 = telefon")
    room.press(Qt.Key.Key_Escape)
    assert isinstance(room.page, ScbLayoutsScreen)
    room.press(Qt.Key.Key_Return)
    form: Any = room.page
    assert form.value("name") == "SCB:s instruktion 2026", "what was typed is kept"
    form._bound["confirmed"].write(True)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: isinstance(room.page, ScbLayoutsScreen))
    [held] = desktop.store.queries.records(ScbLayout)
    assert (held.since, held.confirmed) == (date(2026, 1, 1), True)
    [row, _own] = room.session.scb.layouts.rows()
    assert row.layout.codes["channel"] == {1: "11", 2: "12"}
    page: Any = room.go("scb")
    qtbot.waitUntil(lambda: page.preview.in_force.confirmed)
    room.workplace.close()
