"""What was tried with a youth, and what it came to (domain.md section 9, Routine)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.second_count.reading import Person, Row

LETTER, VISIT, MEETING = 1, 5, 7
YOUTH, GUARDIAN = 1, 2
REACHED, DECLINED, INCOMING = 1, 4, 2


def tried(person: Person) -> list[Row]:
    """Contacts, visits that were made, and conversations: when, how, whether it reached her."""
    found = [_contact(person, one) for one in person.contacts]
    found += [_visit(person, one) for one in person.visits if one["status"] == 2 and one["on"]]
    found += [_talk(person, one) for one in person.talks]
    return found


def _counts(person: Person, whom: int, on: date) -> bool:
    return whom == YOUTH or (whom == GUARDIAN and person.minor(on))


def _contact(person: Person, one: Row) -> Row:
    incoming = one["direction"] == INCOMING
    answered = one["outcome"] in (REACHED, DECLINED) or incoming
    met = answered and _counts(person, one["whom"], one["on"])
    return {
        "on": one["on"],
        "id": one["id"],
        "type": "contact",
        "channel": one["channel"],
        "met": met,
        "guardian": met and one["whom"] == GUARDIAN,
        "incoming": incoming,
        "outcome": one["outcome"],
        "offered": bool(one["offer"]),
        "minutes": one["minutes"],
    }


def _visit(person: Person, one: Row) -> Row:
    met = one["outcome"] == 1 or (one["outcome"] == 2 and person.minor(one["on"]))
    minutes = None
    if one["came"] is not None and one["went"] is not None:
        minutes = max(0, one["went"] - one["came"])
    return {
        "on": one["on"],
        "id": one["id"],
        "type": "visit",
        "channel": VISIT,
        "met": met,
        "guardian": met and one["outcome"] == 2,
        "incoming": False,
        "outcome": one["outcome"],
        "offered": False,
        "minutes": minutes,
    }


def _talk(person: Person, one: Row) -> Row:
    met = any(_counts(person, whom, one["on"]) for whom in one["with"] or ())
    return {
        "on": one["on"],
        "id": one["id"],
        "type": "talk",
        "channel": MEETING,
        "met": met,
        "guardian": met and YOUTH not in one["with"],
        "incoming": False,
        "outcome": one["kind"],
        "offered": True,
        "measure": bool(one["measure"]),
        "minutes": one["minutes"],
    }


def enrolled(person: Person, on: date) -> Row | None:
    """The enrolment that is open on a day (of several the latest): its end is the first day outside."""
    found = [
        one
        for one in person.enrolments
        if one["start"] <= on and (one["end"] is None or on < one["end"])
    ]
    return max(found, key=lambda one: (one["start"], one["id"]), default=None)


def within(person: Person, held: Row, until: date) -> list[Row]:
    """What was tried in an enrolment until a day; up to 30 days before it counts, and its last day."""
    first = held["start"] - timedelta(days=30)
    last = until if held["end"] is None else min(until, held["end"])
    return [one for one in tried(person) if first <= one["on"] <= last]


def first_met(person: Person, held: Row, until: date) -> Row | None:
    """By what contact was established; of one day's, what reached herself before a guardian."""
    found = None
    for one in within(person, held, until):
        if one["met"] and (
            found is None or (one["on"], one["guardian"]) < (found["on"], found["guardian"])
        ):
            found = one
    return found
