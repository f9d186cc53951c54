"""Random histories of some youths as raw operations: lists, as MessagePack holds them.

Kinds and fields are written by number, as they travel. Where the weighing of sources is a rule of its own
(rules/target_group), a history holds only what tests/second_count/group.py can judge by itself: one source
for each sort of fact, each school with its own code, at most one course beside an occupation.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from kaa_core.model.identity import synthetic_number

Values: TypeAlias = dict[int, Any]
Operation: TypeAlias = list[Any]

HISTORIES: Final = int(os.environ.get("KAA_HISTORIES", "60"))
"""How many are tried. KAA_EXAMPLES=new KAA_HISTORIES=3000 searches for long, each time among others."""
HOME, ELSEWHERE = "0682", "0680"
WORKERS = tuple(bytes([200, n]) * 8 for n in range(3))
UNITS = tuple(bytes([210, n]) * 8 for n in range(2))
UNIT_OF = {WORKERS[0]: UNITS[0], WORKERS[1]: UNITS[1]}
CREATED, SET, DELETED = 1, 2, 3
DAYS = (
    date(2026, 11, 24),
    date(2018, 9, 30),
    date(2018, 6, 30),
    date(2028, 2, 29),
    date(2026, 8, 1),
    date(2027, 2, 28),
)
"""Days that are asked about: edges of the law, the school year and the calendar among them."""
ROUTINE_FROM = date(2000, 1, 1)
OTHER_ROUTINE: dict[str, Any] = {
    "layout": 1,
    "steps": [
        [1, 0, 7, "enrolment", 1],
        [2, 0, 21, "start", 1],
        [2, 1, 14, "start", 1],
        [3, 0, 30, "before", 2],
        [4, 0, 20, "before", 1],
    ],
    "again": [2, 0, 1],
    "visit_again": [5, 0],
    "visit_role": 1,
    "follow_up": [2, 0, 1],
    "limit": [4, 0],
    "tolerance": 5,
    "established_weeks": 3,
}


EDGES: Final = (0, 1, -1, -28, -29, -30, -31, -90, -91, -92, -181, -182, -183, -184)
"""Days before the one asked about on which something begins or ceases to count."""


def wire(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def near(on: date, before: int = 900, after: int = 150) -> st.SearchStrategy[date]:
    """A day around another one, most of them in the last half-year."""
    spread = st.one_of(st.integers(-200, 10), st.integers(-before, after), st.sampled_from(EDGES))
    return spread.map(lambda days: on + timedelta(days=days))


@st.composite
def born(draw: st.DrawFn, on: date) -> date:
    """A birthday: any, or on the edge of 16, 18 or 20, or 29 February."""
    edge = draw(st.integers(0, 3))
    if edge == 0:
        age = draw(st.sampled_from((16, 18, 20)))
        day = on + timedelta(days=draw(st.integers(-2, 2)))
        return date(day.year - age, day.month, min(day.day, 28))
    if edge == 1:
        return draw(st.sampled_from([d for d in _LEAP if 15 <= on.year - d.year <= 21]))
    return on - timedelta(days=draw(st.integers(15 * 366, 20 * 366)))


_LEAP = [date(year, 2, 29) for year in range(1996, 2016, 4)]
MAYBE_MINUTES = st.none() | st.integers(0, 90)


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


# --- facts -----------------------------------------------------------------------------------------


def _fact(draw: st.DrawFn, on: date, source: int) -> Values:
    return {
        2: source,
        3: wire(draw(near(on))),
        7: wire(draw(st.sampled_from((None, None, None, on, on + timedelta(days=40))))),
    }


@st.composite
def schooling(draw: st.DrawFn, on: date, birth: date) -> list[tuple[int, Values]]:
    """Compulsory school, then one time in upper secondary school after another, perhaps a course."""
    found: list[tuple[int, Values]] = []
    year = birth.year + 16
    how = draw(st.sampled_from(("none", "left", "left", "left", "early", "longer")))
    if how != "none":
        last = {"left": year, "early": year - 1, "longer": year + 1}[how]
        values = _fact(draw, on, 3) | {9: 1, 10: wire(date(year - 9, 8, 20)), 14: "Grund", 15: "u0"}
        values |= {11: wire(date(last, 6, 12)), 12: 1, 19: True if how == "longer" else None}
        found.append((16, values | {7: None}))
    found += draw(st.one_of(one_by_one(on, year), one_by_one(on, year), changes(on)))
    if draw(st.integers(0, 3)) == 0:
        found.append((16, _course(draw, on)))
    if draw(st.integers(0, 3)) == 0:
        found.append((19, _notice(draw, on)))
    return found


@st.composite
def one_by_one(draw: st.DrawFn, on: date, year: int) -> list[tuple[int, Values]]:
    """Times in upper secondary school after each other."""
    found: list[tuple[int, Values]] = []
    start = draw(
        st.sampled_from((date(year, 8, 18), on - timedelta(days=draw(st.integers(0, 300)))))
    )
    start = max(start, date(year - 1, 7, 1))
    for number in range(draw(st.integers(0, 3))):
        start = draw(st.sampled_from((start, start + timedelta(days=365)))) if not number else start
        found.append((16, draw(upper_secondary(on, start, number))))
        ended = found[-1][1][11]
        if ended is None:
            break
        gap = draw(st.sampled_from((1, 20, 31, 70, 200)))
        start = date.fromisoformat(ended) + timedelta(days=gap)
    return found


@st.composite
def changes(draw: st.DrawFn, on: date) -> list[tuple[int, Values]]:
    """Leaves one school, and perhaps begins in another, as soon as makes it a change or later."""
    left = on - timedelta(days=draw(st.integers(0, 150)))
    begun = left + timedelta(days=draw(st.sampled_from((1, 12, 30, 31))))
    values: Values = {
        10: wire(date(left.year - 2, 8, 18)),
        11: wire(left),
        14: "Ena",
        15: "u5",
        16: "BA",
    }
    values |= {
        9: draw(st.sampled_from((3, 3, 3, 4))),
        12: draw(st.sampled_from((2, 2, None, 9, 1))),
    }
    found = [(16, _fact(draw, on, 3) | values | {7: None})]
    if draw(st.integers(0, 2)) == 0:
        told = left + timedelta(days=draw(st.sampled_from((0, 2, 40, 60, 61))))
        found.append((19, _fact(draw, on, 10) | {9: 2, 10: wire(told), 13: "u5", 7: None}))
    if draw(st.integers(0, 3)):
        form = draw(st.sampled_from((3, 3, 4, 5, 10)))
        until = draw(st.sampled_from((None, begun, begun + timedelta(days=90))))
        values = {9: form, 10: wire(begun), 11: wire(until), 14: "Andra", 15: "u6"}
        values[12] = draw(st.sampled_from((None, 2))) if until else None
        found.append((16, _fact(draw, on, 3) | values | {7: None}))
    return found


@st.composite
def upper_secondary(draw: st.DrawFn, on: date, start: date, number: int) -> Values:
    """A time in upper secondary school."""
    values = _fact(draw, on, 3) | {
        9: draw(st.sampled_from((3, 3, 3, 4, 4, 5, 9, 10))),
        10: wire(start),
        12: draw(st.sampled_from((None, 1, 2, 2, 3, 4, 9))),
        14: f"Skola {number}" if draw(st.booleans()) else None,
        15: f"u{number + 1}",
        16: draw(st.sampled_from((None, "BA", "NA"))),
    }
    if draw(st.integers(0, 3)):
        recent = on - timedelta(days=draw(st.integers(0, 200)))
        end = draw(st.sampled_from((start + timedelta(days=1040), max(start, recent), None)))
        values[11] = wire(end or start + timedelta(days=draw(st.integers(5, 700))))
    else:
        values |= {11: None, 12: draw(st.sampled_from((None, 4)))}
    return values


def _course(draw: st.DrawFn, on: date) -> Values:
    start = draw(near(on))
    end = start + timedelta(days=draw(st.integers(0, 300))) if draw(st.booleans()) else None
    return _fact(draw, on, 3) | {
        9: draw(st.sampled_from((6, 7, 8, 19))),
        10: wire(start),
        11: wire(end),
        12: draw(st.sampled_from((None, 1, 2))) if end else None,
        13: draw(st.sampled_from((None, 20, 50, 100))),
        15: "u7",
    }


def _notice(draw: st.DrawFn, on: date) -> Values:
    kind = draw(st.sampled_from((1, 2, 2, 3)))
    unit = draw(st.sampled_from(("u1", "u2", "u9")))
    return _fact(draw, on, 10) | {
        9: kind,
        10: wire(draw(near(on, 400, 30))),
        13: unit if kind == 2 else "u8",
        14: "EK",
        15: draw(st.sampled_from((None, 3, 4))),
    }


@st.composite
def homes(draw: st.DrawFn, on: date, birth: date) -> list[tuple[int, Values]]:
    """Where she belongs by folkbokföringen: most here all along."""
    found = []
    if draw(st.integers(0, 9)):
        found.append((_HERE, birth))
    if draw(st.integers(0, 3)) == 0:
        days = draw(st.lists(near(on), min_size=1, max_size=3, unique=True))
        places = st.sampled_from((_HERE, _HERE, {9: 1, 12: ELSEWHERE}, {9: 4}, {9: 5}))
        found += [(draw(places), day) for day in days]
    return [(18, _fact(draw, on, 4) | place | {10: wire(day)}) for place, day in found]


_HERE: Values = {9: 1, 12: HOME}


@st.composite
def documents(draw: st.DrawFn, on: date) -> list[tuple[int, Values]]:
    """What UHR answers of her."""
    found = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
        kind = draw(st.sampled_from((0, 0, 0, 1, 2, 3, 4, 5)))
        issued = None if kind == 0 else wire(draw(st.none() | near(on)))
        found.append((17, _fact(draw, on, 5) | {9: kind, 10: issued}))
    return found


@st.composite
def decision(draw: st.DrawFn, on: date) -> tuple[int, Values]:
    about = draw(st.sampled_from((None, 1, 3, 4, 5, 7)))
    start = draw(near(on))
    return 20, {
        2: about,
        3: draw(st.integers(1, 3)) if about else None,
        4: None if about else draw(st.integers(1, 3)),
        5: wire(start),
        6: wire(draw(st.none() | st.just(start + timedelta(days=120)))),
        7: "x",
        10: wire(start),
    }


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
