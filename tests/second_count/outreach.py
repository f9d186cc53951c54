"""Contact and outreach: how soon, by what means, week by week, and whether the routine is kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.second_count.asked import Asked, Cell, Cells, persons, times
from tests.second_count.contact import enrolled, first_met, tried, within
from tests.second_count.days import half_up, middle, months_after
from tests.second_count.reading import Person, Row
from tests.second_count.routine import late, visits_asked
from tests.second_count.situations import ONE

WAITS = {"0": (0, 7), "8": (8, 14), "15": (15, 28), "29": (29, 56), "57": (57, 10**6)}


def counted(asked: Asked) -> dict[str, Cells]:
    """The figures of this section by key."""
    return _soon(asked) | _not_contacted(asked) | _visits(asked) | _contacts(asked) | _weeks(asked)


def _soon(asked: Asked) -> dict[str, Cells]:
    whole: list[Person] = []
    by_guardian: list[Person] = []
    waited: list[tuple[Person, int | None]] = []
    for one in asked.people:
        for held in one.enrolments:
            if not asked.within(held["start"]):
                continue
            met = first_met(one, held, asked.on)
            if met is None and (asked.on - held["start"]).days < 28:
                continue
            whole.append(one)
            waited.append((one, None if met is None else max(0, (met["on"] - held["start"]).days)))
            if met is not None and met["guardian"]:
                by_guardian.append(one)
    soon = [one for one, days in waited if days is not None and days <= 28]
    table: Cells = {}
    rows = {
        key: [one for one, days in waited if days is not None and first <= days <= last]
        for key, (first, last) in WAITS.items()
    }
    rows |= {
        "never": [one for one, days in waited if days is None],
        "guardian": by_guardian,
        "all": whole,
    }
    for key, who in rows.items():
        table[key, "count"] = times(who)
        table[key, "share"] = times(who, len(whole))
    reached = [(one, days) for one, days in waited if days is not None]
    median = half_up(middle([days for _, days in reached])) if reached else None
    return {
        "contact_in_four_weeks": {ONE: times(soon, len(whole))},
        "time_to_contact": table,
        "median_days": {ONE: Cell(median, None, frozenset(one.youth for one, _ in reached))},
    }


def _not_contacted(asked: Asked) -> dict[str, Cells]:
    silent, unasked, met, lately = [], [], [], []
    for one, held in asked.enrolled:
        made = within(one, held, asked.on)
        if not [each for each in made if not each["incoming"] or each["met"]]:
            silent.append(one)
        invited = held["offered"] is not None and held["offered"] <= asked.on
        if made and not invited and not any(each["offered"] for each in made):
            unasked.append(one)
        reached = [each["on"] for each in made if each["met"]]
        if reached:
            met.append(one)
            if max(reached) >= months_after(asked.on, -3):
                lately.append(one)
    count = len(asked.enrolled)
    return {
        "not_contacted": {ONE: persons(silent, count)},
        "not_offered": {ONE: persons(unasked, count)},
        "followed_up": {ONE: persons(lately, len(met))},
    }


def _rows_of(visit: Row, asked: Asked) -> list[str]:
    """The rows that a visit is counted in."""
    found = []
    made = visit["status"] == 2 and visit["on"] is not None and visit["on"] <= asked.on
    if asked.within(visit["planned"]):
        found.append("planned")
        if visit["status"] == 3:
            found += ["called_off", f"why.{visit['why'] or 0}"]
        elif not made:
            found.append("waiting")
    if made and asked.start <= visit["on"]:
        found += ["made", f"outcome.{visit['outcome']}"]
        found += ["sheet"] if visit["sheet"] else []
        found += ["unplanned"] if visit["planned"] is None else []
    return found


def _visits(asked: Asked) -> dict[str, Cells]:
    rows: defaultdict[str, list[Person]] = defaultdict(list)
    due, kept = [], []
    for one in asked.people:
        for visit in one.visits:
            for key in _rows_of(visit, asked):
                rows[key].append(one)
        for held in one.enrolments:
            if held["start"] > asked.on:
                continue
            for day, limit, made in visits_asked(one, held, asked.on, asked.routine):
                if asked.within(day) and (made is not None or limit < asked.on):
                    due.append(one)
                    if made is not None and made <= limit:
                        kept.append(one)
    return {
        "visits": {(key, "count"): times(who) for key, who in rows.items()},
        "visits_in_time": {ONE: times(kept, len(due))},
    }


def _contacts(asked: Asked) -> dict[str, Cells]:
    cells: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    talks: defaultdict[str, list[Person]] = defaultdict(list)
    for one in asked.people:
        for each in tried(one):
            if not asked.within(each["on"]):
                continue
            if each["type"] == "talk":
                talks[str(each["outcome"])].append(one)
                talks["all"].append(one)
                continue
            outcome = each["outcome"]
            if each["type"] == "visit":
                outcome = 1 if outcome in (1, 2) else 2
            for row in (str(each["channel"]), "all"):
                for column in (str(outcome), "all"):
                    cells[row, column].append(one)
    return {
        "channels": {place: times(who) for place, who in cells.items()},
        "talks": {(key, "count"): times(who) for key, who in talks.items()},
    }


def whole_weeks(asked: Asked) -> list[date]:
    """Mondays of the weeks that lie wholly in the period; the one of the day itself is not over."""
    found, day = [], asked.start
    this = asked.on - timedelta(days=asked.on.weekday())
    while day < this:
        if day.weekday() == 0:
            found.append(day)
        day += timedelta(days=1)
    return found


def _kept(asked: Asked, on: date) -> tuple[list[Person], list[Person]]:
    """Who is enrolled on a day, and of whom the routine is kept in every enrolment that is open."""
    inside, kept = [], []
    for one in asked.people:
        if enrolled(one, on) is None:
            continue
        inside.append(one)
        if not any(
            _open(held, on) and late(one, held, on, asked.routine) for held in one.enrolments
        ):
            kept.append(one)
    return inside, kept


def _open(held: Row, on: date) -> bool:
    return bool(held["start"] <= on and (held["end"] is None or on < held["end"]))


def _weeks(asked: Asked) -> dict[str, Cells]:
    tries: Cells = {}
    routine: Cells = {}
    for monday in whole_weeks(asked):
        sunday, key = monday + timedelta(days=6), monday.isoformat()
        who = [
            one
            for one in asked.people
            for each in tried(one)
            if not each["incoming"] and monday <= each["on"] <= sunday
        ]
        tries[key, "count"] = times(who)
        inside, kept = _kept(asked, sunday)
        routine[key, "enrolled"] = persons(inside)
        routine[key, "kept"] = persons(kept, len(inside))
    inside, kept = _kept(asked, asked.on)
    empty = len([1 for cell in tries.values() if not cell.count])
    return {
        "empty_weeks": {ONE: Cell(empty)},
        "outreach_by_week": tries,
        "routine": {ONE: persons(kept, len(inside))},
        "routine_by_week": routine,
    }
