"""Measures, in the program of a journey, how long the window's thread is busy without a pause.

A call is the time from the moment the thread wakes until it waits again, or one key pressed by the
test. What the test itself does in that thread (reading all texts) is left out. Wall time says what the
person waits; processor time is what the program can do something about when the machine is loaded.
Each call over the limit is written at once, a JSON object to a line: the process may be killed.

    python -m tests.journeys.watchdog build/calls/*     lists what the journeys left there
"""

from __future__ import annotations

import contextlib
import json
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import attrs
from PySide6.QtCore import QAbstractEventDispatcher

LIMIT_MS = 50
"""Longer calls are listed."""
MOST_CPU_MS = 250
"""Longer ones fail the journey: twice what the slowest page costs on the machine it was measured on."""
SAMPLE_SECONDS = 0.01


@attrs.frozen
class Call:
    """One call over the limit. `where`: outermost and innermost of our own functions seen in it."""

    wall_ms: float
    cpu_ms: float
    where: str


class Watchdog:
    """Watches the thread it is made in, from the moment there is an event loop."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._since = 0.0
        self._cpu = 0.0
        self._paused = False
        self._places: Counter[str] = Counter()
        self._listening = False

    def listen(self) -> None:
        """Follow the event loop of the program, which has begun."""
        if not self._listening:
            dispatcher = QAbstractEventDispatcher.instance()
            self._listening = True
            dispatcher.awake.connect(self._begin)
            dispatcher.aboutToBlock.connect(self._end)
            # In this thread, between two steps of Python: another may not look into its frames.
            signal.signal(signal.SIGPROF, self._sample)
            signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)

    @contextlib.contextmanager
    def call(self) -> Iterator[None]:
        """Around a key that the test presses: it stands alone."""
        self._end()
        self._begin()
        try:
            yield
        finally:
            self._end()
            self._begin()

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Around what only the test does."""
        self._end()
        self._paused = True
        try:
            yield
        finally:
            self._paused = False
            self._begin()

    def _begin(self) -> None:
        if not self._paused:
            self._places.clear()
            self._cpu = time.thread_time()
            self._since = time.perf_counter()

    def _end(self) -> None:
        since, self._since = self._since, 0.0
        if not since:
            return
        wall = (time.perf_counter() - since) * 1000
        if wall > LIMIT_MS:
            cpu = (time.thread_time() - self._cpu) * 1000
            [(where, _)] = self._places.most_common(1) or [("Qt", 0)]
            line = json.dumps({"wall_ms": wall, "cpu_ms": cpu, "where": where})
            with self._out.open("a") as out:
                out.write(line + "\n")

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        if self._since and time.perf_counter() - self._since > LIMIT_MS / 2000:
            self._places[_where(frame)] += 1


def _where(frame: FrameType | None) -> str:
    own = []
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("kaa_"):
            own.append(f"{name.removeprefix('kaa_desktop.')}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    if not own:
        return "Qt"
    # main and start stand outermost in all of them
    outer = [place for place in own if not place.startswith(("__main__:", "gui.start:"))] or own
    return outer[-1] if outer[-1] == outer[0] else f"{outer[-1]} > {outer[0]}"


def table(calls: Iterable[Call]) -> str:
    """The calls by place, slowest first: how many, and the longest by wall and by processor."""
    places: dict[str, list[Call]] = {}
    for call in calls:
        places.setdefault(call.where, []).append(call)
    rows = [
        (len(found), max(one.wall_ms for one in found), max(one.cpu_ms for one in found), where)
        for where, found in places.items()
    ]
    rows.sort(key=lambda row: -row[2])
    lines = [f"{many:5} {wall:8.0f} {cpu:8.0f}  {where}" for many, wall, cpu, where in rows]
    return "\n".join([f"{'times':>5} {'wall ms':>8} {'cpu ms':>8}  where", *lines])


def read(out: Path) -> list[Call]:
    """The calls over the limit that a program has written."""
    if not out.exists():
        return []
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.read_text().splitlines()]
    return [Call(**line) for line in lines]


if __name__ == "__main__":
    import sys

    print(table(call for name in sys.argv[1:] for call in read(Path(name))))
