"""Which protected cases are open on this computer now, and until when (design.md section 4).

A case with skyddad folkbokföring shows neither name, number nor journal until somebody has written why she
needs to see it. That is kept as a record, sealed (`ProtectedOpening`); that it is open is kept in memory
alone, so it is closed by the lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from kaa_core.model.records import Youth
from kaa_core.rules.protection import SHOWN_FOR, hidden


class Openings:
    """Of one unlocked profile. Any thread may ask.

    `seconds` is the clock that only grows, but stands while a computer sleeps; `now` goes on, but can be
    set back. Whichever says that the time is out is believed.
    """

    def __init__(self, seconds: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._seconds = seconds
        self._now = now
        self._until: dict[UUID, tuple[float, datetime]] = {}
        self._lock = threading.Lock()

    def open(self, youth: UUID) -> None:
        """Show a case from now on, for five minutes."""
        with self._lock:
            seconds = self._seconds() + SHOWN_FOR.total_seconds()
            self._until[youth] = seconds, self._now() + SHOWN_FOR

    def close(self, youth: UUID) -> None:
        """Hide it again."""
        with self._lock:
            self._until.pop(youth, None)

    def left(self, youth: UUID) -> float:
        """How many seconds more a case is shown; 0 when it is not."""
        with self._lock:
            until = self._until.get(youth)
            if until is None:
                return 0.0
            left = min(until[0] - self._seconds(), (until[1] - self._now()).total_seconds())
            return max(0.0, left)

    def hides(self, youth: Youth) -> bool:
        """Whether what is about a youth is not to be shown now."""
        return hidden(youth.protection) and not self.left(youth.id)
