"""How cost grows with the register: the same figures at 1 000, 10 000, 100 000 and 1 000 000 records."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, median, p95
from benchmarks.syncing import place
from benchmarks.syncing.chart import Line, draw
from benchmarks.syncing.rounds import CHANGE_MS

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "benchmarks" / "growth.json"
CHART = ROOT / "docs" / "bilder" / "tillvaxt.svg"
SIZES = (1_000, 10_000, 100_000)
MILLION = (1_000_000,)
RECORDS_EACH = 25
BURST = 2_000
ROUNDS = 100
RATIO = 2.0
"""What one change may cost in the largest register, as many times what it costs in the smallest."""


def measure(sizes: Iterable[int], rounds: int = ROUNDS) -> list[Figure]:
    """Each size in a municipality of its own on one server; those measured before are kept."""
    known = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    with place.running() as there:
        for size in sizes:
            known[str(size)] = one_size(there, size, rounds)
            KEPT.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    measured = {int(size): found for size, found in known.items()}
    chart(measured)
    return figures(measured)


def one_size(there: place.Place, size: int, rounds: int) -> dict[str, Any]:
    """A register of so many records on the server and on two computers."""
    code = there.municipality()
    loaded = there.load(code, round(size / RECORDS_EACH), RECORDS_EACH)
    told = there.told(code, 2, rounds=rounds, burst=BURST)
    began = time.perf_counter()
    found = place.play("grown", told)
    print(f"   {loaded['records']} records: {time.perf_counter() - began:.0f} s", flush=True)
    for folder in there.folder.glob("computer-*"):
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "records": loaded["records"],
        "change": [median(found["change"]), p95(found["change"])],
        "idle": [median(found["idle"]), p95(found["idle"])],
        "change_all": found["change"],
        "idle_all": found["idle"],
        "up": found["up"]["seconds"],
        "down": found["down"]["seconds"],
        "download": found["download"],
    }


def figures(measured: dict[int, dict[str, Any]]) -> list[Figure]:
    """A row for each size and thing; last how one change has grown."""
    made = [one for _, found in sorted(measured.items()) for one in _of_size(found)]
    smallest, largest = min(measured), max(measured)
    if largest > smallest:
        grown = measured[largest]["change"][0] / measured[smallest]["change"][0]
        made.append(
            Figure(
                name="One change in the largest register, as many times that in the smallest",
                samples=[grown],
                unit="times",
                limit=RATIO,
                judged="median",
            )
        )
    return made


def _of_size(found: dict[str, Any]) -> list[Figure]:
    held = f"{found['records']} records held"
    return [
        Figure(
            name=f"One change acknowledged, {held}", samples=found["change_all"], limit=CHANGE_MS
        ),
        Figure(name=f"A round with nothing new, {held}", samples=found["idle_all"]),
        Figure(
            name=f"{BURST} new records sent, {held}",
            samples=[BURST / found["up"]],
            unit="records/s",
        ),
        Figure(
            name=f"and received by the other, {held}",
            samples=[BURST / found["down"]],
            unit="records/s",
        ),
        Figure(
            name=f"First download until records and lists are there, {held}",
            samples=[found["download"]],
            unit="s",
        ),
    ]


def chart(measured: dict[int, dict[str, Any]]) -> None:
    """Draw the medians over the size."""
    points = sorted((found["records"], found) for found in measured.values())
    lines = [
        Line("one change, acknowledged", [(at, one["change"][0]) for at, one in points]),
        Line("a round with nothing new", [(at, one["idle"][0]) for at, one in points]),
        Line(f"{BURST} new records sent", [(at, one["up"] * 1000) for at, one in points]),
        Line(f"{BURST} new records received", [(at, one["down"] * 1000) for at, one in points]),
        Line("the first download", [(at, one["download"] * 1000) for at, one in points]),
    ]
    CHART.parent.mkdir(exist_ok=True)
    CHART.write_text(draw(lines, "records in the register", "milliseconds"), encoding="utf-8")
