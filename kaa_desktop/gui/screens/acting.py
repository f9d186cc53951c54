"""A page with one act about many: what was chosen stands there until it is done, or says why it is not."""

from __future__ import annotations

from collections.abc import Sequence

from shiboken6 import isValid

from kaa_core.model.registry import Problem
from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner


class ActingScreen(Screen):
    """`_busy` while the act is under way; `_fault` is for what is wrong with no field.

    `not_done`: what is safe when it could not be done.
    """

    not_done = ""

    def __init__(self, desk: Desk, title: str, *, name: str) -> None:
        super().__init__(desk, title, name=name)
        self._busy = False
        self._fault = Banner(self.theme, Kind.DANGER)
        self._fault.hide()

    def _show(self, problems: Sequence[Problem]) -> None:
        """Say what keeps it from being done."""
        raise NotImplementedError

    def _show_loose(self, said: str) -> None:
        """Say above the fields what is wrong with none of them; empty: nothing is."""
        self._fault.set_message(Kind.DANGER, self.not_done, said)
        self._fault.setVisible(bool(said))

    def _done(self, result: Result) -> None:
        self._busy = False
        if not result.done:
            if isValid(self):
                self._show(result.problems)
            return
        if isValid(self) and self.isVisible():
            self.desk.back()
        self.desk.say(result.sentence)

    def _failed(self, sentence: str) -> None:
        self._busy = False
        if isValid(self):
            self._fault.set_message(Kind.DANGER, self.not_done, sentence)
            self._fault.show()
        else:
            self.desk.say(f"{self.not_done} {sentence}")
