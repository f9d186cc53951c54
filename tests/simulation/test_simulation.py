"""The whole of synchronisation from one seed: it runs, and it repeats itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.real import FileDisk
from tests.simulation.simulation import simulate
from tests.simulation.world import World

SCOPES = frozenset({"scopes"})
BOTH = {"erasing", "scopes"}


@pytest.mark.parametrize("seed", [1, 2, 3, 8])
def test_writing_and_sight_over_a_bad_network(seed: int) -> None:
    """Eight thousand of the ten thousand steps."""
    ended = simulate(seed, 2000, World(seed, themes=SCOPES))
    assert ended.found["compared"] > 20
    print(f"frö {seed}, spår {ended.trace}")


def test_the_same_seed_is_the_same_trace_also_in_encrypted_files(tmp_path: Path) -> None:
    traces = set()
    for disk in (None, None, lambda: FileDisk(tmp_path)):
        more = {} if disk is None else {"disk": disk}
        traces.add(simulate(4, 150, World(4, themes=SCOPES, **more)).trace)  # type: ignore[arg-type]
    assert len(traces) == 1


@pytest.mark.parametrize(
    ("seed", "themes"), [(1, {"erasing"}), (2, {"erasing"}), (1, BOTH), (2, BOTH), (6, BOTH)]
)
def test_what_is_erased_is_nowhere(seed: int, themes: set[str]) -> None:
    """Decided on the server while laptops write, are away, crash, lose sight and come late."""
    ended = simulate(seed, 500, World(seed, themes=frozenset(themes)))
    assert ended.found["compared"]
    assert ended.found["erase"] > 5
    assert ended.found["erased and looked for"]
