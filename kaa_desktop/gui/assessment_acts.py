"""Writing the kartläggning from any page, bound once for the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaa_desktop.gui.leaving_acts import CHOOSE_FIRST, HIDDEN
from kaa_desktop.gui.screens.desk import Desk, Screen

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page

NOT_HERE = "Öppna ungdomens kartläggning först."


def bind_assessments(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def chosen() -> YouthId | None:
        shown = page()
        return shown.chosen_youth() if isinstance(shown, Screen) else None

    def why_not() -> str:
        shown = page()
        return (
            "" if chosen() else (isinstance(shown, Screen) and shown.why_no_youth()) or CHOOSE_FIRST
        )

    def act() -> None:
        youth = chosen()
        if youth is None:
            desk.say(why_not())
        elif desk.session.leaving.guarding.hidden(youth):
            desk.say(HIDDEN)
        else:
            write(desk, youth)

    desk.actions.bind("assessment.write", act, why_not)
    desk.actions.bind("assessment.compare", lambda: desk.say(NOT_HERE), lambda: NOT_HERE)


def write(desk: Desk, youth: YouthId) -> None:
    """Open the form, where the writing was left."""
    begun = [
        row.id for row in desk.session.drafts() if row.youth == youth and row.form == "assessment"
    ]
    desk.open_form("assessment", youth, draft=begun[0] if begun else None)
