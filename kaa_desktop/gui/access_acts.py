"""Giving access to a case, bound once for the window; and what it does when sight of one is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from kaa_core.model.rights import Right
from kaa_desktop.gui.said import doubled_words
from kaa_desktop.gui.screens.desk import Desk, Screen, youth_on
from kaa_desktop.gui.tokens import Kind

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.app.views import Changes
    from kaa_desktop.gui.forms.keeper import DraftKeeper
    from kaa_desktop.gui.pages import Page
    from kaa_desktop.gui.shell import MainWindow

CHOOSE_FIRST = "Välj en ungdom först."
GONE = ("Ärendet är raderat efter ett beslut.", "Det finns inte längre på datorn.")
NO_SIGHT = ("Du har inte längre tillgång till ärendet.", "Det du skrivit är skickat.")


def bind_access(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def youth() -> YouthId | None:
        return youth_on(page())

    def show() -> None:
        from kaa_desktop.gui.screens.access import AccessScreen  # noqa: PLC0415 - seldom asked for

        chosen = youth()
        found = desk.session.youth_rows([chosen]) if chosen is not None else []
        if found:
            desk.open_screen(AccessScreen(desk, found[0].id, found[0].name))

    def why_not() -> str:
        may_not = desk.session.why_not(Right.KEEP_REGISTER)
        return may_not or ("" if youth() is not None else CHOOSE_FIRST)

    desk.actions.bind("access.show", show, why_not)


def tell_of_others(shell: MainWindow, keeper: DraftKeeper, changes: Changes) -> None:
    """Say what has come from the server that the person has to know at once."""
    if changes.doubled:
        shell.notice(Kind.WARN, *doubled_words(changes.doubled))
    if changes.left:
        close_left(shell, keeper, changes.left, changes.wiped)


def close_left(
    shell: MainWindow, keeper: DraftKeeper, left: Collection[UUID], wiped: Collection[UUID] = ()
) -> None:
    """Close the pages about youths whom the user no longer sees, and say why once."""
    pages: Sequence[object] = shell.stack.pages()
    about = [
        (depth, _about(page))
        for depth, page in enumerate(pages)
        if isinstance(page, Screen) and _about(page) in left
    ]
    keeper.let_go(left)
    if about and about[0][0] > 0:
        erased = any(youth in wiped for _, youth in about if youth is not None)
        shell.stack.back_to(about[0][0] - 1)
        shell.notice(Kind.INFO, *(GONE if erased else NO_SIGHT))


def _about(page: Screen) -> UUID | None:
    """Whom a page on top of a place is about."""
    order = getattr(page, "order", None)
    return page.youth_read() or getattr(order, "youth", None)
