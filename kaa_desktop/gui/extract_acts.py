"""Giving out what is kept about a youth, bound once for the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaa_core.model.rights import Right
from kaa_desktop.gui.leaving_acts import CHOOSE_FIRST, HIDDEN
from kaa_desktop.gui.screens.desk import Desk, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.app.views import Result
    from kaa_desktop.gui.pages import Page


def bind_extracts(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def youth() -> YouthId | None:
        return youth_on(page())

    def show() -> None:
        from kaa_desktop.gui.screens.giving_out import extract_of  # noqa: PLC0415 - seldom asked for

        made = extract_of(desk, youth())
        if made is not None:
            desk.open_screen(made)

    def why_not() -> str:
        may_not = desk.session.why_not(Right.READ_CASES)
        return may_not or ("" if youth() is not None else CHOOSE_FIRST)

    def print_journal() -> None:
        from kaa_desktop.gui.screens.journal_print import JournalPrintPage  # noqa: PLC0415

        found = youth()
        shown = None if found is None else desk.session.youth_page(found)
        if shown is None:
            return
        if shown.closed:
            desk.say(HIDDEN)
            return

        def done(result: Result) -> None:
            desk.back()
            desk.say(result.sentence)

        desk.open_screen(JournalPrintPage(desk, shown.id, shown.heading, done))

    def may_not_print() -> str:
        may_not = desk.session.why_not(Right.WRITE_CASES)
        return may_not or ("" if youth() is not None else CHOOSE_FIRST)

    desk.actions.bind("extract.show", show, why_not)
    desk.actions.bind("journal.print", print_journal, may_not_print)
