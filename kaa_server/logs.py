"""The server's log: JSON on stderr, and never anything about a person.

What may stand there: the route's template (never the path, which names records), status, times,
sizes, the device's id. An exception is logged by its type and where it arose, never by its text,
because a database's message can quote what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("kaa_server")


def configure() -> None:
    """Send every log line of this process to stderr as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    # Libraries' own lines are not ours to vouch for: only their warnings, only name and level.
    logging.basicConfig(level=logging.WARNING, handlers=[_Nameless()], force=True)


def fault(error: BaseException) -> dict[str, Any]:
    """What may be said of an exception: its type, PostgreSQL's code and where it arose."""
    return {
        "error": type(error).__name__,
        "sqlstate": getattr(error, "sqlstate", None),
        "where": _places(error.__traceback__),
    }


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-6:]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]


class _Nameless(logging.Handler):
    """Passes on that a library warned, not what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        details = fault(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        log.warning("library", logger=record.name, level_name=record.levelname, **details)
