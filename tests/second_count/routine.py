"""Whether the contact routine is kept, walked through anew for each youth and day.

000 1.4.6 and domain.md section 4 and 9: first contact within 14 days, T0 the first letter (else attempt),
one and two months, a month after the visit, then again and again; reached: followed up. One routine is in
force all through a history here; how one succeeds another is tested with the routine itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.second_count.contact import LETTER, VISIT, tried
from tests.second_count.days import months_after
from tests.second_count.reading import Person, Row

VISIT_STEP, AGAIN, FOLLOW_UP = 3, 6, 5
DEFAULT: dict[str, Any] = {
    "steps": [[1, 0, 14, "enrolment"], [2, 1, 0, "start"], [3, 2, 0, "start"], [4, 1, 0, "before"]],
    "again": [3, 0],
    "visit_again": [6, 0],
    "follow_up": [3, 0],
    "limit": [6, 0],
    "tolerance": 14,
}


def _after(day: date, span: list[int]) -> date:
    return months_after(day, span[0]) + timedelta(days=span[1])


class Walk:
    """An enrolment until some attempt: which step is next, when it is due."""

    def __init__(self, routine: dict[str, Any], enrolled: date) -> None:
        self.routine, self.enrolled = routine, enrolled
        self.place = 0  # among the steps
        self.t0: Any = (
            None  # the day that the steps are counted from; None before the first attempt
        )
        self.last: Any = None  # the latest attempt, visit, step taken, and when she was reached
        self.before: Any = None
        self.visit: Any = None
        self.stepped: Any = None
        self.met: Any = None
        self.lettered = False
        self.step, self.due = 1, enrolled
        self._next(enrolled)

    def _next(self, floor: date) -> None:
        """What comes next; never due earlier than what was due before."""
        one = self.routine
        steps = one["steps"]
        if self.t0 is None and self.met is None:
            self.step, self.due = steps[0][0], _after(self.enrolled, steps[0][1:3])
        elif self.t0 is None:
            self.step, self.due = FOLLOW_UP, _after(self.met, one["follow_up"])
        elif self.place < len(steps):
            step = steps[self.place]
            anchor = self.before if step[3] == "before" else self.t0
            self.step, self.due = step[0], _after(anchor, step[1:3])
        else:
            self.step, self.due = AGAIN, _after(self.last, one["again"])
            if one["visit_again"] is not None:
                again = _after(self.visit or self.t0, one["visit_again"])
                if again <= self.due:
                    self.step, self.due = VISIT_STEP, again
        self.due = max(self.due, floor)

    @property
    def limit(self) -> date:
        """The last day on which the next step is not late."""
        if self.step == FOLLOW_UP and self.met is not None:
            return max(self.due, _after(self.met, self.routine["limit"]))
        return self.due + timedelta(days=self.routine["tolerance"])

    def take(self, one: Row) -> tuple[date, date] | None:
        """Go on from an attempt; when it answered a home visit: when that was due and late."""
        on, was = one["on"], (self.step, self.due, self.limit)
        floor = self.due if on >= self.enrolled else on
        asked = None
        if one["met"]:
            self.met = on
            self.t0 = self.last = self.before = self.visit = None
            self.place, self.lettered = 0, False
        elif not (
            self.t0 is None
            and self.met is not None
            and on < self.due - timedelta(days=self.routine["tolerance"])
        ):
            asked = self._attempt(one, was)
        self._next(floor)
        return asked

    def _attempt(self, one: Row, was: tuple[int, date, date]) -> tuple[date, date] | None:
        on, visit, steps = one["on"], one["channel"] == VISIT, self.routine["steps"]
        if self.t0 is None:
            self.t0 = self.last = self.before = self.stepped = on
            self.lettered, self.place = one["channel"] == LETTER, 1
            if visit:
                self.visit = on
                self.place = next((n + 1 for n in range(1, len(steps)) if steps[n][0] == 3), 1)
            return None
        early = on < was[1] - timedelta(days=self.routine["tolerance"])
        first_letter = one["channel"] == LETTER and not self.lettered and self.place == 1
        self.last = on
        if first_letter and len(steps) > 1 and steps[1][0] != VISIT_STEP and early:
            self.t0 = self.before = on
            self.lettered = True
            return None
        if visit:
            return self._visited(on, was)
        if self.stepped == on:
            return None
        if self.place >= len(steps):
            self.stepped = on
        elif steps[self.place][0] != VISIT_STEP:
            self.place, self.before, self.stepped = self.place + 1, on, on
        return None

    def _visited(self, on: date, was: tuple[int, date, date]) -> tuple[date, date] | None:
        repeated, self.visit, self.before = self.visit == on, on, on
        steps = self.routine["steps"]
        if repeated:
            return None
        if self.place >= len(steps):
            return (was[1], was[2])
        at = next((n for n in range(self.place, len(steps)) if steps[n][0] == VISIT_STEP), None)
        if at is None:
            self.place, self.stepped = self.place + 1, on
            return None
        taken = steps[at]
        self.place, self.stepped = at + 1, on
        if was[0] == VISIT_STEP or taken[3] != "start":
            return (was[1], was[2])
        due = max(was[1], _after(self.t0, taken[1:3]))
        return (due, due + timedelta(days=self.routine["tolerance"]))


def _in_order(attempts: list[Row]) -> list[Row]:
    def place(one: Row) -> tuple[Any, ...]:
        rank = 3 if one["met"] else {LETTER: 0, VISIT: 2}.get(one["channel"], 1)
        return one["on"], rank, one["id"]

    return sorted(attempts, key=place)


def _own(person: Person, held: Row, until: date) -> list[Row]:
    since = held["start"] - timedelta(days=30)
    return _in_order(
        [
            one
            for one in tried(person)
            if since <= one["on"] <= until and (held["end"] is None or one["on"] < held["end"])
        ]
    )


def late(person: Person, held: Row, on: date, routine: dict[str, Any]) -> bool:
    """Whether the routine is not kept on a day of an enrolment."""
    walk = Walk(routine, held["start"])
    for one in _own(person, held, on):
        walk.take(one)
    unmet = walk.met is not None and on > _after(walk.met, routine["limit"])
    return on > walk.limit or unmet


def visits_asked(
    person: Person, held: Row, on: date, routine: dict[str, Any]
) -> list[tuple[date, date, date | None]]:
    """Home visits that the routine asked for, as seen on a day: due, late after, made when."""
    found: list[tuple[date, date, date | None]] = []
    walk = Walk(routine, held["start"])
    for one in _own(person, held, on):
        pending = (walk.step, walk.due, walk.limit)
        answered = walk.take(one)
        if answered is not None:
            found.append((*answered, one["on"]))
        elif one["met"] and pending[0] == VISIT_STEP:
            made = one["on"] if one["channel"] == VISIT else None
            if made is not None or one["on"] > pending[2]:  # reached in time: no visit is asked for
                found.append((pending[1], pending[2], made))
    if walk.step == VISIT_STEP and (held["end"] is None or held["end"] > walk.limit):
        found.append((walk.due, walk.limit, None))
    return found
