"""Lists of the large register in the real window: opening, sorting, grouping, a page down, choosing all."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.figures import Figure
from benchmarks.large import PASSPHRASE, large
from benchmarks.town import Computer
from benchmarks.working import begin, end

if TYPE_CHECKING:
    from benchmarks.inside import Inside

SORT_LIMIT: Final = 150.0
PAGE_LIMIT: Final = 16.0
STILL_LIMIT: Final = 50.0
MEMORY_LIMIT: Final = 250.0
TICK_MS: Final = 1


def measure(rounds: int) -> list[Figure]:
    """One process, no server to reach; the figures are in `figures`."""
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as folder:
        made = large().copy(Path(folder) / "profile")
        found = end(begin("lists", Computer(made.profile, PASSPHRASE, 0.0), rounds=rounds))
    return list(_figures(found))


def _figures(found: dict[str, Any]) -> Iterator[Figure]:
    rows = found["rows"]
    yield Figure(
        name=f"Re-sort a list of {rows} youths: asked → drawn",
        samples=found["sort"],
        limit=SORT_LIMIT,
        note="every column in turn, both ways, without groups and under the days of the next steps",
    )
    yield Figure(
        name="the longest that the window stood still in it",
        samples=found["sort_still"],
        limit=STILL_LIMIT,
    )
    yield Figure(name="Page down in it: key → drawn", samples=found["page"], limit=PAGE_LIMIT)
    yield Figure(
        name="Ctrl+A in it: key → drawn, acts know of it", samples=found["all"], limit=STILL_LIMIT
    )
    yield Figure(name="Opening it: asked → drawn", samples=found["open"])
    yield Figure(
        name="the longest that the window stood still in that",
        samples=found["open_still"],
        limit=STILL_LIMIT,
    )
    yield Figure(name=f"Re-sort the {found['enrolled']} enrolled", samples=found["sort_enrolled"])
    yield Figure(
        name="Memory of the process after that, resident (RSS)",
        samples=[found["memory"]["Rss"]],
        unit="MB",
        limit=MEMORY_LIMIT,
    )


class Still:
    """The longest time between two turns of the event loop while something goes on."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer  # noqa: PLC0415 - the parent needs none of it

        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._last = time.perf_counter()
        self.longest = 0.0

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now

    def during(self, act: Callable[[], float]) -> tuple[float, float]:
        """What the act returns, and the longest standstill in it."""
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start(TICK_MS)
        took = act()
        self._tick()
        self._timer.stop()
        return took, self.longest


class Scene:
    """What is done in the window; each turn gives milliseconds."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.still = Still()

    def page(self) -> Any:
        """The list shown."""
        from benchmarks.scenes import _register  # noqa: PLC0415 - the parent needs none of it

        return _register(self.inside)

    def open(self, place: str) -> float:
        """Go to a list, until it is drawn whole."""
        workplace = self.inside.program.workplace
        assert workplace is not None
        began = time.perf_counter()
        workplace.go(place)
        page = self.page()
        self.inside.wait(lambda: not page.busy)
        return self.inside.painted(began, page.list.viewport())

    def sorts(self, amount: int) -> tuple[list[float], list[float]]:
        """Order it by each column in turn; what each took, and the longest standstill in it."""
        import attrs  # noqa: PLC0415 - the parent needs none of it

        from kaa_desktop.app.list_query import GroupBy, SortBy  # noqa: PLC0415 - the same

        page, took, stood = self.page(), list[float](), list[float]()
        orders = itertools.product(SortBy, (False, True), (GroupBy.NONE, GroupBy.DUE))
        for sort, turned, group in itertools.islice(itertools.cycle(orders), amount):
            query = attrs.evolve(page.query, sort=sort, descending=turned, group=group)
            self.inside.rest()
            one = self.still.during(partial(self._sort, page, query))
            took.append(one[0])
            stood.append(one[1])
        return took, stood

    def _sort(self, page: Any, query: Any) -> float:
        began = time.perf_counter()
        page.set_query(query)
        return self.inside.painted(began, page.list.viewport())

    def key(self, name: str) -> float:
        """A key, until the list has been drawn."""
        from tests.journeys.drive import press  # noqa: PLC0415 - the parent needs none of it

        began = time.perf_counter()
        press(name)
        return self.inside.painted(began, self.page().list.viewport())


def play(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """The scene: see the module."""
    from benchmarks.scenes import _memory  # noqa: PLC0415 - the parent needs none of it

    inside.unlock(PASSPHRASE)
    scene, rounds = Scene(inside), settings["rounds"]
    opened, still = scene.still.during(lambda: scene.open("everyone"))
    page = scene.page()
    found: dict[str, Any] = {"open": [opened], "open_still": [still], "rows": len(page.among())}
    found["sort"], found["sort_still"] = scene.sorts(rounds)
    page.list.setFocus()
    found["page"], found["all"] = [], []
    for _turn in range(rounds):
        inside.rest(0.03)
        found["page"].append(scene.key("PgDown"))
    for _turn in range(10):
        page.list.choose_current()
        inside.rest()
        found["all"].append(scene.key("Ctrl+A"))
    scene.open("youths")
    found["enrolled"] = len(scene.page().among())
    found["sort_enrolled"], _ = scene.sorts(rounds // 2)
    return found | {"memory": _memory()}
