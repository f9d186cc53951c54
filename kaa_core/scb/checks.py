"""What does not hang together in what is to be told: a list to mend, each with where to go.

The checks are the municipality's own (dates in order, end with reason, no measure before the registration,
…); SCB's are not known here. Nothing is put right by the program.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import ConversationKind, DeregistrationReason
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conversation, Enrolment, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.birthdays import reaches
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT, Reach, tried
from kaa_core.scb.rows import (
    Asked,
    Course,
    courses,
    enrolled_in,
    enrolments_in,
    made_with,
    period_of,
    standing,
)
from kaa_core.scb.seen import there

TWENTY: Final = 20


class Rule(enum.Enum):
    """What is wrong, as a heading."""

    NUMBER = "Personnumret stämmer inte"
    DATES = "Datumen är i fel ordning"
    FUTURE = "Datumet ligger i framtiden"
    OVERLAP = "Dubbla inskrivningar"
    NO_REASON = "Orsak saknas"
    TWENTY = "Har fyllt 20 år"
    CONTACT_OUTSIDE = "Kontakt utanför inskrivningen"
    MEASURE_OUTSIDE = "Insats utanför inskrivningen"
    MEASURE_OPEN = "Insats utan slut"
    MEASURE_UNCLEAR = "Insats utan uppgifter"


class Place(enum.Enum):
    """Where in the case it is mended."""

    CASE = "case"
    ENROLMENT = "enrolment"
    JOURNAL = "journal"
    MEASURE = "measure"


@attrs.frozen(kw_only=True, repr=False)
class Finding:
    """One thing to mend. `said`: a sentence without the youth's name; `how`: what to do about it."""

    rule: Rule
    said: str
    how: str
    place: Place
    record: RecordId | None = None


def check(youth: Youth, records: Sequence[Record], asked: Asked) -> list[Finding]:
    """Return what is to be mended of a youth who belongs to the half-year; nothing of others.

    `records`: as for `rows.lines_of`.
    """
    records = there(records, asked.half_year.last)
    periods = enrolments_in(records, asked)
    if not periods:
        return []
    every = standing(records)
    return [
        *_number(youth),
        *_enrolments(periods, every, asked),
        *_twenty(youth, periods, asked),
        *_contacts(youth, records, every, asked),
        *_measures(records, every, asked),
    ]


def _number(youth: Youth) -> Iterator[Finding]:
    try:
        IdentityNumber.parse(youth.identity_number or "")
    except IdentityProblem as problem:
        said = str(problem) if youth.identity_number else "Personnummer saknas."
        yield Finding(
            rule=Rule.NUMBER,
            said=said,
            how="Registrera ungdomen med rätt nummer, och säg på sidan Samma person? att det är samma.",
            place=Place.CASE,
            record=youth.id,
        )


# -- enrolments


def _enrolments(
    periods: Sequence[Enrolment], every: Sequence[Enrolment], asked: Asked
) -> Iterator[Finding]:
    for one in periods:
        yield from _enrolment(one, asked)
    for one in every:
        if one.end is not None and one.end < one.start:
            yield _of(
                one,
                Rule.DATES,
                f"Avskriven {one.end}, före inskrivningen {one.start}.",
                "Rätta datumen på inskrivningen.",
            )
    for at, later in enumerate(every):
        over = [one for one in every[:at] if one.end is None or one.end > later.start]
        former = over[0] if over else None
        if former is not None and later in periods:
            yield _of(
                later,
                Rule.OVERLAP,
                f"Inskriven {later.start}, medan inskrivningen från {former.start} fortfarande gällde.",
                "Skriv av den ena. Är en av dem fel, välj orsaken att ungdomen var felaktigt inskriven.",
            )


def _enrolment(one: Enrolment, asked: Asked) -> Iterator[Finding]:
    if one.registration_reason is None:
        yield _of(
            one,
            Rule.NO_REASON,
            f"Inskrivningen {one.start} saknar orsak.",
            "Välj orsaken på inskrivningen.",
        )
    if one.end is None:
        return
    if one.end > asked.today:
        yield _of(one, Rule.FUTURE, f"Avskriven {one.end}.", "Rätta datumet på inskrivningen.")
    if one.deregistration_reason is None:
        yield _of(
            one,
            Rule.NO_REASON,
            f"Avskriven {one.end} utan orsak.",
            "Välj orsaken på inskrivningen.",
        )
    if one.last_known_occupation is None:
        yield _of(
            one,
            Rule.NO_REASON,
            f"Avskriven {one.end} utan senast kända sysselsättning.",
            "Välj sysselsättningen på inskrivningen.",
        )


def _of(one: Enrolment, rule: Rule, said: str, how: str) -> Finding:
    return Finding(rule=rule, said=said, how=how, place=Place.ENROLMENT, record=one.id)


