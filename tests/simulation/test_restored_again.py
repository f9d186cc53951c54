"""What is lost when a server is put back more than once, each as the shortest trace that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kaa_core.model.records import Youth
from kaa_core.sync.messages import Outcome, Replay, Verb
from kaa_desktop.store.kept import LONGEST
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault
from tests.simulation import restored
from tests.simulation.restored import MemoryPasts
from tests.simulation.server import SERVER
from tests.simulation.test_found import change, put_back_unnoticed, town
from tests.simulation.world import TEN_YEARS, World


def put_back(world: World) -> None:
    """The server is put back by its own command: it says another epoch."""
    put_back_unnoticed(world)
    MemoryPasts(world.held).begin_epoch(world.held.seq, world._id())


def phone(words: str) -> Callable[[Any, Any], None]:
    """A person writes these words in a youth's phone."""
    return lambda act, youth: act.set(Youth, youth.id, phone=words)


def said(world: World) -> list[object]:
    """All values of texts that lie in the log."""
    return [value for entry in world.held.log for value in entry.change.values.values()]


@pytest.mark.parametrize("unnoticed", [False, True])
def test_put_back_again_while_a_laptop_downloads_anew(unnoticed: bool) -> None:
    """All that it gave back is lost once more, and it has not yet heard of it from the server."""
    world = town()
    karin = world.laptops[0]
    world.back_up()
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="first"))
    world.sync(karin)
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="second"))
    world.sync(karin)
    put_back(world)
    karin.rounds.stand()
    assert karin.store.cursor() is None
    (put_back_unnoticed if unnoticed else put_back)(world)
    world.calm_down()
    assert {"first", "second"} <= set(said(world))
    words = {"first", "second"}
    rows = [one.change for one in world.held.log]
    own = [one for one in rows if words & {str(value) for value in one.values.values()}]
    assert {(one.actor, one.device) for one in own} == {(karin.person.user, karin.device)}


def test_put_back_again_while_what_is_seen_is_downloaded_anew() -> None:
    """What her user sees has changed: the download then has nothing to do with the server's past."""
    world = town()
    karin = world.laptops[0]
    world.back_up()
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="after"))
    world.sync(karin)
    karin.replica.begin_anew()
    put_back(world)
    world.calm_down()
    assert "after" in said(world)


def test_what_lost_and_was_answered_shows_that_the_server_was_put_back() -> None:
    """A value that lost leaves no row with a number here: only that it was answered tells of it."""
    world = town()
    karin, jonas = world.laptops[:2]
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="karin"))
    change(world, 1, lambda act, youth: act.set(Youth, youth.id, phone="jonas"))
    world.sync(jonas)
    world.back_up()
    karin.part("push_once")
    put_back_unnoticed(world)
    world.calm_down()
    assert "karin" in said(world)


def test_what_is_built_on_a_value_that_lost_loses_too() -> None:
    """In another numbering nothing tells the server that her first value lost."""
    world = town()
    karin, jonas = world.laptops[:2]
    world.back_up()
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="karin"))
    change(world, 1, lambda act, youth: act.set(Youth, youth.id, phone="jonas"))
    world.sync(jonas)
    world.back_up()
    karin.rounds._batch = 1
    karin.part("stand")
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="karin again"))
    karin.part("push_once")  # the first of them
    put_back(world)
    world.calm_down()
    [youth] = world.youths
    assert "jonas" in world.held.records[youth.bytes].values.values()


def test_a_clock_set_ahead_lets_go_of_nothing() -> None:
    """What is too old to be kept is so by the server's clock: these words were replaced, but are kept."""
    world = town()
    karin = world.laptops[0]
    world.back_up()
    for words in ("first", "second"):
        change(world, 0, phone(words))
        world.sync(karin)
    karin.clock_off = TEN_YEARS
    karin.rounds.parted()
    world.sync(karin)
    put_back(world)
    world.calm_down()
    assert {"first", "second"} <= set(said(world))


def test_what_is_old_by_the_server_is_let_go() -> None:
    """It was not backed up again: after ninety days only what stands comes back."""
    world = town()
    karin = world.laptops[0]
    world.back_up()
    for words in ("first", "second"):
        change(world, 0, phone(words))
        world.sync(karin)
        world.time += LONGEST + 1
    karin.rounds.parted()
    world.sync(karin)
    put_back(world)
    karin.rounds.parted()
    world.sync(karin)
    assert "first" not in said(world)
    assert "second" in said(world)


