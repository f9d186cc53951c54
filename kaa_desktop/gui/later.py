"""Answers of other threads, brought to the window's thread by a queued signal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from kaa_desktop.store.errors import StoreDamaged
from kaa_desktop.unforeseen import kind_and_place

_log = logging.getLogger(__name__)
UNFORESEEN = (
    "Något oväntat hände. Det som var sparat finns kvar. "
    "Försök igen. Kontakta support om det upprepas."
)


class Later(QObject):
    """Calls one of two functions when a future is ready; nothing is called once it is closed.

    ``damaged`` carries a fault that is to stay in sight until it is mended, whoever asked.
    """

    damaged = Signal(object)
    _ready = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open = True
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def then(
        self,
        future: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object],
    ) -> None:
        """Call `done(result)` on the window's thread, or `failed(sentence)` if it raised."""
        future.add_done_callback(partial(self._hand_over, done, failed))

    def close(self) -> None:
        """Let nothing more through, and end on the window's thread.

        Left to Python, the last reference may go in another thread, and Qt does not survive that.
        """
        self._open = False
        self.deleteLater()

    def _hand_over(
        self,
        done: Callable[[Any], object],
        failed: Callable[[str], object],
        future: Future[Any],
    ) -> None:
        if self._open:
            with suppress(RuntimeError):  # closed and gone at this very moment
                self._ready.emit((future, done, failed))

    def _deliver(
        self, told: tuple[Future[Any], Callable[[Any], object], Callable[[str], object]]
    ) -> None:
        future, done, failed = told
        if not self._open or future.cancelled():
            return
        fault = future.exception()
        if fault is None:
            done(future.result())
        else:
            failed(sentence_of(fault))
            if isinstance(fault, StoreDamaged):
                self.damaged.emit(fault)


def sentence_of(fault: BaseException) -> str:
    """What a person is told of a fault; an unforeseen one is logged without its text."""
    sentence = getattr(fault, "sentence", "")
    if isinstance(sentence, str) and sentence:
        return sentence
    _log.error("unforeseen fault: %s", kind_and_place(fault))
    return UNFORESEEN
