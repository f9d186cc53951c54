"""That one at a time looks for those whom notices are about."""

from __future__ import annotations

import threading


class Rounds:
    """One round of looking at a time in each municipality; what comes meanwhile starts one more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, bool] = {}

    def begin(self, municipality: str) -> bool:
        """Whether to look; else whoever looks just now does it once more."""
        with self._lock:
            busy = municipality in self._under_way
            self._under_way[municipality] = busy
            return not busy

    def again(self, municipality: str) -> bool:
        """Whether something came meanwhile; else the round is over."""
        with self._lock:
            if self._under_way[municipality]:
                self._under_way[municipality] = False
                return True
            del self._under_way[municipality]
            return False

    def end(self, municipality: str) -> None:
        """The round broke."""
        with self._lock:
            self._under_way.pop(municipality, None)
