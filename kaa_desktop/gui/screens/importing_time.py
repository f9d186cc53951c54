"""What takes its time on the page "Läs in register": told, and waited for without holding the window."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from kaa_desktop.app.importing_views import Doing, Imported
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.importing_parts import LOOK_MS, Working
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner


class TakingTime(Screen):
    """A page with one thing under way at a time."""

    def __init__(self, desk: Desk, title: str, *, name: str) -> None:
        super().__init__(desk, title, name=name)
        self._busy = False
        self._working = Working(self.theme)
        self._fault = Banner(self.theme, Kind.DANGER, flat=True)
        self._fault.hide()
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._show_doing)

    def doing(self) -> Doing | None:
        """What is under way now."""
        raise NotImplementedError

    def stay(self) -> None:
        """Show the step again, after what did not go through."""
        raise NotImplementedError

    def _run(self, future: Future[Any], done: Any) -> None:
        self._busy = True
        self._fault.hide()
        self._working.begin()
        self._look.start()
        self.desk.then(future, partial(self._finished, done), self._failed)

    def _finished(self, done: Any, result: Any) -> None:
        if not isValid(self):
            if isinstance(result, Imported):
                self.desk.say(result.sentence)
            return
        self._rest()
        done(result)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._rest()
            self._fault.set_message(Kind.INFO, sentence)
            self._fault.show()
            self.stay()
        self.desk.say(sentence)

    def _rest(self) -> None:
        self._busy = False
        self._look.stop()
        self._working.end()

    def _show_doing(self) -> None:
        self._working.show_doing(self.doing())
