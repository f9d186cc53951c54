"""A register of 60 000 rows and 15 columns read and judged, beside the libraries that only read it.

python -m benchmarks.importing FILE      (one sample in a process of its own, as JSON)
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.figures import Figure
from kaa_core.model.identity import synthetic_number
from tests.journeys.world import ROOT
from tests.unit.imports.making import Value, XlsxSheet, csv_text, xlsx

ROWS = 60_000
LIMIT = 15_000.0
"""Milliseconds of the 60 seconds that reading and judging may take; the rest is for writing."""

TODAY = date(2026, 11, 22)
HEAD = (
    "Pnr", "Förnamn", "Efternamn", "Adress", "Postadress", "Mobil", "E-post", "Skydd", "Skola", "Prg",
    "Avbrott", "Inskriven KAA", "Handl.", "VH namn", "VH tel",
)  # fmt: skip


def measure(rounds: int) -> list[Figure]:
    """The same register as .xlsx and as .csv; a process for each sample."""
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as folder:
        rows = register(ROWS)
        sheet, text = Path(folder) / "register.xlsx", Path(folder) / "register.csv"
        sheet.write_bytes(xlsx([XlsxSheet("Register", rows)]))
        text.write_bytes(csv_text([[str(cell or "") for cell in row] for row in rows]).encode())
        del rows
        return [
            *_figures(sheet, rounds, "python-calamine alone: cells, nothing looked at"),
            *_figures(text, rounds, "the csv module alone: cells, nothing looked at"),
        ]


def _figures(file: Path, rounds: int, peer_name: str) -> list[Figure]:
    command = [sys.executable, "-m", "benchmarks.importing", str(file)]
    found = []
    for _ in range(rounds):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    size = f"{ROWS} rows of {len(HEAD)} columns, {file.suffix}"
    return [
        Figure(
            name=f"{size}: read, with what is not to be trusted looked for",
            samples=[one["read"] for one in found],
            peer_name=peer_name,
            peer=[one["peer"] for one in found],
        ),
        Figure(
            name=f"{size}: read and every row judged",
            samples=[one["read"] + one["judged"] for one in found],
            limit=LIMIT,
        ),
        Figure(
            name=f"{size}: the longest time without word of how far it has come",
            samples=[one["silence"] for one in found],
        ),
        Figure(
            name=f"{size}: memory at its most, more than before it",
            samples=[one["megabytes"] for one in found],
            unit="MB",
        ),
    ]


def register(rows: int) -> Sequence[Sequence[Value]]:
    """Return a register of persons who do not exist, every third already known."""
    made: list[Sequence[Value]] = [HEAD]
    for place in range(rows):
        number = synthetic_number(
            date(2007, 1, 1) + timedelta(days=place % 1300), 1 + place // 1300
        )
        pnr: Value = int(number) if place % 5 == 0 else f"{number[:8]}-{number[8:]}"
        made.append(
            (
                pnr, f"Åsa{place}", f"Öst{place}", f"Storgatan {place}", "571 31 Nässjö", f"070-{place:07}",
                f"a{place}@example.se", "x" if place % 200 == 0 else None, "Brinellgymnasiet", "EE",
                date(2025, 10, 1) if place % 2 else None, "02/01 2026", "KL", f"Per Öst{place}",
                "0380-518000",
            )
        )  # fmt: skip
    return made


def once(file: Path) -> dict[str, object]:
    """Read, judge, and read again with the library alone; milliseconds and megabytes."""
    from kaa_core.imports import judging, proposing, reading, tables  # noqa: PLC0415 - timed apart
    from tests.unit.imports.messy_files import Register  # noqa: PLC0415 - the same

    before = _most()
    content = file.read_bytes()
    beats = [time.perf_counter()]

    def beat(_done: int, _total: int) -> None:
        beats.append(time.perf_counter())

    began = beats[0]
    book = reading.read(content, file.name, beat)
    read = time.perf_counter()
    sheet = book.sheets[0]
    table = tables.find_table(sheet)
    mapping = proposing.propose(table, sheet.rows[table.first_row : table.first_row + 300], {})
    asked = judging.judge(sheet, table, mapping, Register(), TODAY, beat, synthetic=True)
    verdicts = list(asked)
    judged = time.perf_counter()
    assert Counter(one.outcome for one in verdicts) == {judging.Outcome.NEW: ROWS}
    grown = _most() - before
    beats.append(judged)
    return {
        "read": (read - began) * 1000,
        "judged": (judged - read) * 1000,
        "silence": max(b - a for a, b in itertools.pairwise(beats)) * 1000,
        "megabytes": grown,
        "peer": _timed(lambda: _alone(content, file.suffix)),
    }


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(content: bytes, suffix: str) -> int:
    if suffix == ".csv":
        return sum(1 for _ in csv.reader(io.StringIO(content.decode()), delimiter=";"))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only a peer

    return len(
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(once(Path(sys.argv[1]))))
