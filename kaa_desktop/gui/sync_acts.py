"""Acts about the connection and about conflicts that are the window's, whatever page is shown."""

from __future__ import annotations

from kaa_core.model.rights import Right
from kaa_desktop.app.connection_test import ALONE
from kaa_desktop.gui.screens.desk import Desk


def bind_sync(desk: Desk) -> None:
    """Bind them, once for each unlocking."""

    def test() -> None:
        from kaa_desktop.gui.screens.connection_test import (  # noqa: PLC0415 - seldom asked for
            ConnectionTestScreen,
        )

        desk.open_screen(ConnectionTestScreen(desk))

    def digest() -> None:
        from kaa_desktop.gui.screens.conflict_digest import (  # noqa: PLC0415 - seldom asked for
            ConflictDigestScreen,
        )

        desk.open_screen(ConflictDigestScreen(desk))

    def hand_over() -> None:
        _hand_over(desk, taking=False)

    def take_over() -> None:
        _hand_over(desk, taking=True)

    bind = desk.actions.bind
    bind("sync.hand_over", hand_over, lambda: ALONE if desk.session.who.alone else "")
    bind("sync.take_over", take_over, lambda: _why_not_take(desk))
    bind("sync.test", test, lambda: ALONE if desk.session.who.alone else "")
    bind("conflict.digest", digest, lambda: desk.session.why_not(Right.KEEP_REGISTER))


def _hand_over(desk: Desk, *, taking: bool) -> None:
    from kaa_desktop.gui.screens.hand_over import HandOverScreen  # noqa: PLC0415 - seldom asked for

    desk.open_screen(HandOverScreen(desk, taking=taking, may_take=not _why_not_take(desk)))


def _why_not_take(desk: Desk) -> str:
    """Why this user may not carry others' work to the server, or ""."""
    session = desk.session
    if session.who.alone:
        return ALONE
    if not session.why_not(Right.ADMINISTER):
        return ""
    return session.why_not(Right.KEEP_REGISTER)
