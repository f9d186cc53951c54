"""Questions that the server answers in portions: it says that it is busy; asked again it has come further.

Counting what is new for figures, and having months stand before somebody is erased (docs/adr/050). Each
portion takes the server ten seconds at most; in the largest municipality there are some.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault

T = TypeVar("T")

TRIES: Final = 12
_BUSY: Final = faults.fault("busy").code


def patiently(ask: Callable[[], T]) -> T:
    """Ask until there is an answer. A question that changes something must be the same one each time."""
    for _ in range(TRIES - 1):
        try:
            return ask()
        except SyncFault as fault:
            if fault.code != _BUSY:
                raise
    return ask()
