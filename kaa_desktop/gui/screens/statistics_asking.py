"""The band that says how far counting has come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from shiboken6 import isValid

from kaa_desktop.app.statistics_views import Asked
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.reading_band import WaitingBand

COUNTING: Final = "Räknar."
STOPPED: Final = "Räkningen är avbruten. Det som stod här står kvar."


class CountingBand(WaitingBand):
    """One question at a time: a later one takes the place of the one before. ``stopped`` by a person."""

    stopped = Signal()

    def __init__(self, desk: Desk, *, name: str) -> None:
        super().__init__(desk, name=name, stops="Avbryt räkningen")
        self._asked: Future[Any] | None = None
        self._step = COUNTING

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
            self.settle()
            done(found)

    def _failed(
        self, asked: Future[Any], failed: Callable[[str], object] | None, sentence: str
    ) -> None:
        if isValid(self) and self._asked is asked:
            self.settle()
            (failed or self._desk.say)(sentence)

    def settle(self) -> None:
        self._asked = None
        super().settle()

    def told(self) -> tuple[str, str] | None:
        if self._asked is None:
            return None
        now = self._asked.progress if isinstance(self._asked, Asked) else None
        percent = 100 * now.done // max(1, now.all) if now is not None else 0
        return self._step, f"{percent} % är klart." if now else ""

    def stop(self, _checked: bool = False) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self.settle()
            self._desk.say(STOPPED)
            self.stopped.emit()
