"""Which worker a register means by a name, a first name or initials."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_core.imports.columns import normal
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Worker


class Staff:
    """The workers in service, by every way that a register may name them."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._found: dict[str, set[WorkerId]] = {}
        for worker in workers:
            if worker.active is not False:
                for way in _ways(worker):
                    self._found.setdefault(way, set()).add(WorkerId(worker.id))

    def find(self, written: str) -> WorkerId | None:
        """Return the one worker who is meant; None when nobody is, or more than one may be."""
        found = self._found.get(normal(written), set())
        return next(iter(found)) if len(found) == 1 else None


def _ways(worker: Worker) -> set[str]:
    words = normal(worker.name).split()
    ways = {" ".join(words), normal(worker.initials or "")}
    if len(words) > 1:
        ways |= {words[0], " ".join([words[-1], *words[:-1]]), f"{words[0]} {words[-1][0]}"}
    return ways - {""}
