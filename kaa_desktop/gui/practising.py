"""The acts of practising in an open window: another window, a conflict, and the page Övningen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kaa_core.model.rights import Right
from kaa_desktop.app.practice import Practice
from kaa_desktop.app.sync_words import HERE_ONLY
from kaa_desktop.app.views import ListFilter
from kaa_desktop.gui.screens.desk import Screen
from kaa_desktop.gui.screens.practice import Hands, PracticeScreen
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.workplace import Workplace

ONLY_THERE = "Går bara i övningskommunen."
ALREADY = "Du är redan i övningskommunen."


class Practising(QObject):
    """One for each unlocking; ends with the workplace."""

    def __init__(
        self, shell: MainWindow, workplace: Workplace, practice: Practice, hands: Hands
    ) -> None:
        super().__init__(workplace)
        self._shell = shell
        self._workplace = workplace
        self._practice = practice
        self._hands = hands
        bind = shell.registry.bind
        bind("practice.beside", self._beside, self._why_not_beside)
        bind("practice.conflict", self._conflict, self._why_no_conflict)
        bind("go.practice", self._open, self._why_not_here)
        if self._alone:
            bind("sync.now", self._sync)

    @property
    def _alone(self) -> bool:
        return self._workplace.session.who.alone

    def _why_not_here(self) -> str:
        return "" if self._alone else ONLY_THERE

    def _why_not_beside(self) -> str:
        return ALREADY if self._alone else ""

    def _why_no_conflict(self) -> str:
        return self._why_not_here() or self._workplace.session.why_not(Right.WRITE_CASES)

    def _beside(self) -> None:
        self._workplace.then(self._practice.start_beside(), self._started)

    def _started(self, _nothing: object) -> None:
        self._workplace.say("Övningskommunen öppnas i ett eget fönster.")

    def _sync(self) -> None:
        self._workplace.session.sync_now()
        self._workplace.say(HERE_ONLY)

    def _open(self) -> None:
        if not isinstance(self._shell.current_page(), PracticeScreen):
            self._workplace.open_screen(PracticeScreen(self._workplace, self._hands))

    def _conflict(self) -> None:
        """The colleague writes when she does: on whoever is chosen, else the first of her own."""
        session = self._workplace.session
        page = self._shell.current_page()
        youth = page.chosen_youth() if isinstance(page, Screen) else None
        if youth is None:
            own = session.youth_ids(ListFilter.MINE).ids or session.youth_ids().ids
            youth = own[0]
        colleague = session.practise_conflict()
        self._workplace.open_form("youth", youth)
        self._workplace.say(
            f"Skriv ett nytt telefonnummer. {colleague} skriver ett annat samtidigt."
        )
