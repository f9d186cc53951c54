"""What the user's role lets the window show, from unlock to lock; a role can change in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaa_core.model.rights import Right
from kaa_desktop.app.session import Session
from kaa_desktop.gui.forms.read_only import make_read_only
from kaa_desktop.gui.screens.desk import Screen
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.tokens import Kind

HOLDS_NOW = "Det gäller redan nu."


class RoleWatch:
    """One for each unlocking. The rights themselves are `app/roles.py`'s."""

    def __init__(self, shell: MainWindow, session: Session) -> None:
        self._shell = shell
        self._session = session
        self._role = 0

    def follow(self, screens: Iterable[Screen], counts: Mapping[str, int]) -> None:
        """Show what the role may from now on. A change is said in words, and takes effect at once."""
        session, shell = self._session, self._shell
        if session.role == self._role:
            return
        changed, self._role = self._role != 0, session.role
        shell.set_rights(session.may, session.why_not, session.shows)
        shell.set_person(session.who.name, session.who.role)
        if changed:
            shell.set_counts(counts)
            title = f"Din roll är ändrad till {session.who.role}."
            shell.notice(Kind.INFO, title, self.may_not_write() or HOLDS_NOW)
            self.read_only(screens)

    def may_not_write(self) -> str:
        """Why nothing about a case may be written, else empty."""
        return self._session.why_not(Right.WRITE_CASES)

    def read_only(self, screens: Iterable[Screen]) -> None:
        """Forms that are open when their user may no longer write can still be read."""
        reason = self.may_not_write()
        for screen in screens if reason else ():
            make_read_only(screen, reason)
