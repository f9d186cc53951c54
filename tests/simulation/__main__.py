"""The commands: `simulate` and `mutants` (python3 kaa.py simulate, python3 kaa.py mutants)."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence

from tests.simulation.simulation import Stumbled, run
from tests.simulation.world import THEMES


def simulate(arguments: Sequence[str]) -> int:
    """Simulate many steps from one seed."""
    parser = argparse.ArgumentParser(prog="kaa.py simulate")
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--themes", default=",".join(sorted(THEMES)))
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(2**31) if given.seed is None else given.seed
    themes = frozenset(filter(None, given.themes.split(",")))
    print(f"frö {seed}", flush=True)
    total: dict[str, int] = {}
    try:
        for ended in run(seed, given.steps, themes, lambda told: print(told, flush=True)):
            for name, count in ended.found.items():
                total[name] = total.get(name, 0) + count
    except Stumbled as fault:
        print(str(fault))
        return 3
    print(", ".join(f"{name} {count}" for name, count in sorted(total.items())))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands."""
    if arguments[:1] == ["mutants"]:
        from tests.simulation import mutants

        return mutants.main(arguments[1:])
    return simulate(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
