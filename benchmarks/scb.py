"""The half-yearly file to SCB on the desktop: 6 000 with up to three years of history, made and recorded.

python -m benchmarks.scb          (makes a register of its own)

The first file keeps what is said of each youth; the second, after nothing has changed, compares with it.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from benchmarks import self_audit
from benchmarks.figures import Figure, p95
from benchmarks.self_audit import CASES, TODAY
from kaa_core.model.enums import Role
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.sources import Block
from kaa_desktop.app import opening
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.profiles import Profile
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
                seconds, preview = _timed(lambda one=session: one.scb.now(HALF_YEAR))  # type: ignore[misc]
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

    seconds, result = _timed(make)
    if not result.done:
        raise AssertionError("no file was made")
    return seconds


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def _session(folder: Path) -> tuple[Session, FixedClock, int]:
    store = Store.create(folder, DataKey.generate(), lambda: 0)
    store.put_settings({DEVICE_KEY: bytes(32)}).result()
    store.put_incarnation(1).result()
    people = list(self_audit.register())
    acts = (Act(tuple(records)) for records in people)
    store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result()
    profile = Profile(
        folder=folder,
        id=UUID(int=SEED),
        server="http://127.0.0.1:9",  # nobody answers there
        municipality="9901",
        municipality_name="Exempelås kommun",
        practice=True,
        user=UUID(int=SEED + 1),
        user_name="Mata Modell",
        worker=None,
        role=int(Role.COORDINATOR),
        device=UUID(int=SEED + 2),
        device_name="KAA-01",
    )
    clock = FixedClock(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
    session = opening.start(profile, store, clock, lambda: 0.5)
    store.judge.done().result()
    return session, clock, sum(map(len, people))


def main() -> None:
    """Print each figure beside its limit."""
    failed = False
    for one in measure(1):
        late = one.limit is not None and p95(one.samples) > one.limit
        failed = failed or late
        limit = "" if one.limit is None else f" (gräns {one.limit:g} {one.unit})"
        told = (
            f"{one.name}: {[round(each, 2) for each in one.samples]} {one.unit}{limit}. {one.note}"
        )
        print(f"{'FÖR LÅNGSAMT ' if late else ''}{told}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
