"""A growing pause after wrong passphrases. It never erases anything.

Only a monotonic clock is asked, never the wall clock, so setting the computer's clock changes
nothing. The file keeps the count and the monotonic time of the last try. After a restart of the
computer that clock begins again near zero; the time since the try is then at least what the clock
shows. Either way `_elapsed` is never more than the true time, and the pause has an upper limit, so
it is neither shortened nor endless.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Final, NamedTuple

from kaa_desktop.store.errors import DiskFull, NoRoomToUnlock, TooManyTries
from kaa_desktop.store.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaa_desktop.store.keys import DataKey
    from kaa_desktop.store.slots import SlotFile

FREE_TRIES: Final = 5
FIRST_PAUSE: Final = 10.0
LONGEST_PAUSE: Final = 900.0
_MAX_BYTES: Final = 4096


class _Tries(NamedTuple):
    wrong: int = 0
    last: float = 0.0


class Throttle:
    """The tries of one profile, kept in `path` over restarts. `monotonic` gives seconds."""

    def __init__(self, path: Path, monotonic: Callable[[], float]) -> None:
        self._path = path
        self._monotonic = monotonic

    def wait(self) -> float:
        """Seconds until the next try is allowed; 0 when it is."""
        tries = self._read()
        return max(0.0, pause_after(tries.wrong) - self._elapsed(tries))

    @property
    def wrong_tries(self) -> int:
        """Wrong tries since the last right one."""
        return self._read().wrong

    def begin(self) -> None:
        """Count a try before it is made: a process killed in the middle has used its try.

        Raises `TooManyTries` when the pause has not passed; nothing is counted then.
        """
        left = self.wait()
        if left > 0:
            raise TooManyTries(left)
        self._write(_Tries(self._read().wrong + 1, self._monotonic()))

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    def _elapsed(self, tries: _Tries) -> float:
        now = self._monotonic()
        return now - tries.last if now >= tries.last else max(0.0, now)

    def _read(self) -> _Tries:
        try:
            with self._path.open("rb") as stream:
                body = json.loads(stream.read(_MAX_BYTES))
            tries = _Tries(int(body["wrong"]), float(body["last"]))
            if tries.wrong >= 0 and 0 <= tries.last < float("inf"):
                return tries
        except FileNotFoundError:
            return _Tries()
        except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            pass
        # A spoilt file must not be a way around the pause: begin it anew, and write it down so
        # that it is served once.
        spoilt = _Tries(FREE_TRIES, self._monotonic())
        self._write(spoilt)
        return spoilt

    def _write(self, tries: _Tries) -> None:
        body = {"wrong": min(tries.wrong, 1000), "last": tries.last}
        write_atomically(self._path, json.dumps(body).encode())


def pause_after(wrong: int) -> float:
    """Seconds of pause after `wrong` wrong tries: 0 up to four, then 10, 20, 40 … at most 900."""
    if wrong < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(wrong - FREE_TRIES, 10)))


def unlock(slots: SlotFile, throttle: Throttle, passphrase: str) -> DataKey:
    """The data key, under the throttle. A damaged or swapped file costs no try."""
    slots.read()
    try:
        throttle.begin()
    except DiskFull:
        raise NoRoomToUnlock from None
    key = slots.unlock(passphrase)
    throttle.succeeded()
    return key
