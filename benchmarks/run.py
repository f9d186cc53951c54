"""Measure KAA Desktop and write docs/performance.md: `python3 kaa.py bench`.

Sections are measured one after another, each when the machine is quiet; those measured replace theirs in
benchmarks/results.json, the others stand as they were.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# As a script its own folder stands first, and statistics.py there for Python's: it is put last.
sys.path.sort(key=lambda one: Path(one).resolve() == Path(__file__).resolve().parent)

from benchmarks import (
    importing,
    judging,
    letters,
    listing,
    loading,
    making,
    night,
    pushing,
    reading_in,
    reports,
    routine,
    scb,
    searching,
    self_audit,
    server_statistics,
    starting,
    statistics,
    store_alone,
    targets,
    travelling,
    working,
)
from benchmarks.figures import Figure, machine, until_quiet
from benchmarks.report import write
from benchmarks.syncing import beside, crowd, first, growth, rounds, sizes
from benchmarks.town import Town, town

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
YOUTHS = 20_000
WORKERS = 40

SECTIONS: dict[str, tuple[str, int, Callable[[Any, int], Sequence[Figure]]]] = {
    "start": ("Start", 40, starting.measure),
    "unlock": ("Unlock and list", 12, working.measure_unlock),
    "store": ("The store alone", 10, store_alone.measure),
    "work": ("Opening, saving, memory", 20, working.measure_work),
    "travel": ("From desktop to desktop", 60, travelling.measure),
    "push": ("Receiving", 1, lambda town, _: pushing.measure(town)),
    "download": ("First download", 1, making.measure_download),
    "demo": ("The demo", 1, making.measure_demo),
    "import": ("Importing", 5, lambda _, rounds: importing.measure(rounds)),
    "judging": ("The target group", 5, lambda _, rounds: judging.measure(rounds)),
    "targets": (
        "The target group out of the store",
        40,
        lambda _, rounds: targets.measure(rounds),
    ),
    "night": ("The night run", 1, lambda _, __: night.measure()),
    "register": ("A register into the store", 3, lambda _, rounds: reading_in.measure(rounds)),
    "city": ("A city's demo", 1, loading.measure),
    "letters": ("Letters to many", 5, lambda _, rounds: letters.measure(rounds)),
    "routine": ("The contact routine", 12, lambda _, rounds: routine.measure(rounds)),
    "self-audit": ("Granskning", 5, lambda _, rounds: self_audit.measure(rounds)),
    "scb": ("The half-yearly file to SCB", 2, lambda _, rounds: scb.measure(rounds)),
    "statistics": ("Statistics", 12, lambda _, rounds: statistics.measure(rounds)),
    "reports": ("Reports", 3, lambda _, rounds: reports.measure(rounds)),
    "server-statistics": (
        "Statistics on the server",
        10,
        lambda _, rounds: server_statistics.measure(rounds),
    ),
    "lists": ("Lists of the large register", 128, lambda _, rounds: listing.measure(rounds)),
    "search": ("Search in the large register", 120, lambda _, rounds: searching.measure(rounds)),
}
"""By name: heading, rounds, and what measures."""

SYNC: dict[str, tuple[str, int, Callable[[Any, int], Sequence[Figure]]]] = {
    "sync-sizes": ("Synchronising: what is sent", 1, lambda _, __: sizes.measure()),
    "sync-anki": ("Synchronising beside Anki", 4, lambda _, count: beside.measure(count)),
    "sync-one": ("Synchronising one change", 200, lambda _, count: rounds.measure(count)),
    "sync-first": ("The first download", 1, lambda _, count: first.measure(count)),
    "sync-crowd": ("200 devices at once", 1, lambda _, __: crowd.measure()),
    "sync-growth": ("How cost grows", 100, lambda _, count: growth.measure(growth.SIZES, count)),
    "sync-million": (
        "How cost grows, a million records more",
        100,
        lambda _, count: growth.measure(growth.MILLION, count),
    ),
}
"""The parts of synchronisation; `sync` is all of them but the last, which takes ten minutes itself."""

SECTIONS |= SYNC
SHORT = [name for name in SYNC if name != "sync-million"]
ALONE = frozenset(
    {
        "import",
        "judging",
        "letters",
        "routine",
        "self-audit",
        "scb",
        "statistics",
        "server-statistics",
        "reports",
        "targets",
        "night",
        "search",
        "lists",
        *SYNC,
    }
)
"""Sections with a register of their own (large.py, importing.py, syncing/): they need no town."""


def main() -> int:
    """Measure what is asked for; returns 1 when a limit is not met."""
    arguments = _arguments()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if arguments.only != ["report"]:
        kept = _measured(arguments, kept)
    figures = [one for section in kept["sections"].values() for one in section["figures"]]
    if arguments.out == RESULTS:
        write(kept, [(name, heading) for name, (heading, _, _) in SECTIONS.items()])
    missed = [one["name"] for one in figures if one.get("met") is False]
    print("\n".join(f"NOT MET: {name}" for name in missed) or "Every limit is met.")
    return bool(missed)


def _measured(arguments: argparse.Namespace, kept: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kaa-bench-", ignore_cleanup_errors=True) as made:
        folder = arguments.keep or Path(made) / "town"
        Path(made).chmod(0o711)
        asked = arguments.only or [name for name in SECTIONS if name != "sync-million"]
        names = [part for name in asked for part in (SHORT if name == "sync" else [name])]
        there = None if ALONE.issuperset(names) else _town(folder, arguments)
        try:
            size = kept.get("size") if there is None else _size(there)
            kept = {"machine": machine(), "size": size, "sections": kept.get("sections", {})}
            for name in names:
                kept["sections"][name] = _section(name, there, arguments)
                text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
                arguments.out.write_text(text, encoding="utf-8")
        finally:
            if arguments.keep is None and there is not None:
                there.remove()
    return kept


def _town(folder: Path, arguments: argparse.Namespace) -> Town:
    print(f"The municipality: {arguments.youths} youths", flush=True)
    return town(folder.resolve(), arguments.youths, arguments.workers)


def _size(there: Town) -> dict[str, int]:
    return {"youths": there.youths, "records": there.records}


def _section(name: str, there: Town | None, arguments: argparse.Namespace) -> dict[str, Any]:
    _, rounds, measure = SECTIONS[name]
    load = until_quiet(arguments.patience)
    print(f"== {name}, load {load:.2f}", flush=True)
    figures = [figure.summary() for figure in measure(there, arguments.rounds or rounds)]
    for one in figures:
        ratio = f", {one['ratio']:.2f} times its peer" if "ratio" in one else ""
        print(
            f"   {one['name']}: median {one['median']:.1f}, p95 {one['p95']:.1f} {one['unit']}{ratio}"
        )
    now = datetime.now(UTC).date().isoformat()
    after = os.getloadavg()[0]
    return {"on": now, "load": [round(load, 2), round(after, 2)], "figures": figures}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kaa.py bench", description="Mät prestanda.")
    parser.add_argument(
        "--only", nargs="+", choices=[*SECTIONS, "sync", "report"], help="bara dessa delar"
    )
    parser.add_argument("--keep", type=Path, help="mapp där kommunen sparas till nästa gång")
    parser.add_argument("--youths", type=int, default=YOUTHS, help="ungdomar i kommunen (20000)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="handläggare (40)")
    parser.add_argument("--rounds", type=int, help="mätningar per del, i stället för delens egna")
    parser.add_argument(
        "--patience", type=float, default=300, help="sekunder att vänta på att datorn blir ledig"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="fil för siffrorna")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
