"""kill -9 of laptops, server and PostgreSQL at moments that a seed chooses; nothing that was told is lost."""

from __future__ import annotations

import sys

import pytest

from tests.torture.killing import Torture
from tests.torture.town import town
from tests.torture.verdict import judged, server_state, settled

SEED = 20261122
KILLS = 200


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform != "linux", reason="processes are held by Linux's pidfd")
def test_two_hundred_kills_lose_nothing() -> None:
    with town() as made:
        torture = Torture(made, SEED)
        torture.run(KILLS)
        first, second = settled(made)
        figures = judged(made)
        assert first == second, "the two laptops hold different things"
        numbers = {record: max(one[3].values()) for record, one in first.items()}
        assert numbers == server_state(made)
    # Otherwise there was nothing to lose.
    assert torture.kills.total() >= KILLS
    assert figures.operations > KILLS, figures
    assert figures.twice, "no answer was ever lost on its way"
    assert figures.conflicts, "the two never wrote the same thing"
