"""What a person waits for once: the first download of a large register, and the demo."""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.figures import Figure
from benchmarks.town import CODE, Town, enrol
from tests.journeys.world import ROOT


def measure_download(town: Town, rounds: int) -> list[Figure]:
    """Enrol one computer more, as a person does; its profile is thrown away."""
    user = town.account(CODE)
    town.server.start()
    try:
        took = [enrol(town.server, town.scratch(), 0, user).download for _ in range(rounds)]
    finally:
        town.server.stop()
    return [
        Figure(
            name=f"First download: enrol, {town.youths} youths, {town.records} records, lists ready",
            samples=took,
            unit="s",
        )
    ]


def measure_demo(town: Town, rounds: int) -> list[Figure]:
    """The demo of Nässjö's size, made from nothing until its two computers are enrolled."""
    took = []
    for _ in range(rounds):
        folder = town.scratch() / "demo"
        command = [sys.executable, "demo.py", "--dir", str(folder)]
        began = time.perf_counter()
        subprocess.run([*command, "--headless"], cwd=ROOT, capture_output=True, check=True)
        took.append(time.perf_counter() - began)
        subprocess.run([*command, "--clean"], cwd=ROOT, capture_output=True, check=True)
    return [
        Figure(
            name="The demo made: server, municipality of Nässjö's size, two computers enrolled",
            samples=took,
            unit="s",
        )
    ]