def test_a_deletion_that_lost_has_not_seen_more_by_being_sent_again() -> None:
    world = town()
    karin, jonas = world.laptops[:2]
    world.back_up()
    change(world, 1, lambda act, youth: act.set(Youth, youth.id, phone="jonas"))
    world.sync(jonas)
    change(world, 0, lambda act, youth: act.delete(Youth, youth.id))
    karin.part("push_once")
    world.sync(jonas)
    for _ in range(2):
        put_back(world)
        world.sync(jonas)
        karin.rounds.stand()
    world.calm_down()
    [youth] = world.youths
    assert not world.held.records[youth.bytes].deleted


def test_a_change_built_on_a_lost_history_is_not_taken() -> None:
    """The server is another though the connection held: the numbers a push builds on mean nothing."""
    world = town()
    karin = world.laptops[0]
    world.back_up()
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="lost"))
    world.sync(karin)
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="built on it"))
    put_back(world)
    karin.rounds._stood = True
    with pytest.raises(SyncFault) as refused:
        karin.rounds.push_once()
    assert refused.value.code == faults.fault("epoch").code
    assert "built on it" not in said(world)


def test_a_number_that_a_clone_used_is_known_by_what_it_says() -> None:
    """Two computers with one numbering: what the other wrote with it is not this."""
    world = town()
    karin = world.laptops[0]
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="hers"))
    world.sync(karin)
    [row] = [one.change for one in world.held.log if "hers" in one.change.values.values()]
    old, since = world.held.epoch, world.held.seq
    MemoryPasts(world.held).begin_epoch(since, world._id())
    values = dict.fromkeys(row.values, "the clone's")
    other = msgspec.structs.replace(row, seq=since + 5, values=values)
    body = Replay(old, [other])
    answer = restored.replay(world.held, karin.device, body, world.now(), SERVER, world._id)
    assert answer.numbers == [since + 1]
    assert "the clone's" in said(world)


def test_two_rows_with_one_lost_number_both_come_back() -> None:
    """The server was put back unnoticed, gave the number to another row, and lost that too."""
    world = town()
    karin = world.laptops[0]
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="one"))
    world.sync(karin)
    [row] = [one.change for one in world.held.log if "one" in one.change.values.values()]
    old, since = world.held.epoch, world.held.seq
    MemoryPasts(world.held).begin_epoch(since, world._id())
    for number, words in enumerate(("in the first part", "in the second part")):
        values = dict.fromkeys(row.values, words)
        other = msgspec.structs.replace(row, seq=since + 5, n=row.n + 1 + number, values=values)
        body = Replay(old, [other])
        for _ in range(2):  # from two computers, or one whose answer was lost
            restored.replay(world.held, karin.device, body, world.now(), SERVER, world._id)
    assert said(world).count("in the first part") == 1
    assert "in the second part" in said(world)


def test_a_value_that_a_later_one_replaced_lies_in_the_history() -> None:
    """Given back after it, by another computer: it does not stand, and it is not gone."""
    world = town()
    karin = world.laptops[0]
    change(world, 0, lambda act, youth: act.set(Youth, youth.id, phone="one"))
    world.sync(karin)
    [row] = [one.change for one in world.held.log if "one" in one.change.values.values()]
    old, since = world.held.epoch, world.held.seq
    MemoryPasts(world.held).begin_epoch(since, world._id())
    for seq, words in ((since + 9, "later"), (since + 5, "earlier")):
        values = dict.fromkeys(row.values, words)
        other = msgspec.structs.replace(row, seq=seq, n=seq, values=values)
        body = Replay(old, [other])
        restored.replay(world.held, karin.device, body, world.now(), SERVER, world._id)
    outcomes = {
        next(iter(one.change.values.values())): one.outcome for one in world.held.log[since:]
    }
    assert outcomes["later"] is Outcome.APPLIED
    assert outcomes["earlier"] is not Outcome.APPLIED
    assert world.held.log[-1].change.verb is Verb.SET
