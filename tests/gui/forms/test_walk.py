"""Every writing screen, walked in both themes, at both text sizes and both screen sizes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import ConversationKind, VisitOutcome
from kaa_desktop.gui.screens.conflict import ConflictScreen
from kaa_desktop.gui.screens.conflict_digest import ConflictDigestScreen
from kaa_desktop.gui.screens.conflict_words import grouped
from kaa_desktop.gui.screens.connection_test import ConnectionTestScreen
from kaa_desktop.gui.screens.hand_over import HandOverScreen
from kaa_desktop.gui.screens.history import HistoryScreen
from kaa_desktop.gui.screens.settings import SettingsScreen
from tests.gui.forms.conftest import preferences_of
from tests.gui.forms.disputes import decided, disputes
from tests.gui.forms.samples import a_conflict, a_refusal
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import Desktop


def contact(room: Room) -> None:
    """As opened."""
    room.workplace.open_form("contact", room.people["Alva"])


def visit(room: Room) -> None:
    """With an outcome, its note and the green banner."""
    planned = room.session.day().visits[0]
    room.workplace.open_form("home_visit", planned.youth, record=planned.visit)
    room.page.widget("outcome").choose(VisitOutcome.NOBODY_HOME)
    room.page._ask_for_step()


def visit_with_problems(room: Room) -> None:
    """Sentences at the fields, and a fault on top."""
    room.workplace.open_form("home_visit", room.people["Alva"])
    room.page.widget("left").setText("25:99")
    room.page.finish()
    room.page.frame.show_unsaved("Datorns disk är full. Frigör plats och spara igen.", "13:31")


def visit_step(room: Room) -> None:
    """Another day for the next step."""
    visit(room)
    room.page.step._toggle()


def conversation(room: Room) -> None:
    """With its guide beside, and a row of what was agreed in which the guard marks a word."""
    room.workplace.open_form("conversation", room.people["Alva"])
    room.page.widget("kind").choose(ConversationKind.FOLLOW_UP)
    rows = room.page.widget("tasks")
    rows.add.click()
    rows._rows[0].title.setText("Ring psykologen")
    rows._rows[0].guarded.look()


def assessment(room: Room) -> None:
    """A part written, in which the guard marks three words."""
    room.workplace.open_form("assessment", room.people["Alva"])
    field = room.page._fields["needs"].box
    field.field.setPlainText("Ångesten, ett missbruk och sjukskrivningen står i vägen.")
    field.guarded.look()


def note(room: Room) -> None:
    """With a draft, which can be thrown away."""
    draft = next(one for one in room.session.drafts() if one.form == "journal_note")
    room.workplace.open_form("journal_note", draft.youth, draft=draft.id)


def addendum(room: Room) -> None:
    """Under what it corrects."""
    page = room.session.youth_page(room.people["Alva"])
    assert page is not None
    room.workplace.open_form("addendum", page.id, record=page.journal[0].id)


def plan(room: Room) -> None:
    """On a holiday."""
    room.workplace.open_form("plan_visit", room.people["Alva"])
    room.page.widget("planned_on").setText("2026-12-24")


def call_off(room: Room) -> None:
    """As opened."""
    planned = room.session.day().visits[0]
    room.workplace.open_form("call_off", planned.youth, record=planned.visit)


def task(room: Room) -> None:
    """As opened."""
    room.workplace.open_form("task", room.people["Alva"])


def youth(room: Room) -> None:
    """With a change."""
    room.workplace.open_form("youth", room.people["Alva"])
    room.page.widget("phone").setText("070-174 06 99")


def sync(room: Room) -> None:
    """With a conflict and something not received."""
    room.go("sync")


def conflict(room: Room) -> None:
    """Nothing chosen yet."""
    page = room.go("sync")
    page._open_conflict(next(iter(page._conflicts)))


def conflict_own(room: Room) -> None:
    """A value of one's own."""
    conflict(room)
    room.page.rows[0]._choose_own()


def refused(room: Room) -> None:
    """What was not received."""
    page = room.go("sync")
    page._open_refused(next(iter(page._refused)))


def every_conflict(room: Room) -> None:
    """A question, a deletion both ways, a sealed note; what is chosen is shown."""
    group = grouped(room.session.conflicts())[0]
    room.workplace.open_screen(ConflictScreen(room.workplace, group))
    room.page.rows[-1]._choose_both()
    room.page.rows[0]._choose_own()


def digest(room: Room) -> None:
    """By worker and age."""
    room.workplace.open_screen(ConflictDigestScreen(room.workplace))


def connection(room: Room) -> None:
    """All steps tried; the server does not answer."""
    room.workplace.open_screen(ConnectionTestScreen(room.workplace))
    room.bot.waitUntil(lambda: room.page._test.done)


def hand_over(room: Room) -> None:
    """Both ways: to a file, and from one whose code is wanting."""
    room.workplace.open_screen(HandOverScreen(room.workplace, taking=True, may_take=True))
    room.page._choose_file()


def history(room: Room) -> None:
    """What is here, while the server does not answer."""
    alva = room.people["Alva"]
    room.workplace.open_screen(HistoryScreen(room.workplace, alva, "", alva))
    room.bot.waitUntil(lambda: not room.page._banner.isHidden())


def told(room: Room) -> None:
    """Min dag with a question and a decision, the card that they stand in when it is narrow."""
    room.page._one.choice.set_value("told")
    room.page._one._show()


def settings(room: Room) -> None:
    """With a passphrase too short."""
    room.workplace.open_screen(SettingsScreen(room.workplace, preferences_of(room)))
    room.page.ui.new_passphrase.setText("kort")
    room.page._change()


PAGES = (
    contact,
    visit,
    visit_with_problems,
    visit_step,
    conversation,
    assessment,
    note,
    addendum,
    plan,
    call_off,
    task,
    youth,
    sync,
    conflict,
    conflict_own,
    refused,
    settings,
)


DISPUTES = (every_conflict, digest, connection, hand_over, history, told)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_conflicts(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    disputes(room)
    decided(room)
    room.shell.resize(look.size)
    found = found_in(room, DISPUTES)
    room.workplace.close()
    assert found == {}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_forms(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    a_conflict(room)
    a_refusal(room)
    room.shell.resize(look.size)
    found = found_in(room, PAGES)
    room.workplace.close()
    assert found == {}
