"""What is known when something went wrong that no code foresaw, and what a person lets us keep of it.

A report names versions, kinds and places in the code and which acts were chosen: never what anybody
wrote, nor an exception's text. It is shown whole, and is kept only when the person says so. Two small
files tell, until the profile is locked, that it is open: what they say of an unforeseen end of the
program is shown at the next unlocking, and then they are gone.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import platform
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import attrs

from kaa_core import __version__
from kaa_desktop.app.clock import Clock
from kaa_desktop.store.files import from_os, write_atomically
from kaa_desktop.unforeseen import places

OPEN: Final = "open.json"
TRACE: Final = "open.trace"
REPORTS: Final = "felrapporter"
_MAX_BYTES: Final = 64 * 1024
_FRAME: Final = re.compile(r'\s*File "[^"]*?([^"/\\]+)", line (\d+) in (\S+)')

INTRODUCTION: Final = (
    "Felrapport från KAA Desktop",
    "Den innehåller bara platser i programmets kod, aldrig något som har skrivits om någon.",
)


@attrs.frozen(kw_only=True, repr=False)
class Report:
    """A report that is kept nowhere yet. `title` says in a sentence what it is about."""

    title: str
    at: datetime
    text: str


def report_of(fault: BaseException, at: datetime, acts: Iterable[str]) -> Report:
    """What is known of a fault. `at`: local time. `acts`: ids of the last acts, oldest first."""
    lines = [f"Fel: {type(fault).__name__}", "", *places(fault)]
    cause = fault.__cause__ or fault.__context__
    while cause is not None:
        lines += ["", f"Efter: {type(cause).__name__}", *places(cause)]
        cause = cause.__cause__ or cause.__context__
    chosen = ", ".join(acts)
    if chosen:
        lines += ["", f"Det som valdes sist: {chosen}"]
    return _report("Ett fel som programmet inte hade räknat med.", at, lines)


def _report(title: str, at: datetime, lines: Iterable[str]) -> Report:
    about = (f"När: {at:%Y-%m-%d %H:%M}", f"Version: {__version__}", f"System: {_system()}")
    text = "\n".join((*INTRODUCTION, "", title, *about, "", *lines)) + "\n"
    return Report(title=title, at=at, text=text)


def _system() -> str:
    return f"{platform.system()} {platform.release()}, Python {platform.python_version()}"


def keep(report: Report, folder: Path) -> Path:
    """Keep a report in the profile's folder, as the person said; returns where.

    Raises a `StoreFault` when the disk will not take it.
    """
    place = folder / REPORTS / f"felrapport-{report.at:%Y%m%d-%H%M%S}.txt"
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise from_os(error) from None
    write_atomically(place, report.text.encode())
    return place


class Crashes:
    """The reports of one open profile. `last` is the one that has been told of and not thrown away."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._mark = OpenMark(folder)
        self.last: Report | None = None

    def begin(self) -> Report | None:
        """The profile is open; gives what is known of an unforeseen end the last time."""
        self.last = self._mark.begin(self._now())
        return self.last

    def end(self) -> None:
        """The profile is closed as it should."""
        self._mark.end()
        self.last = None

    def happened(self, fault: BaseException, acts: Iterable[str]) -> None:
        """A fault that no code expected."""
        self.last = report_of(fault, self._now(), acts)

    def keep(self, report: Report) -> Path:
        """Keep a report, as the person said; returns where. Raises a `StoreFault`."""
        return keep(report, self._folder)

    def throw(self) -> None:
        """The report is not wanted."""
        self.last = None

    def _now(self) -> datetime:
        return self._clock.local(self._clock.now())


class OpenMark:
    """Says that a profile is open. What is found of an earlier one means that it ended unforeseen."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / OPEN
        self._trace = folder / TRACE
        self._stream: IO[bytes] | None = None

    def begin(self, now: datetime) -> Report | None:
        """Set the mark; what is known of the last time, if it was never taken away. Never raises."""
        found = self._found(now)
        with contextlib.suppress(OSError):
            self._mark.write_text(json.dumps({"since": now.isoformat()}), encoding="ascii")
            self._stream = self._trace.open("wb")
            self._trace.chmod(0o600)
            faulthandler.enable(self._stream, all_threads=False)
        return found

    def end(self) -> None:
        """Take the mark away: it was closed as it should."""
        if self._stream is not None:
            faulthandler.disable()
            self._stream.close()
            self._stream = None
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)
            self._trace.unlink(missing_ok=True)

    def _found(self, now: datetime) -> Report | None:
        try:
            with self._mark.open("rb") as stream:
                since = datetime.fromisoformat(json.loads(stream.read(_MAX_BYTES))["since"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        lines = [f"Öppnad: {since.astimezone(now.tzinfo):%Y-%m-%d %H:%M}", "", *self._frames()]
        return _report("Programmet stängdes oväntat förra gången.", now, lines)

    def _frames(self) -> list[str]:
        """Where in the code it was; file names without their folders, and nothing else of the trace."""
        with contextlib.suppress(OSError), self._trace.open("rb") as stream:
            text = stream.read(_MAX_BYTES).decode("utf-8", "replace")
            found = [match.groups() for match in map(_FRAME.match, text.splitlines()) if match]
            return [f"{name}:{line} {function}" for name, line, function in found]
        return []
