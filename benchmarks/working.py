"""The real window on the large store: unlock, list, open, save, memory. Scenes are in scenes.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.figures import Figure
from benchmarks.town import Computer, Town
from tests.journeys.world import ROOT

UNLOCK_MS = 500.0
OPEN_MS = 50.0
SAVE_MS = 5.0
MEMORY_MB = 200.0


def begin(scene: str, computer: Computer, **settings: Any) -> subprocess.Popen[str]:
    """Start the program with a scene in it."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [sys.executable, "-m", "benchmarks.inside", scene, "--profile", str(computer.profile)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(settings | {"passphrase": computer.passphrase}) + "\n")
    process.stdin.flush()
    return process


def end(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait until the scene is over; what it measured."""
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit("a scene came to nothing")
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def measure_unlock(town: Town, rounds: int) -> list[Figure]:
    """Start the program anew for each sample, without a server to reach."""
    computer = town.copy_of(0)
    end(begin("unlock", computer))
    found = [end(begin("unlock", computer)) for _ in range(rounds)]
    rows = found[0]["rows"]
    return [
        Figure(
            name=f"Unlock → list of {rows} youths drawn, without Argon2",
            samples=[one["day"] - one["argon2"] + one["list"] for one in found],
            limit=UNLOCK_MS,
            note="Enter on the passphrase → Min dag drawn, less Argon2, and Ctrl+2 → the list drawn",
        ),
        Figure(
            name="of which: Enter → Min dag drawn, without Argon2",
            samples=[one["day"] - one["argon2"] for one in found],
        ),
        Figure(name="of which: Ctrl+2 → list drawn", samples=[one["list"] for one in found]),
        Figure(
            name="Argon2id in that unlocking (64 MiB, 3 passes, 4 lanes)",
            samples=[one["argon2"] for one in found],
        ),
    ]


def measure_work(town: Town, rounds: int) -> list[Figure]:
    """Save, open, and what memory that took, in one process without a server to reach."""
    computer = town.copy_of(0)
    beside = str(computer.profile.parent / "plain.db")
    youths = min(20, rounds)
    found = end(begin("work", computer, youths=youths, rounds=5, saves=rounds * 5, beside=beside))
    memory = found["memory"]
    records = f"{min(found['records'])}–{max(found['records'])}"
    return [
        Figure(
            name="Opening a youth with 60 records: Enter → page drawn",
            samples=found["open"],
            limit=OPEN_MS,
            note=f"{records} records before the notes of this run",
        ),
        Figure(
            name="Save: enter a note, until it is committed",
            samples=found["save"],
            limit=SAVE_MS,
            peer_name="one plain SQLite insert, synchronous=FULL, same disk, taken in turn",
            peer=found["plain"],
        ),
        Figure(name="Keep a draft, until it is committed", samples=found["draft"]),
        Figure(
            name="Memory of the process after that work, resident (RSS)",
            samples=[memory["Rss"]],
            unit="MB",
            limit=MEMORY_MB,
        ),
        Figure(name="its own share of it (PSS)", samples=[memory["Pss"]], unit="MB"),
        Figure(
            name="the most it ever was",
            samples=[memory["VmHWM"]],
            unit="MB",
        ),
    ]
