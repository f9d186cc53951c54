"""Measures and what followed, dropouts and returns, and the work itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.second_count.asked import Asked, Cell, Cells, persons, times
from tests.second_count.contact import enrolled, first_met, tried
from tests.second_count.days import half_up, middle, months_after
from tests.second_count.reading import Person, Row
from tests.second_count.schooling import (
    ADAPTED,
    IM,
    INTERNATIONAL,
    NATIONAL,
    UPPER,
    began,
    doings,
    left_school,
    occupation,
    told_of,
)
from tests.second_count.situations import ONE, in_measure

EDUCATION, WORK, UNKNOWN = (1, 2, 3, 4, 5, 6, 14), 7, 0
STUDIES = 1


def counted(asked: Asked) -> dict[str, Cells]:
    """The figures of these sections by key."""
    return _measures(asked) | _school(asked) | _work(asked)


# --- measures --------------------------------------------------------------------------------------


def _measures(asked: Asked) -> dict[str, Cells]:
    going: defaultdict[str, list[Person]] = defaultdict(list)
    ended: defaultdict[str, list[Person]] = defaultdict(list)
    done: defaultdict[str, list[Person]] = defaultdict(list)
    for one in asked.people:
        for each in one.measures:
            if each["start"] is None:
                continue
            if each["start"] <= asked.on and (each["end"] is None or asked.on < each["end"]):
                going[str(each["kind"])].append(one)
                going["all"].append(one)
            if not asked.within(each["end"]):
                continue
            evaluated = any(
                talk["measure"] == each["id"] and talk["kind"] == 2 and talk["on"] <= asked.on
                for talk in one.follow_ups
            )
            for key in (str(each["kind"]), "all"):
                ended[key].append(one)
                done[key] += [one] if evaluated else []
    table: Cells = {}
    for key, who in ended.items():
        table[key, "ended"] = times(who)
        table[key, "evaluated"] = times(done[key])
        table[key, "share"] = times(done[key], len(who))
    return {
        "measures": {(key, "count"): times(who) for key, who in going.items()},
        "evaluated": {ONE: times(done["all"], len(ended["all"]))},
        "evaluation": table,
        "followed_by": _followed(asked),
    }


def _followed(asked: Asked) -> Cells:
    cells: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    waits: defaultdict[str, list[tuple[Person, int]]] = defaultdict(list)
    for one in asked.people:
        for each in one.measures:
            if each["start"] is None or each["end"] is None or each["end"] > asked.on:
                continue
            then = months_after(each["end"], 3)
            if not asked.within(then):
                continue
            kind = occupation(one, then)
            column = "education" if kind in EDUCATION else "work" if kind == WORK else "other"
            column = "unknown" if kind == UNKNOWN else column
            days = _wait(one, each["end"], then)
            for row in (str(each["kind"]), "all"):
                cells[row, column].append(one)
                cells[row, "all"].append(one)
                waits[row] += [] if days is None else [(one, days)]
    found: Cells = {place: times(who) for place, who in cells.items()}
    for row, of in waits.items():
        if of:
            who = frozenset(one.youth for one, _ in of)
            found[row, "days"] = Cell(half_up(middle([days for _, days in of])), None, who)
    return found


def _wait(one: Person, ended: date, then: date) -> int | None:
    """Days until studies or work began, when that was within the three months."""
    begun = [
        each["start"]
        for each in told_of(one)
        if each["start"] is not None and each["begun"] and each["form"] not in (1, 2)
    ]
    begun += [first for first, _, kind in doings(one) if kind in (*EDUCATION, WORK)]
    soon = [day for day in begun if ended <= day <= then]
    return (min(soon) - ended).days if soon else None


# --- school ----------------------------------------------------------------------------------------


def _school(asked: Asked) -> dict[str, Cells]:
    forms = {
        "national": (NATIONAL,),
        "introductory": (IM,),
        "other": (ADAPTED, INTERNATIONAL),
    }
    by_form = {key: _leavers(asked, of) for key, of in forms.items()}
    schools: defaultdict[str, list[Person]] = defaultdict(list)
    programmes: defaultdict[str, list[Person]] = defaultdict(list)
    for one, study in by_form["national"]:
        schools[study["school"] or "-"].append(one)
        programmes[study["programme"] or "-"].append(one)
    national = [one for one, _ in by_form["national"]]
    schools["all"] = programmes["all"] = national
    back, introductory = [], []
    for one in asked.people:
        if not one.enrolments:
            continue
        upper = any(_was_enrolled(one, day) for day in began(one, UPPER, asked.start, asked.on))
        im = any(_was_enrolled(one, day) for day in began(one, (IM,), asked.start, asked.on))
        said = any(each["out"] == STUDIES and asked.within(each["end"]) for each in one.enrolments)
        if upper or (said and not im):
            back.append(one)
        elif im:
            introductory.append(one)
    return {
        "dropouts": {ONE: persons(national)},
        "dropouts_by_form": {
            (key, "count"): persons([one for one, _ in of]) for key, of in by_form.items()
        },
        "dropouts_by_school": {(key, "count"): persons(who) for key, who in schools.items()},
        "dropouts_by_programme": {(key, "count"): persons(who) for key, who in programmes.items()},
        "returned": {ONE: persons(back)},
        "returned_introductory": {ONE: persons(introductory)},
    }


def _leavers(asked: Asked, forms: tuple[int, ...]) -> list[tuple[Person, Row]]:
    found = [(one, left_school(one, forms, asked.start, asked.on)) for one in asked.people]
    return [(one, study) for one, study in found if study is not None]


def _was_enrolled(one: Person, began_on: date) -> bool:
    """Enrolled the day before, or let go for it within the month before."""
    if enrolled(one, began_on - timedelta(days=1)) is not None:
        return True
    return any(
        each["out"] == STUDIES
        and each["end"] is not None
        and 0 <= (began_on - each["end"]).days <= 30
        for each in one.enrolments
    )


# --- work ------------------------------------------------------------------------------------------


def _work(asked: Asked) -> dict[str, Cells]:
    spent: defaultdict[str, list[tuple[Person, int]]] = defaultdict(list)
    for one in asked.people:
        for each in [*tried(one), *one.follow_ups]:
            if each["minutes"] and asked.within(each["on"]):
                spent[_on_what(each)].append((one, each["minutes"]))
                spent["all"].append((one, each["minutes"]))
    minutes: Cells = {}
    for key, of in spent.items():
        who, total = frozenset(one.youth for one, _ in of), sum(each for _, each in of)
        minutes[key, "minutes"] = Cell(total, None, who)
        minutes[key, "youths"] = Cell(len(who), None, who)
        minutes[key, "each"] = Cell(half_up(total / len(who)), None, who)
    return {"minutes": minutes, "caseload": _load(asked), "budget": {ONE: _budget(asked)}}


def _on_what(each: Row) -> str:
    if "type" not in each:
        return "follow_up"
    return f"talk.{each['outcome']}" if each["type"] == "talk" else f"channel.{each['channel']}"


def _load(asked: Asked) -> Cells:
    load: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for one, held in asked.enrolled:
        for row in ((held["worker"] or b"").hex() or "none", "all"):
            load[row, "enrolled"].append(one)
            if first_met(one, held, asked.on) is None:
                load[row, "not_reached"].append(one)
            if in_measure(one, asked):
                load[row, "in_measure"].append(one)
    return {place: persons(who) for place, who in load.items()}


def _budget(asked: Asked) -> Cell:
    """Of the period that the day lies in, else of the latest that has begun."""
    now = [one for one in asked.budget if one[0] <= asked.on <= one[1]]
    begun = [one for one in asked.budget if one[0] <= asked.on]
    chosen = now or [one for one in begun if one[0] == max(each[0] for each in begun)]
    if not chosen:
        return Cell(None)
    outcomes = [one[3] for one in chosen if one[3] is not None]
    outcome = sum(outcomes) if len(outcomes) == len(chosen) else None
    return Cell(outcome, sum(one[2] for one in chosen))
