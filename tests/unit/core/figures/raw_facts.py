"""Random facts of a youth: where she lives, her schools, documents, notices, decisions.

One source for each sort of fact, each school with its own code, at most one course beside an occupation.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.unit.core.figures.raw import ELSEWHERE, HOME, Values, near, wire


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
