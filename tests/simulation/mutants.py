"""Guards switched off, one at a time, in a copy of the programs: each must make the simulation fail.

A mutant is a text and its replacement in one file. A text that is not there exactly once fails the
command: then the guard has moved, and the mutant with it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import attrs

ROOT: Final = Path(__file__).resolve().parents[2]
COPIED: Final = ("kaa_core", "kaa_desktop", "kaa_server", "tests", "resources", "pyproject.toml")
SEEDS: Final = (1, 2, 3, 4, 6, 7)
STEPS: Final = 700
_CAUGHT: Final = 3


@attrs.frozen
class Mutant:
    """`guard`: what is switched off. `themes`: what must be able to happen for it to show."""

    name: str
    guard: str
    file: str
    text: str
    instead: str
    themes: str = ""


class Moved(Exception):
    """A mutant's text is not where it was."""


class Spoilt(Exception):
    """The simulation fails with every guard on, or does not run at all: it judges nothing."""


@attrs.frozen
class Verdict:
    """What became of a mutant. `invariant`: the number that caught it; None when it survived."""

    mutant: Mutant
    invariant: int | None
    said: str


def apply(mutant: Mutant, root: Path = ROOT) -> str:
    """The file's text with the guard off. Raises `Moved`."""
    text = (root / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.text) != 1:
        times = text.count(mutant.text)
        raise Moved(f"{mutant.name}: the text is {times} times in {mutant.file}")
    return text.replace(mutant.text, mutant.instead)


def judge(mutant: Mutant, seeds: Iterable[int] = SEEDS, steps: int = STEPS) -> Verdict:
    """Run the simulation on a copy with the guard off until it fails."""
    with tempfile.TemporaryDirectory(prefix="kaa-mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            (copy / name).symlink_to(ROOT / name)
        place = copy / mutant.file
        package = copy / mutant.file.split("/")[0]
        package.unlink()
        shutil.copytree(
            ROOT / package.name, package, ignore=shutil.ignore_patterns("__pycache__", "*.ui")
        )
        place.write_text(apply(mutant), encoding="utf-8")
        for seed in seeds:
            found = _simulate(copy, seed, steps, mutant.themes)
            if found is not None:
                return Verdict(mutant, *found)
    return Verdict(mutant, None, "")


def _simulate(copy: Path, seed: int, steps: int, themes: str) -> tuple[int, str] | None:
    command = [sys.executable, "-B", "-m", "tests.simulation", "simulate"]
    command += ["--seed", str(seed), "--steps", str(steps), "--themes", themes]
    done = subprocess.run(
        command,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode == 0:
        return None
    if done.returncode != _CAUGHT:
        raise Spoilt((done.stderr.strip().splitlines() or ["no answer"])[-1])
    last = (done.stdout.strip().splitlines() or [""])[-1]
    number = re.search(r"invariant (\d+)", last)
    return (int(number.group(1)) if number else 0), last


def check_sound(themes: str, seeds: Iterable[int] = SEEDS, steps: int = STEPS) -> None:
    """With every guard on the same seeds go through: else a mutant is caught by whatever fails."""
    for seed in seeds:
        found = _simulate(ROOT, seed, steps, themes)
        if found is not None:
            raise Spoilt(f"{themes or 'no themes'}: {found[1]}")


def main(names: Iterable[str] = ()) -> int:
    """Judge them all; 1 when one survives."""
    from tests.simulation.guards import MUTANTS, OPEN

    asked = set(names)
    wanted = [one for one in MUTANTS if not asked] or [
        one for one in (*MUTANTS, *OPEN) if one.name in asked
    ]
    for mutant in wanted:
        apply(mutant)
    for themes in sorted({one.themes for one in wanted}):
        check_sound(themes)
    survived = 0
    with ThreadPoolExecutor(os.cpu_count() or 2) as workers:
        for verdict in workers.map(judge, wanted):
            caught = verdict.invariant is not None
            survived += not caught
            by = f"invariant {verdict.invariant}" if verdict.invariant else "stopp"
            print(f"{verdict.mutant.name:34} {by if caught else 'ÖVERLEVDE'}", flush=True)
            print(f"    {verdict.mutant.guard}. {verdict.said}", flush=True)
    print(f"{len(wanted)} mutanter, {survived} överlevde")
    return 1 if survived else 0
