"""The band that says how far counting has come: nothing before half a second, then a step and Avbryt."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from shiboken6 import isValid

from kaa_desktop.app.statistics_views import Asked
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

WAIT_MS: Final = 500  # design.md section 4: nothing before half a second
LOOK_MS: Final = 100
COUNTING: Final = "Räknar."
STOPPED: Final = "Räkningen är avbruten. Det som stod här står kvar."


class CountingBand(Banner):
    """One question at a time: a later one takes the place of the one before. ``stopped`` by a person."""

    stopped = Signal()

    def __init__(self, desk: Desk, *, name: str) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="loader", flat=True)
        self._desk = desk
        self._asked: Future[Any] | None = None
        self._step = COUNTING
        self._stop = button(desk.theme, "Avbryt", name=f"{name}_stop", compact=True)
        self._stop.setAccessibleName("Avbryt räkningen")
        self._stop.clicked.connect(self.stop)
        self.add_button(self._stop)
        self.wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self.wait.timeout.connect(self.say)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.say)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self._asked is not None

    def follow(
        self,
        asked: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
        words: str = COUNTING,
    ) -> None:
        """Wait for an answer; what was asked before is broken off."""
        if self._asked is not None:
            self._asked.cancel()
        self._asked, self._step = asked, words
        if not self.wait.isActive() and not self.isVisible():
            self.wait.start()
        ended = partial(self._failed, asked, failed)
        self._desk.then(asked, partial(self._done, asked, done), ended)

    def _done(self, asked: Future[Any], done: Callable[[Any], object], found: Any) -> None:
        if isValid(self) and self._asked is asked:
            self._settle()
            done(found)

    def _failed(
        self, asked: Future[Any], failed: Callable[[str], object] | None, sentence: str
    ) -> None:
        if isValid(self) and self._asked is asked:
            self._settle()
            (failed or self._desk.say)(sentence)

    def _settle(self) -> None:
        self._asked = None
        self.wait.stop()
        self._look.stop()
        self.hide()

    def say(self) -> None:
        """How far it has come."""
        if self._asked is None:
            return
        now = self._asked.progress if isinstance(self._asked, Asked) else None
        percent = 100 * now.done // max(1, now.all) if now is not None else 0
        self.set_message(Kind.INFO, self._step, f"{percent} % är klart." if now else "")
        if not self.isVisible():
            self.show()
            self._look.start()
            self._desk.announce(self._step)

    def stop(self, _checked: bool = False) -> None:
        """Break it off; what was shown stays."""
        if self._asked is not None:
            self._asked.cancel()
            self._settle()
            self._desk.say(STOPPED)
            self.stopped.emit()
