"""The shell: places, pages on each other, panes, what is said, folding, locking."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kaa_core.model.ids import RecordId
from kaa_desktop.app.found import Notes
from kaa_desktop.gui import watchers
from kaa_desktop.gui.announcer import Announcer
from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.palette_rows import ENTRY
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.statusbar import SyncWords
from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.watchers import IdleWatch
from tests.gui.samples import YOUTHS, KitPage, ListPage, a_note_search, a_search, filled_shell
from tests.gui.walker import activate


@pytest.fixture
def shell(qapp: QApplication, theme: Theme, qtbot: QtBot) -> MainWindow:
    made = filled_shell(qapp, theme)
    qtbot.addWidget(made)
    activate(made, qtbot)
    made.enter_place("youths")
    return made


def _focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def test_place_is_opened_by_key_and_marked(shell: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.place_opened) as opened:
        QTest.keyClick(shell, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert opened.args == ["day"]
    assert shell.navigation.view.place == "day"
    assert _focused() == "day_page_list"


def test_focus_returns_to_the_row_left(shell: MainWindow, theme: Theme) -> None:
    page = shell.current_page()
    assert isinstance(page, ListPage)
    page.list.select(5)
    shell.push(KitPage(theme))
    assert shell.depth() == 2
    assert _focused() != "youths_page_list"
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Escape)
    assert shell.depth() == 1
    assert _focused() == "youths_page_list"
    assert page.list.current_id() == 5


def test_escape_is_the_pages_first(shell: MainWindow) -> None:
    class Filter(Page):
        used = 0

        def escape(self) -> bool:
            self.used += 1
            return self.used == 1

    page = Filter("Filter", name="filter_page")
    shell.push(page)
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.current_page() is page
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.depth() == 1


def test_leaving_is_told_so_that_the_draft_is_written(shell: MainWindow) -> None:
    left: list[str] = []

    class Form(Page):
        def leaving(self) -> None:
            left.append(self.title)

    shell.push(Form("Ett", name="one"))
    shell.push(Form("Två", name="two"))
    assert left == ["Ett"]
    shell.open_place("youths")
    assert left == ["Ett", "Två", "Ett"]


def test_f6_goes_round_the_panes_and_back(shell: MainWindow) -> None:
    seen = []
    for _press in range(3):
        QTest.keyClick(shell, Qt.Key.Key_F6)
        seen.append(_focused())
    assert seen == ["status_save", "navigation", "youths_page_list"]
    QTest.keyClick(shell, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert _focused() == "navigation"


def test_key_hints_follow_the_pane(shell: MainWindow, qtbot: QtBot) -> None:
    def shown() -> list[str]:
        return [label.text() for label in shell.status.findChildren(QLabel) if label.isVisible()]

    shell.navigation.view.setFocus()
    qtbot.waitUntil(lambda: "Öppna" in shown())
    QTest.keyClick(shell, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: "Hjälp" in shown() and "Öppna" not in shown())


def test_navigation_says_counts_and_opens_with_enter(shell: MainWindow) -> None:
    view = shell.navigation.view
    row = view.nav_model.row_of("unreached")
    assert view.nav_model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) == "Ej nådda, 45"
    row = view.nav_model.row_of("sync")
    said = view.nav_model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Synkning, 1, 1 konflikt"
    view.setFocus()
    view.setCurrentIndex(view.nav_model.index(view.nav_model.row_of("day")))
    assert shell.navigation.view.place == "youths"  # moving is not going
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert _focused() == "day_page_list"


def test_cursor_of_navigation_returns_to_the_place(shell: MainWindow) -> None:
    view = shell.navigation.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.currentIndex().row() == view.nav_model.row_of("youths")


@pytest.mark.parametrize(
    ("width", "rail", "menu"), [(1440, False, False), (1280, True, False), (800, False, True)]
)
def test_it_folds_by_em(shell: MainWindow, width: int, rail: bool, menu: bool) -> None:
    shell.resize(width, 720)
    assert shell.navigation.isVisible() is not menu
    assert shell.top.menu_button.isVisible() is menu
    assert menu or shell.navigation.view.rail is rail


def test_larger_text_folds_the_same_window(shell: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.appearance_changed) as changed:
        theme.set_percent(200)
    assert changed.args == [(Mode.LIGHT, 200)]
    assert shell.top.menu_button.isVisible()
    assert not shell.navigation.isVisible()
    theme.set_percent(100)
    assert shell.navigation.isVisible()


@pytest.mark.parametrize(
    ("words", "save", "network"),
    [
        (
            SyncWords(saved_at="10:42", waiting=2, synced_at="10:37"),
            "Sparat lokalt 10:42 · Väntar på synk (2)",
            "Ansluten · senaste synk 10:37",
        ),
        (
            SyncWords(saved_at="10:42", waiting=2, sending=(1, 2), synced_at="10:37"),
            "Sparat lokalt 10:42 · Väntar på synk (2)",
            "Synkar 1 av 2",
        ),
        (SyncWords(synced_at="10:45"), "Allt synkat 10:45", "Ansluten · senaste synk 10:45"),
        (
            SyncWords(offline_since="12:52", synced_at="10:45", conflicts=1),
            "Allt synkat 10:45 · 1 konflikt",
            "Offline sedan 12:52 · försöker själv igen",
        ),
        (
            SyncWords(refused=True),
            "Inget väntar på synk",
            "Synk stoppad · datorn är spärrad",
        ),
        (SyncWords(unsaved_since="15:12"), "Inte sparat sedan 15:12", "Ansluter"),
    ],
)
def test_status_bar_says_it_in_words(
    shell: MainWindow, words: SyncWords, save: str, network: str
) -> None:
    shell.show_sync(words)
    assert (shell.status.save.text(), shell.status.network.text()) == (save, network)
    assert shell.status.save.accessibleName() == f"Sparat läge: {save}"


def test_offline_is_a_banner_and_no_dialog(shell: MainWindow) -> None:
    shell.show_sync(SyncWords(offline_since="12:52"))
    assert shell._offline.isVisible()
    assert QApplication.activeModalWidget() is None
    shell.show_sync(SyncWords())
    assert not shell._offline.isVisible()


def test_only_a_failing_disk_asks_before_closing(shell: MainWindow, qtbot: QtBot) -> None:
    shell.show_sync(SyncWords(unsaved_since="15:12"))
    assert not shell.close()
    assert "Texten är inte sparad." in shell._notice.accessibleName()
    with qtbot.waitSignal(shell.closing):
        shell._leave.click()
    assert not shell.isVisible()


def test_locking_leaves_no_name_in_the_window(
    shell: MainWindow, theme: Theme, qtbot: QtBot
) -> None:
    shell.palette_dialog.set_case("Alva Exempelsson")
    shell.palette_dialog.set_search(a_search)
    shell.palette_dialog.present()
    shell.palette_dialog._field.setText("te")
    shell.push(KitPage(theme))
    with qtbot.waitSignal(shell.lock_requested):
        shell.registry.trigger("lock")
    shell.empty()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    texts = {label.text() for label in shell.findChildren(QLabel)}
    texts |= {field.text() for field in shell.findChildren(QLineEdit)}
    texts |= {widget.accessibleName() for widget in shell.findChildren(QWidget)}
    texts |= {entry.title for entry in shell.palette_dialog.entries()}
    assert not [text for text in texts if "Alva" in text or "Liam" in text or "Karin" in text]
    assert shell.windowTitle() == "KAA Desktop – övning – låst"
    assert shell.depth() == 0


def test_window_can_be_used_again_after_a_lock(shell: MainWindow) -> None:
    shell.empty()
    shell.enter_place("youths")
    assert _focused() == "youths_page_list"
    assert shell.windowTitle() == "Ungdomar – KAA Desktop – övning"


def test_what_was_searched_for_cannot_be_brought_back_after_a_lock(shell: MainWindow) -> None:
    palette = shell.palette_dialog
    for forget in (palette.empty, palette.present):
        palette.present()
        QTest.keyClicks(palette._field, "Alva")
        forget()
        QTest.keyClick(palette._field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert palette._field.text() == ""


def test_what_is_called_just_what_is_typed_stands_first(shell: MainWindow) -> None:
    palette = shell.palette_dialog
    palette.present()
    palette._field.setText("Inställningar")
    found = [one.title for one in palette.entries() if one.act.startswith("go.")]
    assert found == ["Inställningar", "Kommunens inställningar"]


def test_palette_runs_acts_and_opens_youths(shell: MainWindow, qtbot: QtBot) -> None:
    palette = shell.palette_dialog
    palette.set_search(a_search)
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(palette._field, "te")
    titles = [entry.title for entry in palette.entries()]
    assert titles[:3] == ["Ungdomar", "Liam Testberg", "Adam Testström"]
    QTest.keyClick(palette._field, Qt.Key.Key_Down)
    assert palette._field.accessibleDescription() == "Adam Testström, Provby, adress Tegelgatan 3"
    with qtbot.waitSignal(palette.youth_chosen) as chosen:
        QTest.keyClick(palette._field, Qt.Key.Key_Return)
    assert chosen.args == [YOUTHS[1], None]
    palette.set_search(lambda _text: ())
    palette.present()
    QTest.keyClicks(palette._field, "min dag")
    QTest.keyClick(palette._field, Qt.Key.Key_Return)
    assert shell.navigation.view.place == "day"


def test_notes_come_after_and_move_nothing_that_is_chosen(shell: MainWindow, qtbot: QtBot) -> None:
    palette, asked = shell.palette_dialog, list[tuple[str, Callable[[Notes], object]]]()
    palette.set_search(lambda _text: (), lambda text, show: asked.append((text, show)))
    palette.present()
    QTest.keyClicks(palette._field, "min da")
    chosen = palette._view.currentIndex().data(ENTRY)
    assert chosen.act == "go.day"
    for text, show in asked:  # the answers come late, and to what is no longer typed too
        a_note_search(text, show)
    titles = [entry.title for entry in palette.entries()]
    assert titles.count("I anteckningar") == 1
    assert titles[2:4] == [
        "Det finns fler. Skriv fler ord för att se dem.",
        "Sökningen i anteckningar byggs upp, 40 % klart.",
    ]
    assert palette._view.currentIndex().data(ENTRY) == chosen
    QTest.keyClick(palette._field, Qt.Key.Key_Up)
    with qtbot.waitSignal(palette.youth_chosen) as told:
        QTest.keyClick(palette._field, Qt.Key.Key_Return)
    assert told.args == [YOUTHS[0], RecordId(UUID(int=9))]
    palette.present()
    QTest.keyClicks(palette._field, "brev")
    palette.empty()
    a_note_search(*asked[-1])
    assert palette.entries() == []


def test_chosen_youths_acts_come_first(shell: MainWindow) -> None:
    shell.palette_dialog.set_case("Alva Exempelsson")
    shell.palette_dialog.present()
    entries = shell.palette_dialog.entries()
    assert entries[0].title == "Gör med Alva Exempelsson"
    assert entries[1].act == "contact.new"


def test_sheet_can_be_searched(shell: MainWindow) -> None:
    QTest.keyClick(shell, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(shell.sheet.search, "synka")
    lines = [line for group in shell.sheet._groups for line in group.lines if line.isVisible()]
    assert [line.accessibleName() for line in lines] == ["Synka nu: F5"]


def test_idle_warns_before_it_locks(shell: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    idle = IdleWatch(qapp, shell, limit_ms=80, notice_ms=40)
    with qtbot.waitSignals([idle.warning, idle.expired], order="strict"):
        idle.start()


def test_a_key_after_the_warning_keeps_it_open(
    shell: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    idle = IdleWatch(qapp, shell, limit_ms=5_030, notice_ms=5_000)
    with qtbot.waitSignal(idle.warning):
        idle.start()
    with qtbot.waitSignal(idle.resumed):
        QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)
    idle.stop()


def test_a_lid_closed_for_longer_than_the_limit_locks_at_the_first_touch(
    shell: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    now = [1000.0]
    idle = IdleWatch(qapp, shell, seconds=lambda: now[0])
    idle.start()
    now[0] += 599.0
    with qtbot.assertNotEmitted(idle.expired):
        QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)
    now[0] += 600.0  # Qt's own timers have not moved
    with qtbot.waitSignal(idle.expired), qtbot.assertNotEmitted(idle.resumed):
        QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)


def test_a_lid_that_is_opened_locks_without_a_touch(
    shell: MainWindow, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchers, "LOOK_MS", 20)
    now = [1000.0]
    idle = IdleWatch(qapp, shell, seconds=lambda: now[0])
    idle.start()
    now[0] += 8 * 3600.0
    with qtbot.waitSignal(idle.expired):
        pass


def test_shell_shows_the_warning_and_takes_it_away(shell: MainWindow) -> None:
    shell.idle.warning.emit()
    assert shell._notice.accessibleName() == "Låses om 1 minut. Rör en tangent för att fortsätta."
    shell.idle.resumed.emit()
    assert not shell._notice.isVisible()


def test_announcements_are_polite_and_few(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        assert event.politeness() is QAccessible.AnnouncementPoliteness.Polite
        said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    window = QWidget()
    qtbot.addWidget(window)
    announcer = Announcer(window, gap_ms=30)
    for words in ("Ett", "Två", "Tre"):
        announcer.announce(words)
    assert said == ["Ett"]
    qtbot.waitUntil(lambda: said == ["Ett", "Tre"])


def test_refusal_is_seen_and_said(shell: MainWindow) -> None:
    shell.registry.trigger("youth.next")
    shown = [label.accessibleName() for label in shell.status.findChildren(QLabel)]
    assert "Nästa ungdom i listan: Går inte på den här sidan." in shown


def test_notice_stays_until_hidden(shell: MainWindow) -> None:
    shell.notice(Kind.DANGER, "Servern svarar inte.", "2 ändringar är kvar här.")
    assert shell._notice.isVisible()
    shell.enter_place("day")
    assert shell._notice.isVisible()
    shell.hide_notice()
    assert not shell._notice.isVisible()
