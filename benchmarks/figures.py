"""Figures: samples in milliseconds, their median and 95th percentile, and the machine they are from."""

from __future__ import annotations

import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs

T = TypeVar("T")
QUIET = 1.5
"""Load (processes that want to run, one-minute mean) below which a section begins at once."""
LOOK_AGAIN = 5.0


@attrs.frozen(kw_only=True)
class Figure:
    """One row of the report: samples of one thing, in `unit`, with what they are judged by.

    `limit`: a budget, on the figure named by `judged` (`median`, `p95` or `ratio`); None when the
    figure stands beside the others for comparison; `least` is a limit from below. `peer`: samples of
    the same kind of work done with less, taken turn by turn in the same run. `ratio` is then the
    median of the ratios pair by pair.
    """

    name: str
    samples: Sequence[float]
    unit: str = "ms"
    limit: float | None = None
    least: float | None = None
    judged: str = "p95"
    peer_name: str = ""
    peer: Sequence[float] = ()
    note: str = ""

    def summary(self) -> dict[str, Any]:
        """What is kept: no single samples, but how many there were."""
        kept: dict[str, Any] = {
            "name": self.name,
            "unit": self.unit,
            "n": len(self.samples),
            "median": median(self.samples),
            "p95": p95(self.samples),
            "most": max(self.samples),
            "limit": self.limit,
            "judged": self.judged,
            "note": self.note,
        }
        if self.peer:
            kept["peer"] = {
                "name": self.peer_name,
                "median": median(self.peer),
                "p95": p95(self.peer),
            }
            if len(self.peer) == len(self.samples):
                kept["ratio"] = median(pairwise(self.samples, self.peer))
        if self.limit is not None:
            kept["met"] = kept[self.judged] <= self.limit
        if self.least is not None:
            kept |= {"least": self.least, "met": kept[self.judged] >= self.least}
        return kept


def median(samples: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(samples)


def p95(samples: Sequence[float]) -> float:
    """The smallest sample that at least 95 of 100 do not exceed; of under 20 samples the largest."""
    return sorted(samples)[math.ceil(0.95 * len(samples)) - 1]


def pairwise(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Ratios of samples taken in turn: what slows the machine for a while slows both of a pair."""
    return [a / b for a, b in zip(one, other, strict=True)]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds by the clock, and what came of it."""
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def seconds(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    return timed(work)[0]


def tell(figures: Iterable[Figure]) -> None:
    """Print each figure beside its limit, and end the program: 1 when a limit is not met."""
    failed = False
    for one in figures:
        late = one.limit is not None and p95(one.samples) > one.limit
        failed = failed or late
        limit = "" if one.limit is None else f" (gräns {one.limit:g} {one.unit})"
        samples = [round(each, 2) for each in one.samples]
        told = f"{one.name}: {samples} {one.unit}{limit}. {one.note}"
        print(f"{'FÖR LÅNGSAMT ' if late else ''}{told}")
    sys.exit(failed)


def until_quiet(patience: float) -> float:
    """Wait until others leave the machine alone, at most `patience` seconds; returns the load then."""
    deadline = time.monotonic() + patience
    while (load := os.getloadavg()[0]) >= QUIET and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN)
    return load


def machine() -> dict[str, str]:
    """What the figures were taken on, without names or folders of it."""
    return {
        "processor": f"{_from('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{round(int(_from('/proc/meminfo', 'MemTotal').split()[0]) / 2**20)} GiB",
        "system": f"{_from('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release().split('-')[0]}",
        "programs": ", ".join(f"{name} {version}" for name, version in _versions().items()),
    }


def _versions() -> Mapping[str, str]:
    import PySide6  # noqa: PLC0415 - only here, and only for its number
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - the same

    [cipher] = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()
    return {
        "Python": ".".join(map(str, sys.version_info[:3])),
        "Qt": PySide6.__version__,
        "SQLCipher": cipher,
        "SQLite": dbapi2.sqlite_version,
    }


def _from(file: str, name: str, between: str = ":") -> str:
    try:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(between)
            if key.strip() == name:
                return value.strip().strip('"')
    except OSError:
        pass
    return "0 (not known)"
