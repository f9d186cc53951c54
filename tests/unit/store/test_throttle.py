"""The growing pause: kept over restarts, deaf to the wall clock, and never for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaa_desktop.store import errors
from kaa_desktop.store.throttle import FREE_TRIES, LONGEST_PAUSE, Throttle, pause_after, unlock
from tests.unit.store.conftest import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from kaa_desktop.store.keys import DataKey
    from kaa_desktop.store.slots import SlotFile
    from tests.unit.store.conftest import SteppedClock

WRONG = "inte alls den rätta"


def _five_wrong(throttle: Throttle) -> None:
    for _ in range(FREE_TRIES):
        throttle.begin()


def test_five_tries_are_free_and_the_sixth_waits(tmp_path: Path, stepped: SteppedClock) -> None:
    throttle = Throttle(tmp_path / "throttle.json", stepped)
    _five_wrong(throttle)
    with pytest.raises(errors.TooManyTries, match="Vänta 10 sekunder") as caught:
        throttle.begin()
    assert caught.value.seconds == 10
    stepped.seconds += 10
    throttle.begin()
    assert throttle.wait() == 20


def test_the_pause_grows_to_a_limit() -> None:
    pauses = [pause_after(n) for n in range(200)]
    assert pauses == sorted(pauses)
    assert pauses[4] == 0
    assert pauses[5] > 0
    assert pauses[-1] == LONGEST_PAUSE


def test_the_pause_is_kept_over_a_restart_of_the_program(
    tmp_path: Path, stepped: SteppedClock
) -> None:
    _five_wrong(Throttle(tmp_path / "throttle.json", stepped))
    stepped.seconds += 4
    again = Throttle(tmp_path / "throttle.json", stepped)
    assert again.wait() == 6
    assert again.wrong_tries == FREE_TRIES


def test_a_restart_of_the_computer_neither_shortens_nor_locks_for_ever(
    tmp_path: Path, stepped: SteppedClock
) -> None:
    stepped.seconds = 1_000_000.0
    _five_wrong(Throttle(tmp_path / "throttle.json", stepped))
    stepped.seconds = 3.0  # the computer has been up for three seconds
    again = Throttle(tmp_path / "throttle.json", stepped)
    assert again.wait() == 7
    stepped.seconds = 10.0
    assert again.wait() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"wrong": 0}',
        b'{"wrong": -3, "last": 0}',
        b'{"wrong": 9, "last": NaN}',
        b'{"wrong": Infinity, "last": 1}',
        b"[" * 5000,
    ],
)
def test_a_spoilt_file_is_no_way_around(
    tmp_path: Path, stepped: SteppedClock, content: bytes
) -> None:
    path = tmp_path / "throttle.json"
    path.write_bytes(content)
    assert Throttle(path, stepped).wait() == 10
    stepped.seconds += 10
    assert Throttle(path, stepped).wait() == 0


def test_the_right_passphrase_clears_the_count(
    tmp_path: Path, stepped: SteppedClock, slot_file: SlotFile, key: DataKey
) -> None:
    slot_file.create(key, PASSPHRASE)
    throttle = Throttle(tmp_path / "throttle.json", stepped)
    with pytest.raises(errors.WrongPassphrase):
        unlock(slot_file, throttle, WRONG)
    assert throttle.wrong_tries == 1
    assert unlock(slot_file, throttle, PASSPHRASE).material == key.material
    assert throttle.wrong_tries == 0


def test_a_paused_try_is_not_even_made(
    tmp_path: Path, stepped: SteppedClock, slot_file: SlotFile, key: DataKey
) -> None:
    slot_file.create(key, PASSPHRASE)
    throttle = Throttle(tmp_path / "throttle.json", stepped)
    for _ in range(FREE_TRIES):
        with pytest.raises(errors.WrongPassphrase):
            unlock(slot_file, throttle, WRONG)
    with pytest.raises(errors.TooManyTries):
        unlock(slot_file, throttle, PASSPHRASE)
    stepped.seconds += 10
    assert unlock(slot_file, throttle, PASSPHRASE).material == key.material


def test_a_damaged_slots_file_costs_no_try(
    tmp_path: Path, stepped: SteppedClock, slot_file: SlotFile
) -> None:
    slot_file._path.write_bytes(b"{}")
    throttle = Throttle(tmp_path / "throttle.json", stepped)
    with pytest.raises(errors.SlotsDamaged):
        unlock(slot_file, throttle, PASSPHRASE)
    assert throttle.wrong_tries == 0
