"""An unlocked profile in the window: places, pages, forms, counts and the changes that reach them.

Lives from unlock to lock. Everything that other threads say comes in by one queued signal each, so
that screens and forms only ever run on the window's thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

from attrs import frozen
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_desktop.app.session import Session
from kaa_desktop.app.sync_views import Network, SyncView
from kaa_desktop.app.views import Changes, ListFilter, NavCounts
from kaa_desktop.app.views_base import Tone
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.palette import Hit
from kaa_desktop.gui.screens.desk import FormOrder, Screen
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.statusbar import SyncWords
from kaa_desktop.gui.theme import Theme

_log = logging.getLogger(__name__)
GATHER_MS = 40  # a pull arrives as a shower of changes: one refresh for all of them
CHOOSE_FIRST = "Välj en ungdom först."
UNFORESEEN = "Något oväntat hände. Det som var sparat finns kvar. Försök igen. Kontakta support om det upprepas."
FORM_ACTS = {
    "contact.new": "contact",
    "visit.new": "home_visit",
    "conversation.new": "conversation",
    "note.new": "journal_note",
}

MakeScreen = Callable[["Workplace"], Screen]
MakeForm = Callable[["Workplace", FormOrder], Screen]


@frozen
class SaidWords(SyncWords):
    """The status bar's words as the session has already put them."""

    saved: str = ""
    network: str = ""

    def save_state(self) -> str:
        """The words at the left."""
        return self.saved

    def network_state(self) -> str:
        """The words after the line."""
        return self.network


def said(view: SyncView) -> SaidWords:
    """What the window shows of saving and synchronising."""
    return SaidWords(
        saved=view.saved,
        network=view.network,
        waiting=view.waiting,
        conflicts=view.conflicts,
        offline_since=view.network if view.state is Network.OFFLINE else "",
        refused=view.state is Network.STOPPED,
        unsaved_since=view.saved if view.saved_tone is Tone.DANGER else "",
    )


def counts_by_place(counts: NavCounts) -> dict[str, int]:
    """The number beside each place of the navigation."""
    return {
        "day": counts.tasks,
        "youths": counts.enrolled,
        "mine": counts.mine,
        "unreached": counts.not_reached,
        "new": counts.new,
        "visits": counts.visits_today,
        "sync": counts.conflicts + counts.refused,
    }


class Workplace(QObject):
    """The desk that every screen and form is handed (see `screens.desk.Desk`)."""

    _changed = Signal(object)
    _ready = Signal(object)

    def __init__(
        self,
        shell: MainWindow,
        theme: Theme,
        session: Session,
        places: Mapping[str, MakeScreen],
        forms: Mapping[str, MakeForm],
    ) -> None:
        super().__init__()
        self._shell = shell
        self._theme = theme
        self._session = session
        self._forms = forms
        self._places = dict(places)
        self._screens: list[Screen] = []
        self._open = True
        self._gathered = Changes()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._tell)
        self._changed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._bind()
        self._unsubscribe = session.subscribe(self._changed.emit)
        self._show_state()

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

    def go(self, place: str) -> None:
        """Open a place of the navigation."""
        self._shell.enter_place(place)

    def open_youth(
        self,
        youth: YouthId,
        among: Sequence[YouthId] = (),
        follow: Callable[[YouthId], object] | None = None,
    ) -> None:
        """Open a youth's page on top."""
        from kaa_desktop.gui.screens.youth_page import YouthScreen  # noqa: PLC0415 - after the list

        page = self._session.youth_page(youth)
        if page is None:
            self.say("Ungdomen finns inte längre på den här datorn.")
            return
        self._push(YouthScreen(self, page, among, follow))

    def open_form(
        self,
        kind: str,
        youth: YouthId,
        *,
        record: RecordId | None = None,
        draft: DraftId | None = None,
    ) -> None:
        """Open a form on top of the page shown."""
        order = FormOrder(kind=kind, youth=youth, record=record, draft=draft)
        self._push(self._forms[kind](self, order))

    def open_screen(self, screen: Screen) -> None:
        """Open a page that a screen has made, on top of the page shown."""
        self._push(screen)

    def back(self) -> None:
        """Leave the page on top."""
        self._shell.back()

    def say(self, sentence: str) -> None:
        """Say politely what happened."""
        self._shell.say(sentence)

    def then(
        self,
        future: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Call `done(result)`, or `failed(sentence)`, on the window's thread."""
        future.add_done_callback(partial(self._hand_over, done, failed))

    # -- from lock to lock

    def begin(self, place: str = "day") -> None:
        """Open the first page."""
        self._shell.enter_place(place)

    def close(self) -> None:
        """Stop listening; what is still under way is no longer told to any screen."""
        self._open = False
        self._unsubscribe()
        self._gather.stop()
        self._shell.empty()
        self._screens.clear()

    # -- inside

    def _bind(self) -> None:
        shell = self._shell
        for place, make in self._places.items():
            shell.add_place(place, partial(self._make, make))
        for act, kind in FORM_ACTS.items():
            shell.registry.bind(act, partial(self._form_about_chosen, kind), self._none_chosen)
        shell.registry.bind("sync.now", self._session.sync_now)
        shell.palette_dialog.set_search(self._search)
        shell.palette_dialog.youth_chosen.connect(self.open_youth)
        who = self._session.who
        shell.set_person(who.name, who.role)

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
        return "" if self._chosen() is not None else CHOOSE_FIRST

    def _form_about_chosen(self, kind: str) -> None:
        youth = self._chosen()
        if youth is not None:
            self.open_form(kind, youth)

    def _search(self, text: str) -> list[Hit]:
        return [Hit(hit.youth, hit.name, hit.detail) for hit in self._session.search(text)]

    def _take(self, changes: Changes) -> None:
        """Gather what comes close together: one refresh for a whole pull."""
        if not self._open:
            return
        so_far = self._gathered
        self._gathered = Changes(
            youths=so_far.youths | changes.youths,
            kinds=so_far.kinds | changes.kinds,
            sync=so_far.sync or changes.sync,
            everything=so_far.everything or changes.everything,
        )
        if not self._gather.isActive():
            self._gather.start()

    def _tell(self) -> None:
        changes, self._gathered = self._gathered, Changes()
        self._show_state()
        for screen in list(self._screens):
            screen.take(changes)
        self._shell.registry.refresh()

    def _show_state(self) -> None:
        self._shell.set_counts(counts_by_place(self._session.nav_counts()))
        self._shell.show_sync(said(self._session.sync_view()))

    def _hand_over(
        self,
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None,
        future: Future[Any],
    ) -> None:
        self._ready.emit((future, done, failed))

    def _deliver(
        self,
        told: tuple[Future[Any], Callable[[Any], object], Callable[[str], object] | None],
    ) -> None:
        future, done, failed = told
        if not self._open or future.cancelled():
            return
        fault = future.exception()
        if fault is None:
            done(future.result())
        else:
            (failed or self.say)(sentence_of(fault))


def sentence_of(fault: BaseException) -> str:
    """What a person is told of a fault; an unforeseen one is logged by its type only."""
    sentence = getattr(fault, "sentence", "")
    if isinstance(sentence, str) and sentence:
        return sentence
    if not isinstance(fault, CancelledError):
        _log.error("unforeseen fault: %s", type(fault).__name__)
    return UNFORESEEN


PLACES: dict[str, ListFilter] = {
    "youths": ListFilter.ENROLLED,
    "mine": ListFilter.MINE,
    "unreached": ListFilter.NOT_REACHED,
    "new": ListFilter.NEW,
}
