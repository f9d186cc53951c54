"""Faults that the simulation found, each as the shortest trace that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kaa_core.model.records import Youth
from tests.simulation.network import CALM
from tests.simulation.world import World


def town() -> World:
    """Five laptops in calm weather, all of whom see all, with one case that they all hold."""
    world = World(1, weather=CALM, themes=frozenset())
    world.open_case(world.laptops[0])
    for laptop in world.laptops:
        world.sync(laptop)
    return world


def change(world: World, who: int, work: Callable[[Any, Youth], Any]) -> None:
    """An act of one of them on the one youth."""
    laptop = world.laptops[who]
    youth = world.pick(laptop, Youth)
    world.act(laptop, lambda act: work(act, youth), youth)


def test_an_answer_above_what_was_pulled_does_not_make_the_rest_seen() -> None:
    """A deletion after an acknowledged edit, of a record in which a colleague wrote between."""
    world = town()
    karin, jonas = world.laptops[0], world.laptops[1]
    change(world, 1, lambda act, youth: act.set(Youth, youth.id, email="jonas"))
    world.sync(jonas)
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="karin"))
    karin.part("push_once")  # acknowledged, with a number above his; nothing is pulled
    change(world, 0, lambda act, youth: act.delete(Youth, youth.id))
    world.sync(karin)
    world.calm_down()
    [youth] = world.youths
    assert not world.held.records[youth.bytes].deleted