def _twenty(youth: Youth, periods: Sequence[Enrolment], asked: Asked) -> Iterator[Finding]:
    birthday = reaches(youth.identity_number, TWENTY)
    if birthday is None:
        return
    for one in periods:
        if one.start >= birthday:
            yield _of(
                one,
                Rule.TWENTY,
                f"Inskriven {one.start}, efter 20-årsdagen {birthday}.",
                "Skriv av, eller rätta datumet.",
            )
        elif birthday <= asked.as_of and (one.end is None or one.end > birthday):
            till = f"skrevs av först {one.end}"
            if one.end is None:
                over = asked.today > asked.half_year.last
                till = "var inskriven när halvåret slutade" if over else "är fortfarande inskriven"
            yield _of(
                one,
                Rule.TWENTY,
                f"Fyllde 20 år {birthday} och {till}.",
                "Skriv av från 20-årsdagen. Stödet kan fortsätta ändå.",
            )
        elif (
            one.deregistration_reason is DeregistrationReason.TURNED_TWENTY
            and one.end is not None
            and one.end < birthday
        ):
            yield _of(
                one,
                Rule.TWENTY,
                f"Avskriven {one.end} för att ha fyllt 20 år, men gör det {birthday}.",
                "Rätta datumet eller orsaken på inskrivningen.",
            )


# -- contacts and measures


def _contacts(
    youth: Youth, records: Sequence[Record], every: Sequence[Enrolment], asked: Asked
) -> Iterator[Finding]:
    by_id = {one.id: one for one in records}
    found = sorted(
        tried(youth, records, asked.half_year.first, asked.half_year.last),
        key=lambda one: (one.on, one.record),
    )
    for one in found:
        record = by_id[one.record]
        if one.on > asked.today:
            yield Finding(
                rule=Rule.FUTURE,
                said=f"Kontakten har datumet {one.on}.",
                how="Skriv ett tillägg i journalen med rätt datum, eller radera kontakten.",
                place=Place.JOURNAL,
                record=one.record,
            )
        elif (
            # Later than this it may belong to an enrolment that begins after the half-year.
            one.on < asked.half_year.last - COUNTS_BEFORE_ENROLMENT
            and (asked.attempts or one.reach is not Reach.ATTEMPT)
            and not _told_elsewhere(record)
            and made_with(record, one) is not None
            and period_of(one.on, every) is None
        ):
            yield Finding(
                rule=Rule.CONTACT_OUTSIDE,
                said=f"Kontakten {one.on} ligger utanför inskrivningen och är inte med i filen.",
                how="Rätta inskrivningens datum, om kontakten hör dit.",
                place=Place.JOURNAL,
                record=one.record,
            )


def _told_elsewhere(record: Record) -> bool:
    """An utskrivningssamtal may well be held after the last day (rules/enrolments.py)."""
    return isinstance(record, Conversation) and record.kind is ConversationKind.DISCHARGE


def _measures(
    records: Sequence[Record], every: Sequence[Enrolment], asked: Asked
) -> Iterator[Finding]:
    for one in sorted(courses(records), key=lambda one: (one.start or date.min, one.record)):
        if _within(one, asked):
            yield from _measure(one, every, asked)


def _within(one: Course, asked: Asked) -> bool:
    """Whether it was under way in the half-year."""
    if one.start is None:
        return one.end is not None and asked.half_year.first <= one.end <= asked.half_year.last
    if one.start > asked.half_year.last:
        return False
    return one.end is None or max(one.end, one.start) >= asked.half_year.first


def _measure(one: Course, every: Sequence[Enrolment], asked: Asked) -> Iterator[Finding]:
    if one.start is None:
        yield _about(one, Rule.MEASURE_UNCLEAR, f"Insatsen slutade {one.end} men har ingen början.")
        return
    if one.end is not None and one.end < one.start:
        yield _about(one, Rule.DATES, f"Insatsen slutade {one.end}, innan den började {one.start}.")
        return
    if one.end is not None and one.end > asked.today:
        yield _about(one, Rule.FUTURE, f"Insatsen har slutdatumet {one.end}.")
    if one.end is not None and one.end_reason is None:
        yield _about(one, Rule.NO_REASON, f"Insatsen slutade {one.end} utan orsak.")
    yield from _outside(one, one.start, every, asked)


def _outside(
    one: Course, start: date, every: Sequence[Enrolment], asked: Asked
) -> Iterator[Finding]:
    """Of what began before the half-year only the end is told, and so only that is asked about."""
    begun = enrolled_in(start, every)
    if begun is None and asked.half_year.first <= start <= asked.as_of:
        later = [period for period in every if period.start > start]
        when = f"före inskrivningen {later[0].start}" if later else "efter avskrivningen"
        yield _about(
            one,
            Rule.MEASURE_OUTSIDE,
            f"Insatsen började {start}, {when}. Dess början är inte med i filen.",
            "Rätta insatsens datum eller inskrivningens.",
        )
    elif (
        begun is not None
        and one.end is None
        and begun.end is not None
        and asked.half_year.first <= begun.end <= asked.as_of
    ):
        yield _about(
            one,
            Rule.MEASURE_OPEN,
            f"Insatsen är inte avslutad, men ansvaret upphörde {begun.end}.",
            "Skriv när insatsen slutade och varför.",
        )
    if (
        one.end is not None
        and not one.spoken
        and asked.half_year.first <= one.end <= asked.as_of
        and enrolled_in(one.end, every) is None
        and begun is not None
    ):
        yield _about(
            one,
            Rule.MEASURE_OUTSIDE,
            f"Insatsen slutade {one.end}, efter avskrivningen. Dess slut är inte med i filen.",
            "Rätta insatsens datum eller inskrivningens.",
        )


def _about(one: Course, rule: Rule, said: str, how: str = "Rätta insatsen i planen.") -> Finding:
    place = Place.JOURNAL if one.spoken else Place.MEASURE
    return Finding(rule=rule, said=said, how=how, place=place, record=one.record)
