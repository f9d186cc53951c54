"""Traces of a made-up town, straight as figures read them: for what is done with figures, not for them."""

from __future__ import annotations

import random
from datetime import date, timedelta

from kaa_core.model.enums import (
    Belonging,
    Channel,
    ContactOutcome,
    Criterion,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
    StudyEnd,
    StudyForm,
)
from kaa_core.statistics import trace as packed
from kaa_core.statistics.answers import Answer, answers
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Day, Names
from kaa_core.statistics.trace import EVER, Doing, Enrolled, Event, Span, Study, Taken, Trace, Visit

ON = date(2026, 11, 24)
WORKERS = tuple(bytes([9] * 15 + [one]) for one in range(3))
UNITS = tuple(bytes([7] * 15 + [one]) for one in range(2))
NAMES = Names(
    workers=dict(
        zip(WORKERS, ("Karin Demolund", "=cmd|' /C calc'!A0", "@Farid Modell"), strict=True)
    ),
    units=dict(zip(UNITS, ("Norra", "Södra"), strict=True)),
    unit_of=dict(zip(WORKERS, (UNITS[0], UNITS[1], UNITS[1]), strict=True)),
)
SCHOOLS = ("Njudungsgymnasiet", '=HYPERLINK("http://x.example")', "+46", "-1", "\tTabbskolan", "@a")
_BOTH = 3


def town(size: int, seed: int = 1, share: int = 10) -> list[Trace]:
    """So many youths, of whom one in `share` is enrolled; the same seed gives the same."""
    dice = random.Random(seed)
    return [_youth(at, dice, enrolled=at % share == 0) for at in range(size)]


def _youth(at: int, dice: random.Random, *, enrolled: bool) -> Trace:
    born = date(2007, 1, 1) + timedelta(days=dice.randrange(3 * 365))
    start = ON - timedelta(days=dice.randrange(20, 500))
    home = date(born.year + 16, 6, 15).toordinal()
    belonging = Belonging.COVERED if enrolled else Belonging.NOT_COVERED
    introductory = not enrolled and dice.random() < 0.1
    criterion = 0 if enrolled else int(Criterion.NOT_IN_UPPER_SECONDARY)
    ended, taught = packed.packed_studies(_studies(dice, start, enrolled=enrolled))
    return Trace(
        youth=at.to_bytes(16, "big"),
        born=born.toordinal(),
        sixteen=date(born.year + 16, born.month, min(born.day, 28)).toordinal(),
        twenty=date(born.year + 20, born.month, min(born.day, 28)).toordinal(),
        sex=1 + at % 2,
        spans=(Span(home, EVER, _BOTH, int(belonging), criterion, introductory),),
        ended=ended,
        taught=taught,
        **(_case(dice, start) if enrolled else {}),
    )


def _studies(dice: random.Random, start: date, *, enrolled: bool) -> tuple[Study, ...]:
    until = start.toordinal() if enrolled else EVER
    end = int(StudyEnd.BROKEN_OFF) if enrolled else 0
    school = dice.choice(SCHOOLS)
    first = start.toordinal() - 300
    return (Study(first, until, int(StudyForm.NATIONAL_PROGRAMME), end, school, "Teknik"),)


def _case(dice: random.Random, start: date) -> dict:
    on = start.toordinal()
    days = sorted(on + dice.randrange(1, 90) for _ in range(dice.randrange(6)))
    events = [
        Event(
            day,
            packed.CONTACT,
            int(dice.choice(list(Channel))),
            dice.choice((packed.TRIED, packed.TRIED, packed.REACHED)),
            False,
            False,
            int(ContactOutcome.NOT_REACHED),
            dice.random() < 0.5,
            False,
            dice.randrange(5, 60),
        )
        for day in days
        if day <= ON.toordinal()
    ]
    begun = on + dice.randrange(10, 60)
    until = begun + dice.randrange(30, 90) if dice.random() < 0.5 else EVER
    measure = Taken(begun, until, int(dice.choice(list(MeasureKind))), 0)
    kind = int(dice.choice((OccupationKind.UNKNOWN, OccupationKind.WORK, OccupationKind.NONE)))
    return {
        "enrolments": (
            Enrolled(on, EVER, int(RegistrationReason.DROPPED_OUT), 0, dice.choice(WORKERS), 0),
        ),
        "occupations": (Doing(on, EVER, kind),),
        "events": tuple(events),
        "visits": (Visit(on + 60, on + 60, 2, 1, 0),) if dice.random() < 0.3 else (),
        "measures": (measure,) if dice.random() < 0.6 else (),
        "plans": (on + 30,) if dice.random() < 0.5 else (),
    }


def figures_of(traces: list[Trace], on: date = ON, start: date | None = None) -> tuple[Answer, ...]:
    """All figures of a day."""
    return answers(FIGURES, Day(traces, on, start=start, names=NAMES))
