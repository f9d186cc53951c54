"""The age group, the target group and what the youths do."""

from __future__ import annotations

from collections import defaultdict

from tests.second_count.asked import Asked, Cell, Cells, persons
from tests.second_count.contact import enrolled, first_met, tried
from tests.second_count.days import months_after
from tests.second_count.group import DUTY, NOT_COVERED, SCHOOL, UNCLEAR
from tests.second_count.reading import Person
from tests.second_count.schooling import occupation

ONE = ("value", "value")
IDLE = (0, 12)


def counted(asked: Asked) -> dict[str, Cells]:
    """The figures of these sections by key."""
    here, group, cases = asked.here, asked.age_group, asked.enrolled
    unmet = [one for one, held in cases if first_met(one, held, asked.on) is None]
    outside = [one for one, _, later in here if later.belonging != NOT_COVERED]
    pupils = [
        one
        for one, _, later in here
        if later.belonging == NOT_COVERED and later.criterion in (DUTY, SCHOOL)
    ]
    busy = [one for one in group if one in pupils or occupation(one, asked.on) not in IDLE]
    active = [
        one for one, _ in cases if in_measure(one, asked) or occupation(one, asked.on) not in IDLE
    ]
    planned = [one for one, _ in cases if any(each["at"] <= asked.on for each in one.plans)]
    figures = {
        "age_group": persons(group),
        "age_group_by_year": persons(asked.by_year),
        "target_group": persons(asked.covered),
        "unclear": persons([one for one, now, _ in here if now.belonging == UNCLEAR]),
        "introductory": persons(asked.introductory),
        "not_introductory": persons(outside),
        "enrolled": persons([one for one, _ in cases]),
        "not_reached": persons(unmet, len(cases)),
        "occupied": persons(busy, len(group)),
        "in_activity": persons(active, len(cases)),
        "in_measure": persons([one for one, _ in cases if in_measure(one, asked)], len(cases)),
        "with_plan": persons(planned, len(cases)),
    }
    return {key: {ONE: cell} for key, cell in figures.items()} | _tables(asked)


def in_measure(one: Person, asked: Asked) -> bool:
    """A measure goes on: the day of its end is the first without it."""
    return any(
        each["start"] is not None
        and each["start"] <= asked.on
        and (each["end"] is None or asked.on < each["end"])
        for each in one.measures
    )


def situation(one: Person, asked: Asked) -> str:
    """Which of Diagram 1's three."""
    since = months_after(asked.on, -6)
    talked = any(
        each["type"] == "talk"
        and since < each["on"] <= asked.on
        and (each["measure"] or each["outcome"] in (2, 3))
        for each in tried(one)
    )
    if talked or in_measure(one, asked):
        return "measure"
    return "without" if occupation(one, asked.on) else "unknown"


def _reached(one: Person, asked: Asked) -> str:
    held = enrolled(one, asked.on)
    made = [each for each in tried(one) if each["on"] <= asked.on]
    if held is not None:
        made = [each for each in made if (held["start"] - each["on"]).days <= 30]
    if not made:
        return "never"
    return "met" if any(each["met"] for each in made) else "tried"


def _tables(asked: Asked) -> dict[str, Cells]:
    everybody = asked.population
    whole = len(everybody)
    groups: defaultdict[str, list[Person]] = defaultdict(list)
    for one in everybody:
        groups["all"].append(one)
        groups[situation(one, asked)].append(one)
        if situation(one, asked) == "unknown":
            groups[_reached(one, asked)].append(one)
    diagram: Cells = {}
    for key in ("all", "measure", "without", "unknown", "never", "tried", "met"):
        diagram[key, "count"] = persons(groups[key])
        diagram[key, "share"] = persons(groups[key], whole)
    ages: defaultdict[str, list[Person]] = defaultdict(list)
    units: defaultdict[str, list[Person]] = defaultdict(list)
    for one in everybody:
        ages[str(asked.age(one))].append(one)
        units[asked.unit_of.get(asked.worker(one), b"").hex() or "none"].append(one)
    does: defaultdict[str, list[Person]] = defaultdict(list)
    for one, _ in asked.enrolled:
        does[str(occupation(one, asked.on))].append(one)
        does["all"].append(one)
    return {
        "situation": diagram,
        "situation_by_age": _split(asked, ages),
        "situation_by_unit": _split(asked, units),
        "occupations": {(key, "count"): persons(who) for key, who in does.items()}
        | ({} if does else {("all", "count"): Cell(0)}),
    }


def _split(asked: Asked, groups: dict[str, list[Person]]) -> Cells:
    cells: Cells = {}
    for key, who in [*groups.items(), ("all", asked.population)]:
        for column in ("measure", "without", "unknown"):
            cells[key, column] = persons([one for one in who if situation(one, asked) == column])
        cells[key, "all"] = persons(who)
    return cells
