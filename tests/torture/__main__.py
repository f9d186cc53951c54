"""Torture by command, for as long as one likes.

    python3 kaa.py torture --kills 2000 [--seed 1]

Kills laptops, server and PostgreSQL (kill -9) while two people write, and then looks whether all that was
acknowledged is in the log exactly once and both laptops hold the same. Prints its seed first, so that what it
found can be looked for again. Ends with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time

import attrs

from tests.torture.killing import Torture
from tests.torture.town import town
from tests.torture.verdict import judged, server_state, settled

EACH = 50


def main() -> int:
    """Kill, and say what came of it."""
    parser = argparse.ArgumentParser(prog="kaa.py torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=2000, help="så många gånger (standard: 2000)")
    parser.add_argument("--seed", type=int, help="samma frö väljer samma offer i samma ordning")
    chosen = parser.parse_args()
    seed = secrets.randbelow(10**9) if chosen.seed is None else chosen.seed
    print(f"Frö: {seed}", flush=True)
    began = time.monotonic()

    def told(number: int) -> None:
        if number % EACH == 0:
            print(f"{number} dödade efter {time.monotonic() - began:.0f} s", flush=True)

    with town() as made:
        torture = Torture(made, seed, told)
        torture.run(chosen.kills)
        first, second = settled(made)
        try:
            figures = judged(made)
            assert first == second, "datorerna har inte samma innehåll"
            numbers = {record: max(one[3].values()) for record, one in first.items()}
            assert numbers == server_state(made), "datorerna har inte det som servern har"
        except AssertionError as error:
            print(f"FEL: {error}\nFrö: {seed}")
            return 1
    print(f"Dödade: {dict(torture.kills)}")
    print(f"{attrs.asdict(figures)}\nIngenting förlorat. {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
