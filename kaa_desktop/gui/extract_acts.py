"""Giving out what is kept about a youth, bound once for the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaa_core.model.rights import Right
from kaa_desktop.gui.screens.desk import Desk, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en ungdom först."


def bind_extracts(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the act; `page` is the page shown."""

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

    desk.actions.bind("extract.show", show, why_not)
