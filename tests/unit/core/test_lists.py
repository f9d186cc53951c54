"""Lists by element id: both who add and remove different ones succeed; the laws as properties."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.lists import can_join, joined
from kaa_core.sync.messages import Outcome, Verb
from tests.unit.core.ledger import Desk, MemoryLedger

VISIT = REGISTRY.kind("home_visit")
WENT = VISIT.by_name["participants"].id
LIAM = uuid.UUID(int=1).bytes
PLANNED = uuid.UUID(int=2).bytes
A, B, C, D = (uuid.UUID(int=number).bytes for number in range(10, 14))

some = st.lists(st.integers(1, 8), unique=True, max_size=6)


@pytest.fixture
def ledger() -> MemoryLedger:
    """A visit in which A and B take part, number 2 in the log; a youth before it."""
    desk, made = Desk("karin"), MemoryLedger()
    youth = {1: "200903022390", 2: "Liam", 3: "Testberg"}
    visit = {1: LIAM, 2: 1, WENT: [A, B]}
    made.push(
        desk.push(
            desk.operation(Verb.CREATE, 1, LIAM, values=youth, scope=LIAM),
            desk.operation(Verb.CREATE, VISIT.id, PLANNED, values=visit, scope=LIAM),
        )
    )
    return made


def write(ledger: MemoryLedger, desk: Desk, value: list[bytes] | None, base: int) -> Outcome:
    one = desk.operation(Verb.SET, VISIT.id, PLANNED, values={WENT: value}, base=base)
    return ledger.push(desk.push(one)).answers[0].outcome


def standing(ledger: MemoryLedger) -> list[bytes] | None:
    found: list[bytes] | None = ledger.records[PLANNED].values.get(WENT)
    return found


def test_two_who_add_and_remove_without_sight_of_each_other_both_succeed(
    ledger: MemoryLedger,
) -> None:
    assert write(ledger, Desk("jonas"), [A, B, C], 2) is Outcome.APPLIED
    assert write(ledger, Desk("eva"), [B, D], 2) is Outcome.APPLIED
    assert standing(ledger) == [B, C, D]
    assert all(entry.outcome is Outcome.APPLIED for entry in ledger.log), "no conflict"


def test_the_log_holds_what_she_wrote_and_then_what_it_became(ledger: MemoryLedger) -> None:
    """An earlier desktop takes its own value with its number, and the joined one as a change."""
    write(ledger, Desk("jonas"), [A, B, C], 2)
    eva = Desk("eva")
    write(ledger, eva, [A, B, D], 2)
    hers, became = (entry.change for entry in ledger.log[-2:])
    assert (hers.values, became.values) == ({WENT: [A, B, D]}, {WENT: [A, B, C, D]})
    assert ledger.answers[eva.device, 1, 1].seq == hers.seq == became.seq - 1
    assert {one.actor for one in (hers, became)} == {eva.actor}
    assert hers.tx == became.tx, "a pull never comes between them"


def test_to_a_list_that_was_empty_for_both(ledger: MemoryLedger) -> None:
    """Number 0: the field had no value when she looked."""
    write(ledger, Desk("karin2"), None, 2)
    assert write(ledger, Desk("jonas"), [C], 3) is Outcome.APPLIED
    assert write(ledger, Desk("eva"), [D], 3) is Outcome.APPLIED
    assert standing(ledger) == [C, D]


def test_the_next_of_her_own_builds_on_what_she_wrote(ledger: MemoryLedger) -> None:
    write(ledger, Desk("jonas"), [A, B, C], 2)
    eva = Desk("eva")
    first = eva.operation(Verb.SET, VISIT.id, PLANNED, values={WENT: [A, B, D]}, base=2)
    second = eva.operation(Verb.SET, VISIT.id, PLANNED, values={WENT: [B, D]}, base=-first.n)
    answers = ledger.push(eva.push(first, second)).answers
    assert [one.outcome for one in answers] == [Outcome.APPLIED] * 2
    assert standing(ledger) == [B, C, D], "C, whom she never saw, is not removed by her"


def test_where_nothing_tells_what_she_saw_it_is_a_conflict(ledger: MemoryLedger) -> None:
    write(ledger, Desk("jonas"), [A, B, C], 2)
    # Row 1 is about the youth: whoever says that she built on it saw another list than we know.
    assert write(ledger, Desk("eva"), [A, D], 1) is Outcome.CONFLICT
    assert standing(ledger) == [A, B, C]


def test_two_who_each_leave_one_do_not_leave_none(ledger: MemoryLedger) -> None:
    assert write(ledger, Desk("jonas"), [A], 2) is Outcome.APPLIED
    assert write(ledger, Desk("eva"), [B], 2) is Outcome.CONFLICT
    assert standing(ledger) == [A]


def test_a_list_of_a_deleted_record_is_a_conflict(ledger: MemoryLedger) -> None:
    jonas = Desk("jonas")
    ledger.push(jonas.push(jonas.operation(Verb.DELETE, VISIT.id, PLANNED, base=2)))
    assert write(ledger, Desk("eva"), [A, B, D], 2) is Outcome.CONFLICT


@given(some, some, some)
def test_every_element_is_as_the_one_who_touched_it_left_it(
    seen: list[int], hers: list[int], theirs: list[int]
) -> None:
    made = joined(seen, hers, theirs) or []
    for one in range(1, 9):
        before = one in seen
        changed = [one in side for side in (hers, theirs) if (one in side) != before]
        assert (one in made) == (changed[0] if changed else before)
    assert len(set(made)) == len(made)


@given(some, some, some)
def test_the_order_of_arrival_decides_no_more_than_the_order(
    seen: list[int], hers: list[int], theirs: list[int]
) -> None:
    assert set(joined(seen, hers, theirs) or ()) == set(joined(seen, theirs, hers) or ())


@given(some, some)
def test_alone_she_gets_what_she_wrote(seen: list[int], hers: list[int]) -> None:
    assert (joined(seen, hers, seen) or []) == hers
    assert set(joined(seen, seen, hers) or ()) == set(hers)


@given(some, some, some)
def test_who_stands_keeps_the_place(seen: list[int], hers: list[int], theirs: list[int]) -> None:
    made = joined(seen, hers, theirs) or []
    if set(made) != set(hers):
        old = [one for one in theirs if one in made]
        assert made[: len(old)] == old


@given(some, some, some)
def test_nobody_is_left_out_by_two(seen: list[int], hers: list[int], theirs: list[int]) -> None:
    made = joined(seen, hers, theirs)
    assert can_join(hers, theirs, made) == (made is not None or not hers or not theirs)
