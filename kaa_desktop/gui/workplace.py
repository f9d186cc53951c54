"""An unlocked profile in the window: places, pages, forms, counts and the changes that reach them.

Lives from unlock to lock. Everything that other threads say comes in by one queued signal each, so
that screens and forms only ever run on the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget

from kaa_core import __version__
from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.found import Hit, Notes
from kaa_desktop.app.session import Session
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.access_acts import tell_of_others
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.case_acts import bind_case_acts
from kaa_desktop.gui.forms.keeper import DraftKeeper
from kaa_desktop.gui.later import Later
from kaa_desktop.gui.leaving_acts import refuse_hidden
from kaa_desktop.gui.mishaps import parts_of
from kaa_desktop.gui.navigation import items_for
from kaa_desktop.gui.role_watch import RoleWatch
from kaa_desktop.gui.said import DRAFT_UNREADABLE, counts_by_place, said
from kaa_desktop.gui.screens.desk import FormOrder, Screen, joined
from kaa_desktop.gui.screens.youth_page import YouthScreen
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.sync_acts import bind_sync
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.undoing import bind_undoing

PREPARE_MS = 200
GATHER_MOST_MS = 2000
GATHER_MS = 40  # a pull arrives as a shower of changes: one refresh for all of them
CHOOSE_FIRST = "Välj en ungdom först."
FORM_ACTS = {
    "contact.new": "contact",
    "conversation.new": "conversation",
    "note.new": "journal_note",
    "visit.plan": "plan_visit",
    "task.new": "task",
    "youth.change": "youth",
}

MakeScreen = Callable[["Workplace"], Screen]
MakeForm = Callable[["Workplace", FormOrder], Screen]


class Workplace(QObject):
    """The desk that every screen and form is handed (see `screens.desk.Desk`)."""

    decided = Signal(object)  # Municipality: when it is read first, and when it has changed
    _changed = Signal(object)

    def __init__(
        self,
        shell: MainWindow,
        theme: Theme,
        session: Session,
        places: Mapping[str, MakeScreen],
        forms: Mapping[str, MakeForm],
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._theme = theme
        self._session = session
        self._forms = forms
        self._places = dict(places)
        self._screens: list[Screen] = []
        self._youth_screen: YouthScreen | None = None
        self._open = True
        self._roles = RoleWatch(shell, session)
        self._counts: dict[str, int] = {}
        self._copied = ""
        self._later = Later(self)
        self._later.damaged.connect(self._damaged)
        self._gathered = Changes()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._told = QElapsedTimer()
        self._told.start()
        self._rest = 0
        self._gather.timeout.connect(self._tell)
        self._prepare = QTimer(self)
        self._prepare.setSingleShot(True)
        self._prepare.setInterval(PREPARE_MS)
        self._prepare.timeout.connect(self._free_youth_screen)
        self._changed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._keeper = DraftKeeper(session, self.then, self)
        self._keeper.standing.connect(self._show_state)
        shell.leaving.connect(self._keeper.settle)
        self._bind()
        self._unsubscribe = session.subscribe(self._hear)

    # -- what screens see

    @property
    def session(self) -> Session:
        """The unlocked profile."""
        return self._session

    @property
    def theme(self) -> Theme:
        """The look in force."""
        return self._theme

    @property
    def actions(self) -> Actions:
        """The window's acts."""
        return self._shell.registry

    @property
    def home(self) -> QWidget:
        """What holds the pages."""
        return self._shell.stack

    @property
    def keeper(self) -> DraftKeeper:
        """Keeps the drafts of all forms."""
        return self._keeper

    def go(self, place: str) -> None:
        """Open a place of the navigation."""
        self._shell.enter_place(place)

    def open_youth(
        self,
        youth: YouthId,
        among: Sequence[YouthId] = (),
        follow: Callable[[YouthId], object] | None = None,
    ) -> None:
        """Open her page, or the kept entry's: one is made and shown for each in turn, it has much in it."""
        page = self._session.youth_page(self._session.same_person.kept_for(youth) or youth)
        if page is None:
            self.say("Ungdomen finns inte längre på den här datorn.")
            return
        screen = self._free_youth_screen()
        screen.open(page, among, follow)
        self._shell.push(screen)

    def _free_youth_screen(self) -> YouthScreen:
        screen = self._youth_screen
        if screen is None or screen in self._shell.stack.pages():
            screen = self._youth_screen = YouthScreen(self)
            self._known(screen)
        return screen

    def open_form(
        self,
        kind: str,
        youth: YouthId,
        *,
        record: RecordId | None = None,
        draft: DraftId | None = None,
    ) -> None:
        """Open a form on top of the page shown; nothing is written over a draft that cannot be read."""
        if kind not in self._forms:
            self.say(DRAFT_UNREADABLE)
            return
        reason = self._roles.may_not_write()
        if reason and draft is None:
            if record is not None and self._shell.depth() == 1:  # a visit in a list: to its youth
                self.open_youth(youth)
            self.say(reason)
            return
        order = FormOrder(kind=kind, youth=youth, record=record, draft=draft)
        self._push(self._forms[kind](self, order))
        self._roles.read_only(self._screens)

    def open_screen(self, screen: Screen) -> None:
        """Open a page that a screen has made, on top of the page shown; none of a hidden case."""
        if not refuse_hidden(self, screen):
            self._push(screen)

    def back(self) -> None:
        """Leave the page on top."""
        self._shell.back()

    def entered(self, record: RecordId) -> None:
        """Let the youth's page choose the event that was just entered."""
        if self._youth_screen is not None:
            self._youth_screen.choose_event(record)

    def say(self, sentence: str) -> None:
        """Say politely what happened."""
        self._shell.say(sentence)

    def announce(self, words: str) -> None:
        """Say something to screen readers only."""
        self._shell.announcer.announce(words)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard until it is replaced, or the program is locked."""
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(text)
        self._copied = clipboard.text()  # the system may end lines in its own way

    def then(
        self,
        future: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Call `done(result)`, or `failed(sentence)`, on the window's thread."""
        self._later.then(future, done, failed or self.say)

    def _damaged(self, fault: BaseException) -> None:
        self._shell.notice(Kind.DANGER, *parts_of(fault))

    # -- from lock to lock

    def begin(self, place: str = "") -> None:
        """Open the first page, that of the role; once it stands, make ready the one that is opened most.

        The first thing that reads: raises `StoreFault` when that fails.
        """
        self._count()
        self._show_state()
        self.decided.emit(self._session.municipality())
        first = next(item.key for item in self._shell.navigation.items() if item.key)
        self._shell.enter_place(place or first)
        if self._session.may(Right.READ_CASES):
            self._prepare.start()

    def close(self) -> None:
        """Stop listening; what is still under way is no longer told to any screen.

        It ends by Qt's hand: if Python collected it in another thread, its timer would be left.
        """
        self._open = False
        self._take_back()
        self._later.close()
        self._unsubscribe()
        self._gather.stop()
        self._prepare.stop()
        self._shell.leaving.disconnect(self._keeper.settle)
        self._shell.palette_dialog.youth_chosen.disconnect(self._open_found)
        self._shell.palette_dialog.set_search(_nobody)
        self._shell.empty()
        self._screens.clear()
        self._youth_screen = None
        self.deleteLater()

    # -- inside

    def _take_back(self) -> None:
        """What was written about a person does not lie on the clipboard of a locked computer."""
        clipboard = QGuiApplication.clipboard()
        # Also what was copied out of a field or a page; what another program put there stays.
        if clipboard.ownsClipboard() or (self._copied and clipboard.text() == self._copied):
            clipboard.clear()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        self._copied = ""

    def _bind(self) -> None:
        shell = self._shell
        self._roles.follow((), {})
        shown = {item.key for item in items_for(self._session.may)}
        for place, make in self._places.items():
            if place in shown:
                shell.add_place(place, partial(self._make, make))
        for act, kind in FORM_ACTS.items():
            shell.registry.bind(act, partial(self._form_about_chosen, kind), self._none_chosen)
        shell.registry.bind("visit.new", self._visit_of_chosen, self._none_chosen)
        shell.registry.bind("sync.now", self._session.sync_now)
        shell.registry.bind("help.about", self._about)
        shell.registry.bind("palette", self._open_palette)
        bind_undoing(self)
        bind_sync(self)
        bind_case_acts(self, self._shell.current_page)
        shell.palette_dialog.set_search(self._session.search, self._search_notes)
        shell.palette_dialog.youth_chosen.connect(self._open_found)

    def _about(self) -> None:
        support = self._session.municipality().support
        self.say(f"KAA Desktop {__version__} · fri programvara, EUPL-1.2. {support.sentence}")

    def _make(self, make: MakeScreen) -> Screen:
        return self._known(make(self))

    def _push(self, screen: Screen) -> None:
        self._shell.push(self._known(screen))

    def _known(self, screen: Screen) -> Screen:
        self._screens.append(screen)
        screen.destroyed.connect(partial(self._forget, screen))
        return screen

    def _forget(self, screen: Screen, _gone: QObject | None = None) -> None:
        if screen in self._screens:
            self._screens.remove(screen)

    def _chosen(self) -> YouthId | None:
        if not self._shell.depth():
            return None
        page = self._shell.current_page()
        return page.chosen_youth() if isinstance(page, Screen) else None

    def _none_chosen(self) -> str:
        if self._chosen() is not None:
            return ""
        page = self._shell.current_page() if self._shell.depth() else None
        return (page.why_no_youth() if isinstance(page, Screen) else "") or CHOOSE_FIRST

    def _form_about_chosen(self, kind: str) -> None:
        youth = self._chosen()
        if youth is not None:
            self.open_form(kind, youth)

    def _visit_of_chosen(self) -> None:
        """Report the visit planned for today if there is one, else one that nobody planned."""
        youth = self._chosen()
        page = None if youth is None else self._session.youth_page(youth)
        if youth is None or page is None:
            return
        today = self._session.today()
        planned = [one.visit for one in page.visits if one.on == today and not one.done]
        self.open_form("home_visit", youth, record=planned[0] if planned else None)

    def _open_palette(self) -> None:
        """The acts about whoever is chosen come first, under the name."""
        youth = self._chosen()
        rows = [] if youth is None else self._session.youth_rows((youth,))
        self._shell.palette_dialog.set_case(rows[0].name if rows else "")
        self._shell.palette_dialog.present()

    def _search_notes(self, text: str, show: Callable[[Notes], object]) -> None:
        self.then(self._session.search_notes(text), show)

    def _open_found(self, youth: YouthId, record: RecordId | None) -> None:
        """Open whom the palette found, at what was found."""
        self.open_youth(youth)
        page = self._shell.current_page()
        if record is not None and isinstance(page, YouthScreen):
            page.choose_event(record)

    def _hear(self, changes: Changes) -> None:
        """Called on any thread."""
        if self._open:
            with suppress(RuntimeError):  # closed and gone at this very moment
                self._changed.emit(changes)

    def _take(self, changes: Changes) -> None:
        """Gather what comes close together: one refresh for a whole pull."""
        if not self._open:
            return
        self._gathered = joined(self._gathered, changes)
        if not self._gather.isActive():
            self._gather.start(max(GATHER_MS, self._rest - self._told.elapsed()))

    def _tell(self) -> None:
        changes, self._gathered = self._gathered, Changes()
        spent = QElapsedTimer()
        spent.start()
        if changes.everything or changes.youths or changes.kinds:
            self._count()
        self._show_state()
        self._roles.follow(self._screens, self._counts)
        if changes.everything or "municipality" in changes.kinds:
            self.decided.emit(self._session.municipality())
        tell_of_others(self._shell, self._keeper, changes)
        for screen in list(self._screens):
            screen.take(changes)
        self._shell.registry.refresh()
        # A first download changes all the time: most of the time belongs to the person. A change
        # that comes alone has waited long enough.
        self._rest = min(4 * spent.elapsed(), GATHER_MOST_MS)
        self._told.restart()

    def _count(self) -> None:
        """Counting lists of 20 000 takes longer than all else: only when what they hold has changed."""
        self._counts = counts_by_place(self._session.nav_counts())
        self._counts["targets"] = self._session.targets.count()
        self._counts["plans"] = self._session.plans.count()
        self._shell.set_counts(self._counts)

    def _show_state(self, *_standing: object) -> None:
        view = self._session.sync_view()
        waits = view.conflicts + len(self._session.refused())
        if waits != self._counts.get("sync"):
            self._counts["sync"] = waits
            self._shell.set_counts(self._counts)
        self._shell.show_sync(said(view, self._keeper.unsaved_since))


def _nobody(_text: str) -> tuple[Hit, ...]:
    """While locked the palette finds nobody."""
    return ()
