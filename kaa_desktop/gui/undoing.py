"""Ångra and Gör om: what was done since it was unlocked and is not entered in the journal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kaa_desktop.app.roles import why_not_undo

if TYPE_CHECKING:
    from kaa_desktop.app.views import Result
    from kaa_desktop.gui.screens.desk import Desk

NOTHING_DONE = "Det finns ingenting att ångra. Det som är fört in rättas med ett tillägg."
NOTHING_UNDONE = "Det finns ingenting att göra om."


def bind_undoing(desk: Desk) -> None:
    """Bind both acts; a text field in focus keeps Ctrl+Z for its own text."""
    session = desk.session

    def say(result: Result) -> None:
        desk.say(result.sentence or " ".join(one.sentence for one in result.problems))
        desk.actions.refresh()

    def undo() -> None:
        desk.then(session.undo(), say)

    def redo() -> None:
        desk.then(session.redo(), say)

    desk.actions.bind("undo", undo, partial(_why_not, desk, 0, NOTHING_DONE))
    desk.actions.bind("redo", redo, partial(_why_not, desk, 1, NOTHING_UNDONE))


def _why_not(desk: Desk, which: int, nothing: str) -> str:
    if reason := why_not_undo(desk.session.role):
        return reason
    return "" if desk.session.undoable()[which] else nothing
