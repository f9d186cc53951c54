"""What a program of before the second schema is told, in words that it knows."""

from __future__ import annotations

import msgspec

from kaa_core.model.records import JournalNote
from kaa_core.model.registry import REGISTRY
from kaa_core.sync import older
from kaa_core.sync.messages import Answer, Change, Outcome, PullAnswer, PushAnswer, Verb

NOTE = REGISTRY.kind(JournalNote)
TEXT = NOTE.by_name["text"].id
EPOCH = b"e" * 16


def erasing(values: object) -> PullAnswer:
    row = Change(
        seq=7,
        tx=7,
        verb=Verb.ERASE,
        kind=NOTE.id,
        record=b"r" * 16,
        scope=b"y" * 16,
        values=values,  # type: ignore[arg-type]
        actor=b"a" * 16,
        device=b"d" * 16,
        incarnation=0,
        n=7,
        at=1,
        received=1,
    )
    return PullAnswer(EPOCH, 7, 7, [row])


def test_an_erased_field_is_emptied() -> None:
    [row] = older.pulled(erasing({TEXT: None}), 1).changes
    assert (row.verb, row.values, row.seq) == (Verb.SET, {TEXT: None}, 7)


def test_an_erased_record_is_emptied_field_by_field_and_deleted() -> None:
    emptied, deleted = older.pulled(erasing({}), 1).changes
    assert (emptied.verb, set(emptied.values.values())) == (Verb.SET, {None})
    assert emptied.values.keys() == NOTE.by_id.keys()
    assert (deleted.verb, deleted.record) == (Verb.DELETE, b"r" * 16)


def test_values_that_the_server_holds_as_bytes_are_read() -> None:
    packed = msgspec.Raw(msgspec.msgpack.encode({TEXT: None}))
    [row] = older.pulled(erasing(packed), 1).changes
    assert row.values == {TEXT: None}


def test_a_program_of_today_is_told_as_it_is() -> None:
    told = erasing({})
    assert older.pulled(told, 2) is told


def test_what_waits_for_a_coordinator_is_refused_to_an_older_program() -> None:
    answer = PushAnswer(EPOCH, 7, [Answer(1, Outcome.QUARANTINED), Answer(2, Outcome.APPLIED, 7)])
    first, second = older.pushed(answer, 1).answers
    assert (first.outcome, first.code) == (Outcome.REFUSED, older.QUARANTINED)
    assert second == answer.answers[1]
    assert older.pushed(answer, 2) is answer
