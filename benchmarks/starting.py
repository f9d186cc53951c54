"""Process start until the unlock window has been drawn, in turn with a bare window (bare_window.py)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.town import Town
from tests.journeys.world import ROOT

WARM_UPS = 2
BARE = (sys.executable, str(Path(__file__).with_name("bare_window.py")))


def until_drawn(command: Sequence[str]) -> float:
    """Start a program; milliseconds until it says that its window has been drawn."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        took = time.perf_counter() - began
        process.stdout.read()
    if not said or process.returncode:
        raise SystemExit(f"no window: {command}")
    return took * 1000


def measure(town: Town, rounds: int) -> list[Figure]:
    """The program, the bare window, the program, the bare window, and so on."""
    profile = str(town.computers[0].profile)
    program = (sys.executable, "-m", "kaa_desktop", "--self-test", "--profile", profile)
    for _ in range(WARM_UPS):
        until_drawn(program)
        until_drawn(BARE)
    pairs = [(until_drawn(program), until_drawn(BARE)) for _ in range(rounds)]
    return [
        Figure(
            name="Process start → unlock window drawn",
            samples=[one for one, _ in pairs],
            limit=1.3,
            judged="ratio",
            peer_name="a bare styled Qt window with the same form",
            peer=[other for _, other in pairs],
        )
    ]
