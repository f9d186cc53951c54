"""What the user's role lets her do in the window, and why not, in words.

The server holds the rights (kaa_core/model/rights.py, docs/adr/020); the window only saves a person from
trying. This is the one place that turns a right into what is shown, what is blocked and the reason.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kaa_core.model.enums import Role
from kaa_core.model.rights import Right, may

UNKNOWN = "Programmet känner inte till din roll. Uppdatera programmet."
READS_ONLY = "Du har rollen chef och kan läsa men inte ändra."
_WHO_MAY = {
    Right.KEEP_REGISTER: "Det gör en samordnare.",
    Right.FOLLOW_UP: "Det gör en samordnare eller chef.",
    Right.ADMINISTER: "Det gör en administratör.",
}
_NEEDS_CASES = frozenset(Right) - {Right.ADMINISTER}


class NotAllowed(Exception):
    """The role that the user has by now may not do what was begun."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def role_label(code: int) -> str:
    """The role in words; empty for one that this version does not know."""
    return next((role.label for role in Role if role.value == code), "")


def why_not(role: int, right: Right) -> str:
    """Why a role may not, as a sentence; empty when it may."""
    if may(role, right):
        return ""
    held = role_label(role)
    if not held:
        return UNKNOWN
    if right in _NEEDS_CASES and not may(role, Right.READ_CASES):
        return f"Du har rollen {held} och ser inga ärenden."
    if right is Right.WRITE_CASES:
        return READS_ONLY
    return f"{_WHO_MAY[right]} Du har rollen {held}."


def require(role: int, right: Right) -> None:
    """Raise `NotAllowed` with the reason when a role may not."""
    if sentence := why_not(role, right):
        raise NotAllowed(sentence)


def why_not_undo(role: int) -> str:
    """Why nothing may be taken back or done again: that writes as everything else does."""
    return "" if may(role, Right.ADMINISTER) else why_not(role, Right.WRITE_CASES)


def shows(role: int, right: Right | None) -> bool:
    """Whether what needs a right is shown to a role at all.

    What one's colleagues do with the cases that one sees is shown with the reason; another desk's work
    is not shown.
    """
    if right is None:
        return True
    return may(role, Right.READ_CASES if right in _NEEDS_CASES else right)


class Standing:
    """The role that the user has now: from the profile, and from the server when it has changed.

    A change never crosses the line between those who read cases and the administrator: what such a
    computer holds differs (the server refuses it too). Any thread may call.
    """

    def __init__(self, role: int) -> None:
        self._role = role
        self._lock = threading.Lock()
        self._listener: Callable[[int], object] = _nobody

    @property
    def role(self) -> int:
        """The code of the role."""
        return self._role

    def listen(self, listener: Callable[[int], object]) -> None:
        """Have a new role told, on the thread that brought it."""
        self._listener = listener

    def take(self, role: int) -> bool:
        """Hear what the server says; 0 says nothing. True when the role is another from now on."""
        with self._lock:
            crossing = may(role, Right.READ_CASES) != may(self._role, Right.READ_CASES)
            if role in (0, self._role) or crossing or not role_label(role):
                return False
            self._role = role
        self._listener(role)
        return True


def _nobody(_role: int) -> None:
    """Nobody listens."""
