"""The trace of a simulation, pushed once more to the real server on real PostgreSQL: the same end."""

from __future__ import annotations

from kaa_core.sync.messages import PushAnswer
from kaa_server.database import Database
from tests.simulation import replayed
from tests.simulation.simulation import simulate
from tests.simulation.world import World

CODE = "8801"


def test_the_same_trace_ends_in_the_same_state_on_postgresql(database: Database) -> None:
    """Every answer, every row of the log, every record and every case, by their hash."""
    world = World(4, themes=frozenset({"scopes"}), server=replayed.Recorder)
    simulate(4, 600, world)
    assert isinstance(world.server, replayed.Recorder)
    trace = world.server.trace
    replayed.found(database, CODE, world.held, world.server.accounts)
    for asked, answer in replayed.replay(database, CODE, trace):
        assert answer == asked.answer
    with database.tenant(CODE) as connection:
        assert replayed.end_in_database(connection, CODE) == replayed.end_in_memory(world.held)
    taken = sum(isinstance(one.answer, PushAnswer) for one in trace)
    assert taken > 100
    assert world.held.seq > 200
