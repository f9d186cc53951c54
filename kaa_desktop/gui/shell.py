"""The main window: top row, navigation, the stack of pages, banners, status bar.

Wiring::

    shell = MainWindow(app, theme, practice=True)
    shell.add_place("day", make_day_page)          # built at first visit
    shell.set_person("Karin Demolund", "KAA-handläggare")
    shell.registry.bind("sync.now", engine.sync_now)
    shell.palette_dialog.set_search(session.find_youths)
    shell.lock_requested.connect(lock)             # then shell.empty() forgets every name
    shell.show_sync(SyncWords(...)); shell.open_place("day"); shell.show(); shell.idle.start()

A page opens another with ``shell.push(page)``; Esc, ``back()`` and the links above the page return
to it, with the focus where it was left. No modal dialogs.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from kaa_core import __version__
from kaa_core.model.rights import Right
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.announcer import Announcer
from kaa_desktop.gui.crumbs import Crumbs
from kaa_desktop.gui.help.desk import HelpDesk
from kaa_desktop.gui.navigation import Navigation, items_for
from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.pagestack import PageStack
from kaa_desktop.gui.palette import Palette
from kaa_desktop.gui.panes import next_pane
from kaa_desktop.gui.shortcuts import ShortcutSheet
from kaa_desktop.gui.statusbar import StatusBar, SyncWords
from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.toprow import TopRow
from kaa_desktop.gui.watchers import IdleWatch
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

NAME = "KAA Desktop"
FULL_EM, RAIL_EM, TIGHT_EM = 96, 60, 80  # design.md section 5
_NAV_HINTS = (("↑ ↓", "Flytta"), ("Enter", "Öppna"), ("F6", "Nästa ruta"))


class MainWindow(QMainWindow):
    """See the module. Signals tell what the person wants; wiring does it."""

    lock_requested = Signal()
    place_opened = Signal(object)
    appearance_changed = Signal(object)  # (Mode, percent): to be kept by the wiring
    leaving = Signal()  # the window is about to go: what is typed is to be written now
    closing = Signal()

    def __init__(self, app: QApplication, theme: Theme, *, practice: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._unsaved = False
        self._notice_of_unsaved = False
        self.setObjectName("main_window")
        self._name = f"{NAME} – övning" if practice else NAME
        self.setWindowTitle(self._name)
        self.registry = Actions(self, theme)
        self.announcer = Announcer(self)
        self.idle = IdleWatch(app, self)
        self.top = TopRow(theme, self.registry, practice=practice)
        self.navigation = Navigation(theme)
        self.status = StatusBar(theme)
        self._build(theme)
        self.help = HelpDesk(self, theme, *self._room)
        self.palette_dialog = Palette(theme, self.registry, self)
        self.palette_dialog.set_help(self.help.find, self.help.open)
        self._sheet: ShortcutSheet | None = None
        self._bind()
        self._connect(app)
        self.setMinimumSize(480, 320)  # or Qt would widen the window before it can fold
        self.resize(1440, 900)
        theme.dress(self)
        self.fold()

    def _build(self, theme: Theme) -> None:
        self.setMenuWidget(self.top)
        self._offline = Banner(
            theme,
            Kind.INFO,
            "Du arbetar offline.",
            "Allt sparas krypterat på datorn och synkas när nätet är tillbaka.",
            icon="cloud-off",
            flat=True,
        )
        self._offline.hide()
        self._notice = Banner(theme, Kind.WARN, "", "", flat=True)
        self._notice.hide()
        self._leave = button(theme, "Stäng ändå", name="close_anyway", compact=True)
        self._leave.clicked.connect(self._close_anyway)
        self._leave.hide()
        self._notice.add_button(self._leave)
        self.crumbs = Crumbs(theme)
        self.stack = PageStack(theme)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self._notice, self._offline, self.crumbs):
            right.addWidget(widget)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.stack, 1)
        right.addLayout(beside, 1)
        self._room = beside, right  # where help stands
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(centre)

    def _bind(self) -> None:
        bind, theme = self.registry.bind, self._theme
        bind("palette", self.palette_dialog.present)
        bind("help.keys", self._show_sheet)
        bind("help.about", self._about)
        bind("pane.next", self._next_pane)
        bind("pane.previous", self._previous_pane)
        bind("lock", self.lock_requested.emit)
        bind("quit", self.close)
        bind("text.larger", theme.larger)
        bind("text.smaller", theme.smaller)
        bind("text.normal", theme.normal)
        bind("theme.light", self._light)
        bind("theme.dark", self._dark)
        bind("theme.system", self._system)

    def _about(self) -> None:
        self.say(f"KAA Desktop {__version__} · fri programvara, EUPL-1.2")

    def _connect(self, app: QApplication) -> None:
        self.navigation.chosen.connect(self.enter_place)
        self.top.place_chosen.connect(self.enter_place)
        self.crumbs.back_to.connect(self.stack.back_to)
        self.stack.shown.connect(self._shown)
        self.stack.titles_changed.connect(self._titles)
        self.stack.hints_changed.connect(self._show_hints)
        self.registry.refused.connect(self.say)
        self.status.open_sync.connect(self._open_sync)
        self.idle.warning.connect(self._warn_idle)
        self.idle.resumed.connect(self.hide_notice)
        self._theme.changed.connect(self._appearance)
        app.focusChanged.connect(self._focus_changed)

    # -- places and pages

    def add_place(self, key: str, make: Callable[[], Page]) -> None:
        """Say how the page of a navigation item is built, at its first visit."""
        self.stack.add_place(key, make)
        name = f"go.{key}"
        if any(spec.id == name for spec in self.registry.specs()):
            self.registry.bind(name, _Opener(self, key))

    def enter_place(self, key: str) -> None:
        """Open a place and move the focus into it."""
        self.open_place(key)
        self.stack.focus_top()

    def open_place(self, key: str) -> None:
        """Show the page of a place; whatever was opened on top of another is closed."""
        if self.stack.open_place(key):
            self.navigation.show_place(key)
            self.place_opened.emit(key)

    def push(self, page: Page) -> None:
        """Open a page on top of the present one."""
        self.stack.push(page)

    def back(self) -> None:
        """Close the top page; the focus returns to where the one below was left."""
        self.stack.back_to(len(self.stack.pages()) - 2)

    def current_page(self) -> Page | None:
        """The page shown; None before a place is opened."""
        return self.stack.top()

    def depth(self) -> int:
        """How many pages lie on each other; 0 before a place is opened."""
        return len(self.stack.pages())

    def empty(self) -> None:
        """Forget every page and name: at lock. Places are built anew at the next visit."""
        self.stack.leave()
        self.help.empty()
        self.idle.stop()
        self.registry.set_page({})
        self.palette_dialog.empty()
        if self._sheet is not None:
            self._sheet.hide()
        self.announcer.clear()
        self.stack.empty()
        self.crumbs.set_trail([])
        self.status.set_message("")
        self.navigation.set_person("", "")
        self.hide_notice()
        self.setWindowTitle(f"{self._name} – låst")

    def _shown(self) -> None:
        page = self.stack.top()
        self.registry.set_page(page.bindings() if page else {})
        self.status.set_message("")
        self._titles()
        self._show_hints()

    def _titles(self) -> None:
        titles = [page.title for page in self.stack.pages()]
        if titles:
            self.crumbs.set_trail(titles)
            self.setWindowTitle(f"{titles[-1]} – {self._name}")

    # -- panes and keys

    def panes(self) -> list[QWidget]:
        """What F6 visits: navigation (or ``Meny``), the page's panes, the status bar."""
        first = self.navigation.view if self.navigation.isVisible() else self.top.menu_button
        page = self.stack.top()
        inner = list(page.panes()) if page else []
        return [first, *inner, *self.help.panes(), self.status]

    def _next_pane(self) -> None:
        next_pane(self.panes(), QApplication.focusWidget(), 1)

    def _previous_pane(self) -> None:
        next_pane(self.panes(), QApplication.focusWidget(), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self.stack.top()
        if event.key() == Qt.Key.Key_Escape and page is not None:
            if not page.escape():
                self.back()
        else:
            super().keyPressEvent(event)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self:
            self._show_hints()

    def _show_hints(self) -> None:
        if self.navigation.view.hasFocus():
            self.status.set_hints(_NAV_HINTS)
        else:
            page = self.stack.top()
            self.status.set_hints(page.key_hints() if page else ())

    # -- what is said

    def say(self, words: str) -> None:
        """Put a sentence in the status bar and announce it: why something cannot be done."""
        self.status.set_message(words)
        self.announcer.announce(words)

    @property
    def sheet(self) -> ShortcutSheet:
        """The sheet of keys; made when it is first asked for, so that unlocking does not wait for it."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self._theme, self.registry.specs(), self)
        return self._sheet

    def _show_sheet(self) -> None:
        self.sheet.present()

    def set_rights(
        self,
        may: Callable[[Right], bool],
        why_not: Callable[[Right], str],
        shows: Callable[[Right | None], bool],
    ) -> None:
        """What the user's role may and is shown: the places, the menus' acts, the palette's."""
        self.registry.set_rights(why_not, shows)
        self.navigation.set_items(items_for(may))
        self.top.set_places(self.navigation.items())

    def set_person(self, name: str, role: str) -> None:
        """Who is logged in."""
        self.navigation.set_person(name, role)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many rows each place has."""
        self.navigation.set_counts(counts)
        self.top.set_places(self.navigation.items())

    def show_sync(self, words: SyncWords) -> None:
        """How work and connection stand: status bar, offline banner, mark at Synkning."""
        self.status.set_words(words)
        self._offline.setVisible(bool(words.offline_since))
        number = words.conflicts
        said = f"{number} {'konflikt' if number == 1 else 'konflikter'}" if number else ""
        self.navigation.set_warning("sync", said)
        self.top.set_places(self.navigation.items())
        self._unsaved = bool(words.unsaved_since)
        if self._notice_of_unsaved and not self._unsaved:
            self.hide_notice()  # it has been saved after all

    def warn_unsaved(self, title: str, text: str) -> None:
        """A text is in the window only; said until it has been saved."""
        self.notice(Kind.DANGER, title, text)
        self._notice_of_unsaved = True

    def notice(self, kind: Kind, title: str, text: str = "") -> None:
        """A band over the page; stays until ``hide_notice``."""
        self._notice_of_unsaved = False
        self._notice.set_message(kind, title, text)
        self._leave.hide()
        self._notice.show()
        self.announcer.announce(f"{title} {text}".strip())

    def hide_notice(self) -> None:
        """Take the band away."""
        self._notice_of_unsaved = False
        self._notice.hide()

    def _warn_idle(self) -> None:
        self.notice(Kind.WARN, "Låses om 1 minut.", "Rör en tangent för att fortsätta.")

    def _open_sync(self) -> None:
        self.enter_place("sync")

    # -- look

    def _light(self) -> None:
        self._theme.set_mode(Mode.LIGHT)

    def _dark(self) -> None:
        self._theme.set_mode(Mode.DARK)

    def _system(self) -> None:
        self._theme.set_mode(Mode.SYSTEM)

    def _appearance(self) -> None:
        self.fold()
        self.appearance_changed.emit((self._theme.mode, self._theme.percent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()

    def fold(self) -> None:
        """Give each part its room, by what the window and the help leave of it."""
        em = self.width() / self._theme.em
        narrow = em < RAIL_EM
        self.navigation.setVisible(not narrow)
        self.navigation.set_rail(rail=em - self.help.taken_em() < FULL_EM)
        self.top.set_fold(narrow=narrow, tight=em < TIGHT_EM)
        self.status.set_narrow(narrow=narrow)

    # -- closing

    def leave(self) -> None:
        """Have what is typed written, and wait to hear whether it was."""
        self.stack.leave()
        self.leaving.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        if self._unsaved and not self._leave.isVisible():
            # The one time the window asks (design.md, picture 15): the text is only here.
            event.ignore()
            self.warn_unsaved("Texten är inte sparad.", "Den försvinner om du stänger nu.")
            self._leave.show()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _close_anyway(self) -> None:
        self._unsaved = False
        self.close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.registry.refresh()


class _Opener:
    """Opens one place: a callable that holds the window no longer than the window holds it."""

    def __init__(self, shell: MainWindow, key: str) -> None:
        self._shell = shell
        self._key = key

    def __call__(self) -> None:
        self._shell.enter_place(self._key)
