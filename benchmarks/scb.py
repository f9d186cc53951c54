"""The half-yearly file to SCB on the desktop: 6 000 with up to three years of history, made and recorded.

python -m benchmarks.scb          (makes a register of its own)

The first file keeps what is said of each youth; the second, after nothing has changed, compares with it.
"""

from __future__ import annotations

import gc
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks import desk, self_audit
from benchmarks.figures import Figure, tell, timed
from benchmarks.self_audit import CASES, TODAY
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.sources import Block
from kaa_desktop.app import opening
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.replica import DEVICE_KEY
from kaa_desktop.app.scb_views import Chosen, What
from kaa_desktop.app.session import Session
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store

LIMIT: Final = 10.0
HALF_YEAR: Final = HalfYear.of(TODAY)
SEED: Final = 7
WAIT: Final = 600.0


def measure(rounds: int) -> list[Figure]:
    """A register in a folder that goes afterwards; the first file of each round keeps what is said."""
    first, second, looked, facts = [], [], [], ""
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            session, clock, records = _session(Path(folder))
            try:
                gc.disable()  # the window collects by itself, on its own thread (gui/tidying.py)
                seconds, preview = timed(lambda one=session: one.scb.now(HALF_YEAR))  # type: ignore[misc]
                looked.append(seconds)
                if len(preview.lines) != CASES:
                    raise AssertionError("not everybody is told")
                place = Path(folder) / "scb.csv"
                first.append(_make(session, clock, place))
                lines = sum(preview.counts[block] for block in Block)
                facts = f"{records} records; {lines} lines, {len(preview.mends)} to mend"
                second.append(_make(session, clock, place))
                again = session.scb.now(HALF_YEAR)
                if again.differences.number or session.scb.rows(again, What.CHANGES):
                    raise AssertionError("nothing has changed")
            finally:
                gc.enable()
                session.close()
    return [
        Figure(
            name=f"The file to SCB, {CASES} in the target group, what is said of each kept",
            samples=first,
            unit="s",
            limit=LIMIT,
            note=f"{facts}; beside the window, with progress",
        ),
        Figure(
            name="The next file, when nothing has changed", samples=second, unit="s", limit=LIMIT
        ),
        Figure(name="Seeing the half-year beforehand", samples=looked, unit="s"),
    ]


def _make(session: Session, clock: FixedClock, place: Path) -> float:
    clock.moment += timedelta(minutes=1)
    preview = session.scb.now(HALF_YEAR)

    def make() -> Any:
        return session.scb.make(preview, Chosen(), place).result(WAIT)

    seconds, result = timed(make)
    if not result.done:
        raise AssertionError("no file was made")
    return seconds


def _session(folder: Path) -> tuple[Session, FixedClock, int]:
    store = Store.create(folder, DataKey.generate(), lambda: 0)
    store.put_settings({DEVICE_KEY: bytes(32)}).result()
    store.put_incarnation(1).result()
    people = list(self_audit.register())
    acts = (Act(tuple(records)) for records in people)
    store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result()
    clock = FixedClock(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
    session = opening.start(desk.profile(folder, SEED), store, clock, lambda: 0.5)
    store.judge.done().result()
    return session, clock, sum(map(len, people))


if __name__ == "__main__":
    tell(measure(1))
