"""Random histories of some youths as raw operations: lists, as MessagePack holds them.

Kinds and fields are written by number, as they travel. Where the weighing of sources is a rule of its own
(rules/target_group), a history holds only what tests/second_count/group.py can judge by itself: one source
for each sort of fact, each school with its own code, at most one course beside an occupation.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from kaa_core.model.identity import synthetic_number
from tests.unit.core.figures.raw import (
    CREATED,
    DELETED,
    MAYBE_MINUTES,
    SET,
    WORKERS,
    Operation,
    Values,
    born,
    near,
    wire,
)
from tests.unit.core.figures.raw_facts import decision, documents, homes, schooling


@st.composite
def contact(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    channel = draw(st.integers(1, 8))
    return 5, {
        2: wire(draw(near(on))),
        4: channel,
        5: draw(st.sampled_from((None, 1, 1, 2))),
        6: draw(st.sampled_from((1, 1, 2, 3, 4))),
        7: draw(st.integers(1, 6)),
        8: draw(MAYBE_MINUTES),
        13: draw(st.sampled_from((None, None, True, False))),
    }


@st.composite
def visit(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    status = draw(st.sampled_from((1, 2, 2, 2, 3)))
    values: Values = {2: status, 3: wire(draw(near(on)))}
    if status == 2:
        values[3] = draw(st.sampled_from((None, values[3])))
        came = draw(st.none() | st.integers(480, 900))
        values |= {
            6: wire(draw(near(on))),
            7: came,
            8: None if came is None else came + draw(st.integers(0, 60)),
            10: draw(st.integers(1, 5)),
            11: draw(st.sampled_from((None, True))),
            14: draw(st.sampled_from((None, None, 0, 7, 12))),
        }
    if status == 3:
        values |= {15: "x", 23: draw(st.sampled_from((None, 1, 2, 3, 4, 5, 9)))}
    return 6, values


@st.composite
def talk(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    return 7, {
        2: draw(st.integers(1, 5)),
        3: wire(draw(near(on))),
        6: draw(st.sampled_from(([1], [2], [1, 2], [3], [5, 2]))),
        8: draw(MAYBE_MINUTES),
        9: "x",
        12: draw(st.sampled_from((None, True, False))),
    }


@st.composite
def enrolment(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    start = draw(near(on))
    values: Values = {
        2: wire(start),
        3: draw(st.sampled_from((1, 2, 4))),
        5: draw(st.sampled_from((None, *WORKERS))),
        11: wire(draw(st.none() | near(on))),
    }
    if draw(st.booleans()):
        values |= {
            6: wire(draw(st.sampled_from((on, start + timedelta(days=draw(st.integers(0, 400))))))),
            7: draw(st.sampled_from((1, 1, 2, 9))),
            8: draw(st.sampled_from((0, 1, 7, 12))),
        }
    return 3, values


@st.composite
def outreach(draw: st.DrawFn, on: date) -> list[tuple[int, Values]]:
    """An enrolment and what follows on it, step by step, as the routine asks or not."""
    start = draw(near(on, 500, 10))
    rows: list[tuple[int, Values]] = [(3, {2: wire(start), 3: 1, 5: WORKERS[0]})]
    day = start + timedelta(days=draw(st.sampled_from((-31, -30, 0, 3, 14, 15, 29))))
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 2)) == 0:
            outcome = draw(st.sampled_from((1, 2, 3, 3, 4)))
            rows.append((6, {2: 2, 6: wire(day), 10: outcome}))
        else:
            channel = draw(st.sampled_from((1, 1, 2, 3)))
            outcome = draw(st.sampled_from((2, 2, 2, 1, 4)))
            whom = draw(st.sampled_from((1, 1, 2)))
            rows.append((5, {2: wire(day), 4: channel, 6: whom, 7: outcome}))
        day += timedelta(days=draw(st.sampled_from((0, 7, 20, 31, 32, 46, 60, 92, 190))))
    return rows


@st.composite
def done_with(draw: st.DrawFn, on: date) -> list[tuple[int, Values]]:
    """A measure that ended some months ago, and what she did then."""
    end = on - timedelta(days=draw(st.integers(85, 260)))
    start = end - timedelta(days=60)
    rows: list[tuple[int, Values]] = [
        (29, {2: draw(st.sampled_from((1, 4))), 9: wire(start), 11: wire(end), 12: 1})
    ]
    if draw(st.booleans()):
        after = end + timedelta(days=draw(st.integers(-5, 95)))
        rows.append((4, {2: draw(st.sampled_from((4, 6, 7, 12))), 4: 50, 5: wire(after), 7: 1}))
    if draw(st.booleans()):
        after = end + timedelta(days=draw(st.integers(-5, 200)))
        rows.append((31, {2: 2, 3: wire(after), 4: 0, 6: "x"}))
    return rows


@st.composite
def occupation(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    start = draw(st.none() | near(on))
    end = None
    if start is not None and draw(st.booleans()):
        end = start + timedelta(days=draw(st.integers(0, 300)))
    return 4, {
        2: draw(st.sampled_from((0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13))),
        4: draw(st.sampled_from((None, 20, 50, 100))),
        5: wire(start),
        6: wire(end),
        7: 1,
        8: wire(draw(near(on))),
    }


@st.composite
def measure(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    start = draw(near(on))
    values: Values = {2: draw(st.sampled_from((1, 4, 5, 19))), 9: wire(start)}
    if draw(st.booleans()):
        over = start + timedelta(days=draw(st.integers(0, 300)))
        values |= {11: wire(draw(st.sampled_from((over, over, on)))), 12: 1}
    return 29, values


@st.composite
def follow_up(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    return 31, {
        2: draw(st.integers(1, 2)),
        3: wire(draw(near(on))),
        4: draw(st.integers(0, 3)),  # which of her measures; put right when all are there
        6: "x",
        11: draw(MAYBE_MINUTES),
    }


@st.composite
def plan(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    noon = (draw(near(on)) - date(1970, 1, 1)).days * 86_400_000 + 43_200_000
    return 30, {2: b"p" * 16, 3: 1, 4: noon}


# --- a youth, and all of them ----------------------------------------------------------------------


@st.composite
def _rows(draw: st.DrawFn, on: date, serial: int) -> list[tuple[int, Values]]:
    birth = draw(born(on))
    rows: list[tuple[int, Values]] = [
        (1, {1: synthetic_number(birth, serial), 2: "A", 3: "B"}),
        *draw(homes(on, birth)),
        *draw(schooling(on, birth)),
        *draw(documents(on)),
    ]
    rows += draw(st.lists(enrolment(on), max_size=2))
    for one, most in (
        (contact, 3),
        (visit, 2),
        (talk, 2),
        (occupation, 2),
        (measure, 2),
        (follow_up, 2),
        (plan, 1),
    ):
        rows += draw(st.lists(one(on), max_size=most))
    for story in (outreach(on), done_with(on)):
        if draw(st.booleans()):
            rows += draw(story)
    if draw(st.integers(0, 5)) == 0:
        rows.append(draw(decision(on)))
    return rows


@st.composite
def operations(draw: st.DrawFn, on: date, *, most: int = 4) -> list[Operation]:
    """Some youths' histories, with what was written wrongly and changed, and what was taken away."""
    made: list[Operation] = []
    later: list[Operation] = []
    for person in range(draw(st.integers(1, most))):
        rows = draw(_rows(on, 101 + person))
        youth = _id(person, 0)
        measures = [_id(person, at) for at, (kind, _) in enumerate(rows) if kind == 29]
        for at, (kind, values) in enumerate(rows):
            record = _id(person, at)
            held = {field: value for field, value in values.items() if value is not None}
            if kind != 1:
                held[1] = youth
            if kind == 31:
                named = held.pop(4)
                if named < len(measures):
                    held[4] = measures[named]
            fate = draw(st.integers(0, 11)) if kind not in (1, 30) else 2  # a plan is for ever
            if fate == 0:
                later.append([DELETED, kind, record, {}, None])
            if fate == 1:
                wrong = _wrong(draw, kind, held, on)
                later += [[SET, kind, record, {field: held.get(field)}, None] for field in wrong]
                held |= wrong
            made.append([CREATED, kind, record, held, youth])
    return made + draw(st.permutations(later)) if later else made


def _wrong(draw: st.DrawFn, kind: int, held: Values, on: date) -> Values:
    """What somebody wrote first, of a field that is put right afterwards."""
    dated = {3: 2, 5: 2, 6: 6, 7: 3, 16: 10, 29: 9, 31: 3}.get(kind)
    if dated is None or dated not in held:
        return {}
    return {dated: wire(draw(near(on)))}


def _id(person: int, at: int) -> bytes:
    return bytes([1, person]) + at.to_bytes(14, "big")
