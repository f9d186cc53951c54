"""Work that is made a portion at a time on the writer's thread, so that a person's save comes between."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_desktop.store.unit import Unit


class Background:
    """One kind of such work. `portion` makes some of it; it says whether there is more.

    Each portion is a transaction, so what a kill breaks off goes on where it was. One that fails ends
    it until it is started again: the next commit does that.
    """

    def __init__(
        self,
        submit: Callable[[Callable[[Unit], bool]], Future[bool]],
        portion: Callable[[Unit], bool],
    ) -> None:
        self._submit = submit
        self._portion = portion
        self._lock = threading.Lock()
        self._running: Future[None] | None = None

    def start(self) -> Future[None]:
        """Begin, unless it is under way; the future is done when nothing is left."""
        with self._lock:
            if self._running is not None and not self._running.done():
                return self._running
            self._running = done = Future[None]()
        self._next(done)
        return done

    def _next(self, done: Future[None]) -> None:
        def on(previous: Future[bool]) -> None:
            error = previous.exception()
            if error is not None:
                done.set_exception(error)
            elif previous.result():
                self._next(done)
            else:
                done.set_result(None)

        self._submit(self._portion).add_done_callback(on)
