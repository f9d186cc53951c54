"""Letters, rounds and numbers that hold, bound once for the window; who is told of a late round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer

from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.store.errors import StoreFault

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.app.reaching import Way
    from kaa_desktop.app.views import Result
    from kaa_desktop.gui.pages import Page
    from kaa_desktop.gui.shell import MainWindow

CHOOSE_FIRST = "Välj en eller flera ungdomar först."
MOST = "Välj högst {} ungdomar åt gången."
MOST_LETTERS, MOST_VISITS = 2_000, 40
LOOK_MS = 60_000
LATE = "{} väntades tillbaka från hembesök. Ring och fråga."
MAKE_SURE = "Rundan avslutas med Tillbaka på sidan Hembesök i dag."


def bind_outreach(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def chosen() -> Sequence[YouthId]:
        now = page()
        return now.chosen_youths() if isinstance(now, Screen) else ()

    def one() -> YouthId | None:
        now = page()
        return now.chosen_youth() if isinstance(now, Screen) else None

    def nobody() -> str:
        return "" if one() is not None else "Välj en ungdom först."

    def letters() -> None:
        from kaa_desktop.gui.screens.letters import LetterChoicePage  # noqa: PLC0415 - seldom

        desk.open_screen(LetterChoicePage(desk, tuple(chosen())))

    def put() -> None:
        from kaa_desktop.gui.screens.round_forms import PutPage  # noqa: PLC0415 - seldom

        desk.open_screen(PutPage(desk, tuple(chosen()), partial(_done, desk)))

    def templates() -> None:
        from kaa_desktop.gui.screens.letter_templates import TemplatesScreen  # noqa: PLC0415

        desk.open_screen(TemplatesScreen(desk))

    def confirm(way: Way) -> None:
        youth = one()
        if youth is not None:
            desk.then(desk.session.reaching.confirm(youth, way), partial(_say, desk))

    from kaa_desktop.app.reaching import Way  # noqa: PLC0415 - after the unlock window

    bind = desk.actions.bind
    bind("letters.make", letters, partial(_too_many, chosen, MOST_LETTERS))
    bind("round.put", put, partial(_too_many, chosen, MOST_VISITS))
    bind("letters.templates", templates)
    bind("confirm.address", partial(confirm, Way.ADDRESS), nobody)
    bind("confirm.phone", partial(confirm, Way.PHONE), nobody)
    bind("confirm.guardian", partial(confirm, Way.GUARDIAN), nobody)
    RoundWatch(desk)


def _too_many(chosen: Callable[[], Sequence[YouthId]], most: int) -> str:
    count = len(chosen())
    if not count:
        return CHOOSE_FIRST
    return MOST.format(most) if count > most else ""


def _done(desk: Desk, result: Result) -> None:
    desk.back()
    desk.say(result.sentence)


def _say(desk: Desk, result: Result) -> None:
    desk.say(result.sentence or " ".join(one.sentence for one in result.problems))


class RoundWatch(QObject):
    """Tells who waits for a round that it is late: once for each, by colleagues' names alone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(cast(QObject, desk))  # the workplace: it ends with the lock
        self._shell = cast("MainWindow", desk.home.window())
        self._session = desk.session
        self._told: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Say it when somebody has become late; take it away when they are back."""
        try:
            late = self._session.rounds.late()
        except StoreFault:  # locked at this very moment; a damaged store is told elsewhere
            return
        if late == self._told:
            return
        former, self._told = self._told, late
        if late:
            self._shell.notice(Kind.WARN, _said(late), MAKE_SURE)
        elif self._stands(former):
            self._shell.hide_notice()

    def _stands(self, who: tuple[str, ...]) -> bool:
        """Whether it is still what is told: another notice has not come in its place."""
        said = f"{_said(who)} {MAKE_SURE}"
        return any(one.accessibleName() == said for one in self._shell.findChildren(Banner))


def _said(who: tuple[str, ...]) -> str:
    return LATE.format(", ".join(who))
