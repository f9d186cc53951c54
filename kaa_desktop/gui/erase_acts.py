"""Erasing from the page that is shown: the youth, or the event chosen in her journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kaa_core.model.rights import Right
from kaa_desktop.gui.screens.desk import Desk, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import RecordId, YouthId
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en ungdom först."
CHOOSE_EVENT = "Välj en händelse i journalen först."


def bind_erasing(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def youth() -> YouthId | None:
        return youth_on(page())

    def event() -> RecordId | None:
        journal: Any = getattr(page(), "journal", None)
        entry = journal.current_entry() if journal is not None else None
        return None if entry is None else entry.id

    def show(record: RecordId | None) -> None:
        from kaa_desktop.gui.screens.erase import ErasePage  # noqa: PLC0415 - seldom asked for

        chosen = youth()
        outlook = desk.session.erasing.outlook(chosen, record) if chosen is not None else None
        if outlook is None:
            desk.say("Uppgiften finns inte längre på den här datorn.")
        else:
            desk.open_screen(ErasePage(desk, outlook))

    def why_not_youth() -> str:
        may_not = desk.session.why_not(Right.KEEP_REGISTER)
        return may_not or ("" if youth() is not None else CHOOSE_FIRST)

    def why_not_event() -> str:
        return why_not_youth() or ("" if event() is not None else CHOOSE_EVENT)

    desk.actions.bind("youth.erase", lambda: show(None), why_not_youth)
    desk.actions.bind("entry.erase", lambda: show(event()), why_not_event)
