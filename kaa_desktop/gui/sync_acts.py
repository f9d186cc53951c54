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

    bind = desk.actions.bind
    bind("sync.test", test, lambda: ALONE if desk.session.who.alone else "")
    bind("conflict.digest", digest, lambda: desk.session.why_not(Right.KEEP_REGISTER))
