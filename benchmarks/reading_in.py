"""A register of 60 000 rows from the file into the encrypted store, as the window does it.

python -m benchmarks.reading_in FILE      (one sample in a process of its own, as JSON)

Beside it, in the same process: as many rows of the same size put into a plain SQLite file in one
transaction, which is what the disk and SQLite alone take.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.importing import ROWS, register
from tests.journeys.world import ROOT
from tests.unit.imports.making import XlsxSheet, xlsx

LIMIT = 60_000.0
WAIT = 900.0
BEAT = 0.005
"""Seconds between the beats of the thread that stands for the window's."""


def measure(rounds: int) -> list[Figure]:
    """A process for each sample."""
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as folder:
        file = Path(folder) / "register.xlsx"
        file.write_bytes(xlsx([XlsxSheet("Register", register(ROWS))]))
        command = [sys.executable, "-m", "benchmarks.reading_in", str(file)]
        found = []
        for _ in range(rounds):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    return [_figure(found, *named) for named in _NAMED]


_NAMED: tuple[tuple[str, str, str, float | None], ...] = (
    ("whole", f"{ROWS} rows of a spreadsheet: read, judged and in the store", "ms", LIMIT),
    (
        "written",
        "of which written, in one transaction with all that waits for the server",
        "ms",
        None,
    ),
    ("stopped", "Avbryt while it is written, until nothing of it is left", "ms", None),
    ("again", "The same file a second time: read and judged, nothing to write", "ms", LIMIT),
    ("lists", "Afterwards, in the background: rows of the lists and the search index", "ms", None),
    ("held", "The window's thread, the longest wait for its turn meanwhile", "ms", None),
    ("held99", "the same, the 99th percentile", "ms", None),
    ("megabytes", "Memory of the process at its most, window not among it", "MB", None),
)


def _figure(
    found: list[dict[str, float]], key: str, name: str, unit: str, limit: float | None
) -> Figure:
    plain = {"peer_name": "as many rows into plain SQLite", "peer": [one["plain"] for one in found]}
    more: dict[str, Any] = plain if key == "written" else {}
    return Figure(name=name, samples=[one[key] for one in found], unit=unit, limit=limit, **more)


def once(file: Path) -> dict[str, float]:
    """One import, stopped once, done, and done again; milliseconds."""
    from kaa_core.model.enums import RegistrationReason, Role  # noqa: PLC0415 - the parent needs none
    from kaa_desktop.app.importing_views import Choices, FileView  # noqa: PLC0415 - the same
    from kaa_desktop.store.bulk import Stopped  # noqa: PLC0415 - the same
    from tests.unit.app.desks import local_desktop  # noqa: PLC0415 - the same

    choices = Choices(start=date(2026, 11, 1), reason=RegistrationReason.NO_DEGREE)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as folder:
        desk = local_desktop(Path(folder), role=Role.COORDINATOR)
        desk.session.today()  # the calendar is warm, as after an unlocking
        heart = Heart()
        for turn in ("whole", "again"):
            importing = desk.session.register.importing()
            began = time.perf_counter()
            view = importing.open(str(file)).result(WAIT)
            assert isinstance(view, FileView)
            importing.judge({one.index: one.column for one in view.sheet.columns}).result(WAIT)
            judged = time.perf_counter()
            if turn == "whole":
                found["stopped"] = _stopped(importing, choices, Stopped)
            start = time.perf_counter()
            importing.write(choices).result(WAIT)
            found["written" if turn == "whole" else "nothing"] = _since(start)
            found[turn] = (judged - began) * 1000 + _since(start)
            importing.close()
            del importing, view
            if turn == "whole":
                found |= heart.stop()
                start = time.perf_counter()
                desk.store.lists_ready().result(WAIT)
                found["lists"] = _since(start)
        rows = desk.store.queries.unsent()
        desk.close()
        found["plain"] = _plain(Path(folder) / "plain.db", rows)
    found["megabytes"] = _most()
    return found


def _stopped(importing: Any, choices: Any, stopped: type[Exception]) -> float:
    future = importing.write(choices)
    while (doing := importing.doing) is None or doing.done < ROWS // 10:
        time.sleep(0.02)
    began = time.perf_counter()
    importing.stop()
    assert isinstance(future.exception(WAIT), stopped)
    return _since(began)


class Heart(threading.Thread):
    """Wants its turn every few milliseconds, as a window does, and notes how late it gets it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._late: list[float] = []
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.is_set():
            began = time.perf_counter()
            time.sleep(BEAT)
            self._late.append((time.perf_counter() - began - BEAT) * 1000)

    def stop(self) -> dict[str, float]:
        """End; the longest wait, and the one that 99 of 100 do not exceed."""
        self._over.set()
        self.join()
        late = sorted(self._late)
        return {"held": late[-1], "held99": late[len(late) * 99 // 100]}


def _plain(path: Path, rows: int) -> float:
    """Twice as many rows as operations: each is a record, and waits in the outbox."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (id BLOB PRIMARY KEY, scope BLOB, content BLOB)")
    content = bytes(160)
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    given = ((at.to_bytes(16, "big"), bytes(16), content) for at in range(2 * rows))
    connection.executemany("INSERT INTO row VALUES (?, ?, ?)", given)
    connection.execute("COMMIT")
    connection.close()
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _most() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(once(Path(sys.argv[1]))))
