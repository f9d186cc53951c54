"""Heavy work on a thread of its own, in a way that leaves the window its turns.

Python lets one thread run at a time. A thread that works all the time gives way every fifth
millisecond, and the window needs many turns to draw once: here it is every millisecond. And the
window collects garbage now and then (gui/tidying.py), which goes through all that has been made: what
an import makes, millions of values in no rings, is set aside from that again and again.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from collections.abc import Iterator
from typing import Final

TURN: Final = 0.001
"""Seconds that a thread keeps the others waiting, while such work is done."""

_lock: Final = threading.Lock()
_before: Final[list[tuple[float, bool]]] = []
"""How the interpreter was before each of the works under way."""


@contextlib.contextmanager
def giving_way() -> Iterator[None]:
    """Around heavy work. What it has made is left out of collections until `let_go`."""
    with _lock:
        _before.append((sys.getswitchinterval(), gc.isenabled()))
        sys.setswitchinterval(TURN)
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            interval, collecting = _before.pop()
            set_aside()
            sys.setswitchinterval(interval)
            if collecting:
                gc.enable()


def set_aside() -> None:
    """Leave what has been made by now out of collections; costs nothing, so it is done often."""
    gc.freeze()


def let_go() -> None:
    """What was held is held no longer."""
    gc.unfreeze()
