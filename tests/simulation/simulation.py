"""Steps drawn from one seed: the same seed gives the same steps, the same states and the same hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import attrs

from kaa_core.model.enums import Role
from tests.simulation.deeds import Broken
from tests.simulation.laptop import Laptop
from tests.simulation.world import THEMES, World

ERA: Final = 10_000
"""Steps in one world; a longer simulation is several, each from a seed of its own."""
_PEOPLE: Final = {
    "open_case": 6,
    "edit_youth": 30,
    "add": 16,
    "edit_record": 16,
    "delete": 4,
    "journal": 12,
    "settle": 6,
}
_SCOPES: Final = {"hand_over": 3, "protect": 1}
_RESTORES: Final = {"image": 2, "put_back": 0.7, "clone": 0.7}
_WORLD_RESTORES: Final = {"back_up": 1.5, "restore_server": 0.7}
_ERASING: Final = {"draft": 6}
_DECIDING: Final = {"erase": 25}
_REGISTER: Final = {"grant": 3, "revoke": 2}
_MACHINES: Final = {"sync": 60, "part": 25, "crash": 5, "restart": 2, "clock": 2}
_WORLD: Final = {"late": 8}
_WORLD_SCOPES: Final = {"move_worker": 1, "change_setting": 0.5}


@attrs.frozen
class Ended:
    """How a simulation went."""

    seed: int
    steps: int
    trace: str
    found: dict[str, int]


class Stumbled(Exception):
    """It failed: at which step of which seed, and on what."""

    def __init__(self, seed: int, step: int, name: str, cause: BaseException) -> None:
        number = cause.number if isinstance(cause, Broken) else 0
        super().__init__(f"seed {seed}, step {step} ({name}): {type(cause).__name__}: {cause}")
        self.number = number


def run(
    seed: int,
    steps: int,
    themes: frozenset[str] = THEMES,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Ended]:
    """Simulate; one result for each era. Raises `Stumbled`."""
    done = 0
    era = 0
    while done < steps:
        part = min(ERA, steps - done)
        one = seed + era * 1_000_003
        ended = simulate(one, part, World(one, themes=themes))
        tell(f"{done + part} steg, frö {ended.seed}, spår {ended.trace}")
        yield ended
        done += part
        era += 1


def simulate(seed: int, steps: int, world: World | None = None) -> Ended:
    """One world from one seed."""
    world = world or World(seed)
    chance = Random(seed ^ 0x5EED)
    name, step = "", 0
    try:
        for step in range(steps):
            world.time += chance.randint(1, 60_000)
            name = take_step(world, chance)
            world.trace.update(f"{step} {name} {world.held.seq}".encode())
        world.doing = "calm_down"
        world.calm_down()
    except Exception as error:
        raise Stumbled(seed, step, world.doing, error) from error
    world.trace.update(repr(sorted(world.found.items())).encode())
    return Ended(seed, steps, world.trace.hexdigest(), world.found)


def take_step(world: World, chance: Random) -> str:
    """One step; its name."""
    laptop = chance.choice(world.laptops)
    weights: dict[str, float] = {**_MACHINES, **_WORLD}
    scopes = "scopes" in world.themes
    if scopes:
        weights |= _WORLD_SCOPES
    if "restores" in world.themes:
        weights |= _RESTORES | _WORLD_RESTORES
    if laptop.person.role != Role.MANAGER:
        weights |= _PEOPLE | (_SCOPES if scopes else {})
    if laptop.person.role == Role.COORDINATOR and scopes:
        weights |= _REGISTER
    if "erasing" in world.themes:
        manager = laptop.person.role == Role.MANAGER
        coordinator = laptop.person.role == Role.COORDINATOR
        weights |= {} if manager else _ERASING
        weights |= _DECIDING if coordinator else {}
    name = chance.choices(list(weights), list(weights.values()))[0]
    method = getattr(world, name)
    world.doing = f"{name} {laptop.name}"
    if name in _WORLD or name in _WORLD_SCOPES or name in _WORLD_RESTORES:
        method()
    else:
        method(laptop)
    world.note(name)
    if name == "sync" and chance.random() < 0.15:
        world.check(laptop)
    return f"{name} {_where(laptop)}"


def _where(laptop: Laptop) -> str:
    reached = laptop.store.cursor()
    return f"{laptop.name} {reached.seq if reached else 0} {laptop.store.next_n()}"
