"""What the simulation catches: guards that are off; and servers and laptops that are put back."""

from __future__ import annotations

import pytest

from tests.simulation.guards import MUTANTS, OPEN
from tests.simulation.mutants import apply, judge
from tests.simulation.simulation import simulate
from tests.simulation.world import World

RESTORES = frozenset({"restores"})


@pytest.mark.parametrize("seed", [1, 2, 3, 6])
def test_servers_and_laptops_that_are_put_back(seed: int) -> None:
    """The other two thousand."""
    ended = simulate(seed, 500, World(seed, themes=RESTORES))
    assert ended.found["compared"]
    print(f"frö {seed}, spår {ended.trace}")


def test_every_guard_is_where_its_mutant_looks_for_it() -> None:
    for mutant in (*MUTANTS, *OPEN):
        assert apply(mutant)
    assert len({one.name for one in MUTANTS}) == len(MUTANTS) >= 20


@pytest.mark.parametrize("name", ["base-compare", "repeat-known", "kept-given-back"])
def test_a_guard_that_is_off_is_noticed(name: str) -> None:
    """All of them: python3 kaa.py mutants."""
    [mutant] = [one for one in MUTANTS if one.name == name]
    assert judge(mutant).invariant is not None
