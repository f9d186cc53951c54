"""Questions to the server whose answer is a value, or a fault in three parts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import SyncFault

T = TypeVar("T")
U = TypeVar("U")


class Asking(Protocol):
    """Questions to the server, off the window's thread."""

    def ask(self, question: Callable[[Client, str], T]) -> Future[T]:
        """The answer, or a `SyncFault`."""


def told(
    asking: Asking,
    question: Callable[[Client, str], T],
    shown: Callable[[T], U],
    fault_view: Callable[[SyncFault], FaultView],
) -> Future[Told[U]]:
    """Ask; what comes is shown by `shown`, a fault by `fault_view`."""
    made: Future[Told[U]] = Future()

    def finish(done: Future[T]) -> None:
        error = done.exception() if not done.cancelled() else None
        if done.cancelled():  # locked meanwhile: nobody waits
            made.cancel()
        elif isinstance(error, SyncFault):
            made.set_result(Told(fault=fault_view(error)))
        elif error is not None:
            made.set_exception(error)
        else:
            made.set_result(Told(value=shown(done.result())))

    asking.ask(question).add_done_callback(finish)
    return made
