"""Seconds and CPU seconds: of this process, and of others with all that they have started."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import attrs

_TICKS = os.sysconf("SC_CLK_TCK")


@attrs.define
class Meter:
    """Measures a stretch of work; `server`: process ids whose whole families are counted too."""

    server: tuple[int, ...] = ()
    _began: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @contextlib.contextmanager
    def taken(self) -> Iterator[dict[str, float]]:
        """What the block took: `seconds`, `cpu` of this process, `server_cpu` of the others."""
        took: dict[str, float] = {}
        self._began = (self._of_server(), time.process_time(), time.perf_counter())
        try:
            yield took
        finally:
            took.update(self.so_far())

    def so_far(self) -> dict[str, float]:
        """The same since the block that is under way began."""
        server, cpu, began = self._began
        return {
            "seconds": time.perf_counter() - began,
            "cpu": time.process_time() - cpu,
            "server_cpu": self._of_server() - server,
        }

    def _of_server(self) -> float:
        return sum(family_seconds(one) for one in self.server)


def family_seconds(root: int) -> float:
    """CPU seconds of a process and all below it, those that have ended included."""
    found: dict[int, tuple[int, float]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks = sum(map(int, fields[11:15]))  # its own, and of children it has waited for
                found[int(folder.name)] = (int(fields[1]), ticks / _TICKS)
    family, grown = {root}, True
    while grown:
        more = {one for one, (parent, _) in found.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(found[one][1] for one in family if one in found)
