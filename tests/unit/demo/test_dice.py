from datetime import UTC, datetime

from kaa_core.demo.dice import Dice


def test_the_stream_is_splitmix64() -> None:
    dice = Dice()
    assert [dice.bits() for _ in range(3)] == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]


def test_streams_of_other_keys_are_others() -> None:
    streams = [tuple(Dice(*keys).bits() for _ in range(1)) for keys in ((1, 2), (2, 1), (1,), (2,))]
    assert len(set(streams)) == 4


def test_every_outcome_comes() -> None:
    dice = Dice(7)
    assert {dice.between(3, 5) for _ in range(200)} == {3, 4, 5}
    assert sorted(dice.shuffled(range(50))) == list(range(50))
    assert {dice.chance(0) for _ in range(50)} == {False}
    assert {dice.chance(100) for _ in range(50)} == {True}


def test_ids_are_ordered_by_time() -> None:
    early, late = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)
    dice = Dice(1)
    assert [dice.new_id(late) > dice.new_id(early) for _ in range(20)] == [True] * 20
    assert dice.new_id(early).version == 7
