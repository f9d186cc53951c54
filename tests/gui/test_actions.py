"""One registry: menus, palette and F1 sheet say the same, and nothing is refused in silence."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from kaa_desktop.bundled import resource
from kaa_desktop.gui.actions import NOT_HERE, Actions, Binding
from kaa_desktop.gui.catalogue import CATALOGUE, MENUS, SECTIONS
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from tests.gui.samples import filled_shell
from tests.gui.walker import activate


@pytest.fixture
def shell(qapp: QApplication, theme: Theme, qtbot: QtBot) -> MainWindow:
    made = filled_shell(qapp, theme)
    qtbot.addWidget(made)
    activate(made, qtbot)
    return made


def test_ids_and_window_wide_keys_are_unique() -> None:
    ids = Counter(spec.id for spec in CATALOGUE)
    keys = Counter(key for spec in CATALOGUE if not spec.local for key in spec.shortcuts)
    assert [id_ for id_, times in ids.items() if times > 1] == []
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_act_has_its_menu_section_and_icon() -> None:
    for spec in CATALOGUE:
        assert spec.section in SECTIONS
        assert spec.local or spec.menu in MENUS, spec.id
        assert not spec.icon or resource("icons", f"{spec.icon}.svg").exists(), spec.id
        for key in spec.shortcuts:
            assert not QKeySequence(key).isEmpty(), key


def test_single_letters_and_digits_never_act_window_wide() -> None:
    """WCAG 2.1.4: such keys belong to the row in focus."""
    wide = [key for spec in CATALOGUE if not spec.local for key in spec.shortcuts]
    assert [key for key in wide if len(key) == 1] == []


def test_menus_palette_and_sheet_hold_the_same(shell: MainWindow) -> None:
    menus = shell.top.bar.findChildren(QMenu)
    in_menus = {action.data() for menu in menus for action in menu.actions() if action.text()}
    shell.palette_dialog.present()
    in_palette = {entry.act for entry in shell.palette_dialog.entries() if entry.act}
    on_sheet = {text.text() for text in shell.sheet.findChildren(QLabel)}
    wide = {spec.id for spec in CATALOGUE if not spec.local}
    assert in_menus == wide
    assert in_palette == wide - {"palette"}
    assert {spec.text for spec in CATALOGUE if spec.shortcuts} <= on_sheet


@pytest.mark.parametrize(
    ("portable", "shown"),
    [
        ("Ctrl+Shift+N", "Ctrl+Skift+N"),
        ("Ctrl++", "Ctrl++"),
        ("Ctrl+-", "Ctrl+-"),
        ("Space", "Mellanslag"),
        ("Ctrl+PgDown", "Ctrl+PgDn"),
        ("Ctrl+Return", "Ctrl+Enter"),
        ("1", "1"),
    ],
)
def test_keys_are_shown_in_swedish(portable: str, shown: str) -> None:
    assert swedish_keys(portable) == shown


def test_no_english_key_is_shown(shell: MainWindow) -> None:
    shown = [swedish_keys(key) for spec in CATALOGUE for key in spec.shortcuts]
    assert [key for key in shown if "Shift" in key or "Space" in key] == []


def test_unbound_act_says_why(shell: MainWindow, qtbot: QtBot) -> None:
    actions = shell.registry
    assert actions.reason("youth.next") == NOT_HERE
    with qtbot.waitSignal(actions.refused) as refused:
        actions.trigger("youth.next")
    assert refused.args == [f"Nästa ungdom i listan: {NOT_HERE}"]
    assert "går inte på den här sidan" in actions.qaction("youth.next").text()


def test_shortcut_of_a_blocked_act_still_says_why(shell: MainWindow, qtbot: QtBot) -> None:
    shell.registry.bind("sync.now", shell.close, lambda: "Det finns inget nät.")
    with qtbot.waitSignal(shell.registry.refused) as refused:
        QTest.keyClick(shell, Qt.Key.Key_F5)
    assert refused.args == ["Synka nu: Det finns inget nät."]


def test_page_binding_goes_before_the_windows(shell: MainWindow) -> None:
    done: list[str] = []
    shell.registry.bind("sync.now", lambda: done.append("window"))
    shell.registry.set_page({"sync.now": Binding(lambda: done.append("page"))})
    shell.registry.trigger("sync.now")
    shell.registry.set_page({})
    shell.registry.trigger("sync.now")
    assert done == ["page", "window"]


def test_unknown_act_of_a_page_is_a_fault(shell: MainWindow) -> None:
    with pytest.raises(KeyError):
        shell.registry.set_page({"no.such": Binding(shell.close)})


def test_button_of_an_act_tells_its_reason_and_recovers(shell: MainWindow) -> None:
    made = shell.registry.button("sync.now")
    assert (made.accessibleDescription(), made.isEnabled()) == (NOT_HERE, True)
    done: list[int] = []
    shell.registry.bind("sync.now", lambda: done.append(1))
    assert made.accessibleDescription() == ""
    made.click()
    assert done == [1]
    made.deleteLater()


def test_actions_can_be_made_for_another_window(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    actions = Actions(label, theme, CATALOGUE[:2])
    assert [spec.id for spec in actions.specs()] == [spec.id for spec in CATALOGUE[:2]]
