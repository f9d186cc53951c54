"""What no screen foresaw: told to the person in words, and to the log by its kind and place only.

Without this Qt would print a trace and go on as if nothing had happened: a damaged page of the
database, met by whichever view reads it, would leave a screen that does not answer.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from kaa_desktop.gui.later import UNFORESEEN
from kaa_desktop.unforeseen import kind_and_place

_log = logging.getLogger(__name__)


class Mishaps(QObject):
    """Takes what is raised where nobody catches it. ``tell`` is called on the window's thread."""

    _happened = Signal(object)

    def __init__(self, tell: Callable[[BaseException], object], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._happened.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on, in this process."""
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread

    def _raised(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        _log.error("unforeseen fault: %s", kind_and_place(fault, trace))
        self._happened.emit(fault)

    def _raised_in_thread(self, told: threading.ExceptHookArgs) -> None:
        fault = told.exc_value
        if fault is not None:
            self._raised(told.exc_type, fault, told.exc_traceback)

    def _pass_on(self, fault: BaseException) -> None:
        self._tell(fault)


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Around what Qt itself calls: a fault let through to Qt ends the process, here it is told."""
    try:
        yield
    except Exception as fault:  # noqa: BLE001 - told by the hook, as all that nobody catches
        sys.excepthook(type(fault), fault, fault.__traceback__)


def parts_of(fault: BaseException) -> tuple[str, str]:
    """What happened, and what is safe with what to do."""
    happened = getattr(fault, "happened", "")
    if happened:
        rest = (getattr(fault, "safe", ""), getattr(fault, "advice", ""))
        return happened, " ".join(part for part in rest if part)
    first, _, rest_of = UNFORESEEN.partition(". ")
    return f"{first}.", rest_of
