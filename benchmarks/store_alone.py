"""The store without a window: opening it, its first page of the list, and Argon2 by itself.

python -m benchmarks.store_alone --profile DIR     (passphrase on standard in)
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.town import Town
from tests.journeys.world import ROOT

PAGE = 50
DERIVATIONS = 20


def measure(town: Town, rounds: int) -> list[Figure]:
    """A process for each sample."""
    computer = town.copy_of(0)
    command = [sys.executable, "-m", "benchmarks.store_alone", str(computer.profile)]
    found = []
    for _ in range(rounds + 1):
        done = subprocess.run(
            command, cwd=ROOT, input=computer.passphrase, capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout))
    found = found[1:]
    return [
        Figure(
            name="The store alone: open, ids of the whole list, first page of rows",
            samples=[one["opened"] for one in found],
        ),
        Figure(
            name="Argon2id by itself (64 MiB, 3 passes, 4 lanes)",
            samples=[derived for one in found for derived in one["argon2"]],
        ),
    ]


def once(profile: Path, passphrase: str) -> dict[str, object]:
    """Open the store and read what a list needs; milliseconds."""
    from kaa_desktop.app import profiles  # noqa: PLC0415 - the parent needs none of it
    from kaa_desktop.store import keys  # noqa: PLC0415 - the same
    from kaa_desktop.store.filters import CaseGroup  # noqa: PLC0415 - the same
    from kaa_desktop.store.slots import KdfParams, SlotFile  # noqa: PLC0415 - the same
    from kaa_desktop.store.store import SLOTS, Store  # noqa: PLC0415 - the same

    [found] = profiles.read(profile)
    with SlotFile(profile / SLOTS, found.id).unlock(passphrase) as key:
        began = time.perf_counter()
        with Store.open(profile, key, lambda: time.time_ns() // 1_000_000) as store:
            steps = store.queries.case_order(group=CaseGroup.DUE).ids
            store.queries.case_rows(steps[:PAGE])
            opened = (time.perf_counter() - began) * 1000
    params, derived = KdfParams(), []
    for _ in range(DERIVATIONS // 5):
        began = time.perf_counter()
        keys.wipe(keys.derive(passphrase, params))
        derived.append((time.perf_counter() - began) * 1000)
    return {"opened": opened, "argon2": derived}


if __name__ == "__main__":
    print(json.dumps(once(Path(sys.argv[1]), sys.stdin.read())))
