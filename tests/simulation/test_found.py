"""Faults that the simulation found, each as the shortest trace that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import attrs

from kaa_core.model.enums import VisitStatus
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import HomeVisit, Youth
from tests.simulation.memory import Held
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


def put_back_unnoticed(world: World) -> None:
    """The server's files are replaced by its backup; it says the same epoch as before."""
    assert world.backup is not None
    earlier = world.backup.copied()
    for field in attrs.fields(Held):
        setattr(world.held, field.name, getattr(earlier, field.name))
    for laptop in world.laptops:
        laptop.rounds.parted()
    world.truth.server_restored(world.laptops, world.held.seq)


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


def test_a_form_that_was_open_while_a_colleague_was_added_joins_the_lists() -> None:
    """`seen` says what she had before her; what came in meanwhile stands beside what she chose."""
    world = town()
    karin, jonas = world.laptops[0], world.laptops[1]
    [youth] = world.youths
    one, two, three, four = (WorkerId(worker) for worker in world.workers[:4])
    visit = HomeVisit(
        id=RecordId(UUID(int=77)),
        youth=YouthId(youth),
        status=VisitStatus.PLANNED,
        planned_on=date(2026, 12, 2),
        participants=(one, two),
    )
    world.act(karin, lambda act: act.create(visit))
    for laptop in (karin, jonas):
        world.sync(laptop)
    world.act(jonas, lambda act: act.set(HomeVisit, visit.id, participants=(one, two, three)))
    for laptop in (jonas, karin):
        world.sync(laptop)
    seen = {"participants": (one, two)}
    karin.act(lambda act: act.set(HomeVisit, visit.id, seen, participants=(two, four)))
    world.truth.remember(karin)
    now = karin.store.queries.record(HomeVisit, visit.id)
    assert now is not None
    assert now.participants == (two, three, four)


def test_a_row_written_after_the_server_was_put_back_does_not_stand_for_a_lost_one() -> None:
    """Until somebody notices, the lost and the new rows have the same epoch and the same numbers."""
    world = town()
    karin, _, eva, _, ali = world.laptops
    world.back_up()
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="karin"))
    for laptop in (karin, eva):
        world.sync(laptop)
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, email="karin"))
    world.sync(karin)
    put_back_unnoticed(world)
    change(world, 4, lambda act, youth: act.set(Youth, youth.id, street="ali"))
    world.sync(ali)
    change(world, 4, lambda act, youth: act.set(Youth, youth.id, street="ali again"))
    world.sync(ali)
    world.sync(eva)  # she notices, and gives back what she has: the first of the two
    world.sync(ali)  # he has two others with the numbers of those
    world.sync(karin)
    world.calm_down()
    [youth] = world.youths
    values = world.held.records[youth.bytes].values
    assert {"karin", "ali again"} <= set(values.values())
    assert list(values.values()).count("karin") == 2
