"""The whole of synchronisation from one seed: it runs, it repeats itself, and it catches what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.guards import MUTANTS, OPEN
from tests.simulation.mutants import apply, judge
from tests.simulation.real import FileDisk
from tests.simulation.simulation import simulate
from tests.simulation.world import World

SCOPES = frozenset({"scopes"})
RESTORES = frozenset({"restores"})


@pytest.mark.parametrize("seed", [1, 2, 3, 8])
def test_writing_and_sight_over_a_bad_network(seed: int) -> None:
    """Eight thousand of the ten thousand steps."""
    ended = simulate(seed, 2000, World(seed, themes=SCOPES))
    assert ended.found["compared"] > 20
    print(f"frö {seed}, spår {ended.trace}")


@pytest.mark.parametrize("seed", [1, 2, 3, 6])
def test_servers_and_laptops_that_are_put_back(seed: int) -> None:
    """The other two thousand."""
    ended = simulate(seed, 500, World(seed, themes=RESTORES))
    assert ended.found["compared"]
    print(f"frö {seed}, spår {ended.trace}")


def test_the_same_seed_is_the_same_trace_also_in_encrypted_files(tmp_path: Path) -> None:
    traces = set()
    for disk in (None, None, lambda: FileDisk(tmp_path)):
        more = {} if disk is None else {"disk": disk}
        traces.add(simulate(4, 150, World(4, themes=SCOPES, **more)).trace)  # type: ignore[arg-type]
    assert len(traces) == 1


def test_every_guard_is_where_its_mutant_looks_for_it() -> None:
    for mutant in (*MUTANTS, *OPEN):
        assert apply(mutant)
    assert len({one.name for one in MUTANTS}) == len(MUTANTS) >= 20


@pytest.mark.parametrize("name", ["base-compare", "repeat-known", "kept-given-back"])
def test_a_guard_that_is_off_is_noticed(name: str) -> None:
    """All of them: python3 kaa.py mutants."""
    [mutant] = [one for one in MUTANTS if one.name == name]
    assert judge(mutant).invariant is not None
