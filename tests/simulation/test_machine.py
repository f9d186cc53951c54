"""The same world, driven by hypothesis: when something breaks it finds the shortest way there."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.simulation.network import ROUGH
from tests.simulation.world import World

WHO = st.integers(0, 2)
ACTS = st.sampled_from(
    [
        "open_case",
        "edit_youth",
        "edit_youth",
        "add",
        "edit_record",
        "journal",
        "delete",
        "settle",
        "hand_over",
        "protect",
    ]
)


class Town(RuleBasedStateMachine):
    """Three laptops and a server; the truth is asked after every step, all of it at the end."""

    @initialize(seed=st.integers(0, 2**16))
    def found(self, seed: int) -> None:
        self.world = World(seed, laptops=3, weather=ROUGH, themes=frozenset({"scopes"}))
        self.world.open_case(self.world.laptops[0])

    @rule(who=WHO, act=ACTS)
    def a_person_acts(self, who: int, act: str) -> None:
        getattr(self.world, act)(self.world.laptops[who])

    @rule(who=WHO)
    def synchronise(self, who: int) -> None:
        self.world.sync(self.world.laptops[who])

    @rule(who=WHO)
    def a_part_of_a_round(self, who: int) -> None:
        self.world.part(self.world.laptops[who])

    @rule(who=WHO, act=st.sampled_from(["crash", "restart", "clock"]))
    def a_machine(self, who: int, act: str) -> None:
        getattr(self.world, act)(self.world.laptops[who])

    @rule(act=st.sampled_from(["grant", "revoke"]))
    def the_coordinator(self, act: str) -> None:
        getattr(self.world, act)(self.world.laptops[2])

    @rule(act=st.sampled_from(["late", "move_worker", "change_setting"]))
    def the_world(self, act: str) -> None:
        getattr(self.world, act)()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.calm_down()


TestTown = Town.TestCase
TestTown.settings = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
