"""What holds for any contacts and any routine."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.model.records import Contact, HomeVisit
from kaa_core.model.registry import Record
from kaa_core.rules.routine import Routine, judge, pack, problems, unpack
from tests.unit.core.routine.cases import ROUTINES, START, enrolment, events, version, youth

TODAY = date(2027, 12, 1)
HELD = st.lists(events(TODAY), max_size=14)
VERSIONS = st.lists(st.tuples(ROUTINES, st.dates(START - timedelta(days=60), TODAY)), max_size=3)
Versions = list[tuple[Routine, date]]


def made_on(record: Record) -> date:
    if isinstance(record, HomeVisit):
        assert record.visited_on is not None
        return record.visited_on
    assert isinstance(record, Contact)
    return record.occurred_on


@settings(max_examples=40, deadline=None)
@given(HELD, VERSIONS, st.dates(START, date(2029, 1, 1)))
def test_on_any_date_each_enrolled_youth_has_exactly_one_next_step(
    held: list[Record], versions: Versions, on: date
) -> None:
    found = judge(youth(), [enrolment(), *held], [version(*one) for one in versions], on)
    assert found.next is not None
    assert found.why
    assert found.next.proposed <= found.next.due <= found.next.limit
    assert len(found.timeline) == sum(
        made_on(one) <= on and made_on(one) >= START - timedelta(days=30) for one in held
    )


@settings(max_examples=150, deadline=None)
@given(HELD, VERSIONS, events(TODAY).filter(lambda one: made_on(one) >= START), st.data())
def test_documenting_a_contact_made_today_never_moves_a_due_date_backwards(
    held: list[Record], versions: Versions, new: Record, data: st.DataObject
) -> None:
    today = made_on(new)
    kept = [version(*one) for one in versions]
    same_day = (
        data.draw(st.lists(events(today).filter(lambda one: made_on(one) == today), max_size=2))
        if data.draw(st.booleans())
        else []
    )
    known = [enrolment(), *(one for one in held if made_on(one) <= today), *same_day]
    before = judge(youth(), known, kept, today).next
    after = judge(youth(), [*known, new], kept, today).next
    assert before is not None
    assert after is not None
    assert after.due >= before.due


@settings(max_examples=80, deadline=None)
@given(HELD, VERSIONS, ROUTINES, st.dates(START, TODAY))
def test_changing_the_routine_never_changes_what_was_judged_by_the_former_one(
    held: list[Record], versions: Versions, new: Routine, since: date
) -> None:
    records = [enrolment(), *held]
    kept = [version(*one) for one in versions if one[1] < since]
    changed = [*kept, version(new, since)]
    eve = since - timedelta(days=1)
    if eve >= START:
        assert judge(youth(), records, kept, eve) == judge(youth(), records, changed, eve)
    before, after = (judge(youth(), records, some, TODAY) for some in (kept, changed))
    earlier = [one for one in before.timeline if one.on < since]
    assert earlier == [one for one in after.timeline if one.on < since]
    assert before.next is not None
    assert after.next is not None
    last = max((one.on for one in before.timeline), default=START)
    if before.next.due < since and last < since:  # it fell due under the former one
        assert after.next == before.next
    elif last < since:
        assert after.next.due >= since


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_in_which_contacts_were_written_down_does_not_matter(data: st.DataObject) -> None:
    held = data.draw(HELD)
    other = data.draw(st.permutations(held))
    one, two = (judge(youth(), [enrolment(), *some], [], TODAY) for some in (held, other))
    assert one.next == two.next


@settings(max_examples=40, deadline=None)
@given(ROUTINES)
def test_any_routine_is_kept_and_read_again(routine: Routine) -> None:
    if not problems(routine):
        assert unpack(pack(routine), routine.since) == routine
