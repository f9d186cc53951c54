"""What no code expected: said in the log by its kind and place, never by its text.

An exception's text can quote what somebody wrote about a person: the database's can, and so can that
of a failed reading of a value. Every layer may use this module; it uses none.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType


def kind_and_place(fault: BaseException, trace: TracebackType | None = None) -> str:
    """Such as ``ValueError at kaa_desktop.sync.engine:163``: the innermost place of our own."""
    places = [
        (str(frame.f_globals.get("__name__", "?")), line)
        for frame, line in traceback.walk_tb(trace or fault.__traceback__)
    ]
    own = [place for place in places if place[0].startswith("kaa_")] or places
    return type(fault).__name__ + "".join(f" at {module}:{line}" for module, line in own[-1:])


def places(fault: BaseException, trace: TracebackType | None = None) -> list[str]:
    """Where it happened, outermost first: ``kaa_desktop.sync.engine:163 push``. No text, no value."""
    walked = traceback.walk_tb(trace or fault.__traceback__)
    return [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in walked
    ]


def pass_on(fault: BaseException) -> None:
    """Hand a listener's fault to the hook of all that nobody catches; whoever called it goes on."""
    details = (type(fault), fault, fault.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(details))


def keep_logs_nameless() -> None:
    """From now on no line of a log in this process holds an exception's text."""
    logging.basicConfig(level=logging.WARNING, handlers=[Nameless()])


class Nameless(logging.Handler):
    """Our own words on stderr; of a library's only that it spoke (`concurrent.futures` tells all)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        own = record.name.partition(".")[0] == __name__.partition(".")[0]
        words = record.getMessage() if own else record.name
        fault = record.exc_info[1] if record.exc_info else None
        of = f": {kind_and_place(fault)}" if fault is not None else ""
        if sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(f"{record.levelname} {words}{of}\n")
