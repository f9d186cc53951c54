"""What holds of every judgement, whatever the facts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
from hypothesis import given, note, settings
from hypothesis import strategies as st

from kaa_core.model.enums import (
    Belonging,
    Criterion,
    Judged,
    NoticeKind,
    ResidenceKind,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, SchoolNotice, StudyPeriod
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group import words
from kaa_core.rules.target_group.definitions import DEFINITIONS, in_force
from kaa_core.rules.target_group.differences import differences
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals, start_of
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.proposals import propose
from kaa_core.rules.target_group.types import Definition, Held, Interval, Judgement
from tests.unit.core.target_group.facts import DAYS, FACTS, HOME, RECORDS, youths

DEFINED = st.sampled_from(DEFINITIONS)
DAY = timedelta(days=1)


def held(youth: Youth, records: list[Record]) -> Held:
    return held_from([youth, *records], HOME)


@given(youths(), RECORDS, DAYS, DEFINED, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_of_facts_changes_nothing(
    youth: Youth, records: list[Record], on: date, by: Definition, dice: random.Random
) -> None:
    first, other = held(youth, records), list(records)
    dice.shuffle(other)
    second = held(youth, other)
    assert judge(first, on, by) == judge(second, on, by)
    assert intervals(first, by) == intervals(second, by)
    assert differences(first) == differences(second)
    assert propose(first, [], on) == propose(second, [], on)


# --- intervals -------------------------------------------------------------------------------------


def on_day(spans: tuple[Interval, ...], on: date) -> Interval:
    [one] = [one for one in spans if one.start <= on and (one.until is None or on < one.until)]
    return one


def agrees(one: Interval, judgement: Judgement) -> bool:
    if judgement.decided is not None:
        return one.why == "decided" and one.belonging is judgement.belonging
    unknown = [one for one in judgement.results if one.judged is Judged.UNKNOWN]
    failing = [one for one in judgement.results if one.judged is Judged.NOT_MET]
    why, criterion = "", None
    if failing:
        why, criterion = failing[0].why, failing[0].criterion
    elif unknown:
        why, criterion = "+".join(one.why for one in unknown), unknown[0].criterion
    return (one.belonging, one.criterion, one.why) == (judgement.belonging, criterion, why)


@given(youths(), RECORDS, DEFINED, st.lists(DAYS, max_size=8))
@settings(max_examples=150)
def test_intervals_agree_with_the_judgement_on_every_day(
    youth: Youth, records: list[Record], by: Definition, more: list[date]
) -> None:
    known = held(youth, records)
    spans = intervals(known, by)
    first = start_of(known)
    assert spans[0].start == first
    assert spans[-1].until is None
    for one, other in pairwise(spans):
        assert one.until == other.start
        alike = [(each.belonging, each.criterion, each.why) for each in (one, other)]
        assert alike[0] != alike[1]
    days = {one.start for one in spans} | {one.start - DAY for one in spans} | set(more)
    for record in records:
        named = [getattr(record, name, None) for name in ("start", "end", "as_of", "withdrawn")]
        for day in (day for day in named if day is not None):
            days |= {day + timedelta(days=step) for step in (0, 1, 61, 101)}
    for day in sorted(one for one in days if one >= first):
        judgement = judge(known, day, by)
        note(f"{day} {[one.why for one in judgement.results]}")
        assert agrees(on_day(spans, day), judgement)


@given(youths(), st.lists(FACTS, max_size=3), DEFINED)
@settings(max_examples=6)
def test_intervals_agree_on_each_day_of_all_years(
    youth: Youth, records: list[Record], by: Definition
) -> None:
    known = held(youth, records)
    spans = intervals(known, by)
    day = start_of(known)
    while day < date(2031, 1, 1):
        assert agrees(on_day(spans, day), judge(known, day, by))
        day += DAY


@given(youths(), RECORDS, DAYS)
def test_the_same_is_proposed_all_through_an_interval(
    youth: Youth, records: list[Record], on: date
) -> None:
    known = held(youth, records)
    spans = intervals(known, in_force(on))
    if on < start_of(known):
        return
    start = max(on_day(spans, on).start, in_force(on).since)
    assert propose(known, [], on) == propose(known, [], start)


# --- one fact more, one fact less ------------------------------------------------------------------


def _may_be_compulsory(fact: Occupation | StudyPeriod | SchoolNotice) -> bool:
    compulsory = (StudyForm.COMPULSORY, StudyForm.ADAPTED_COMPULSORY)
    return isinstance(fact, Occupation) or fact.form in compulsory


def may_open(fact: Record) -> set[Criterion]:
    """The conditions that a fact may turn from met to unknown, for it says that something is open.

    The true exceptions to the law below. A residence says where a source could see her, or that nobody
    knows where she is; studies that ended say that there may be a document; courses may come to full
    time; compulsory school may go on by her own will.
    """
    after = {Criterion.NO_EXAM, Criterion.NO_ADAPTED_CERTIFICATE, Criterion.NO_EQUIVALENT}
    match fact:
        case Residence():
            # A place that she moved from or to may show that the schools here did not see her.
            open_ended = fact.kind is not ResidenceKind.UNKNOWN and fact.end is None
            home = set() if open_ended else {Criterion.HOME}
            return home | {Criterion.NOT_IN_UPPER_SECONDARY} | after
        case Occupation() | StudyPeriod() | SchoolNotice() if _may_be_compulsory(fact):
            return {Criterion.COMPULSORY_DONE, Criterion.NOT_IN_UPPER_SECONDARY} | after
        case StudyPeriod() | SchoolNotice(kind=NoticeKind.LEFT):
            return {Criterion.NOT_IN_UPPER_SECONDARY} | after
        case Credential():
            return set()
    return {Criterion.NOT_IN_UPPER_SECONDARY}


@given(youths(), RECORDS, FACTS, DAYS, DEFINED)
@settings(max_examples=200)
def test_one_more_fact_never_turns_met_into_unknown(
    youth: Youth, records: list[Any], more: Record, on: date, by: Definition
) -> None:
    if any(one.id == more.id for one in records):
        return
    before, after = (
        judge(held(youth, records), on, by),
        judge(held(youth, [*records, more]), on, by),
    )
    for one, other in zip(before.results, after.results, strict=True):
        if one.judged is Judged.MET and other.judged is Judged.UNKNOWN:
            note(f"{one.why} -> {other.why}")
            assert one.criterion in may_open(more)


@given(youths(), RECORDS, DAYS, DEFINED)
@settings(max_examples=200)
def test_a_withdrawn_fact_is_as_if_it_were_not_there(
    youth: Youth, records: list[Any], on: date, by: Definition
) -> None:
    gone = [one for one in records if getattr(one, "withdrawn", None) and one.withdrawn <= on]
    left = [one for one in records if one not in gone]
    assert judge(held(youth, records), on, by) == judge(held(youth, left), on, by)
    standing = [
        attrs.evolve(one, withdrawn=None) if getattr(one, "withdrawn", None) else one
        for one in left
    ]
    assert judge(held(youth, left), on, by) == judge(held(youth, standing), on, by)


@given(youths(), RECORDS, DAYS)
@settings(max_examples=200)
def test_everything_can_be_said(youth: Youth, records: list[Record], on: date) -> None:
    known = held(youth, records)
    judgement = judge(known, on)
    explained = words.explain(judgement, known, words.Names(given="Leyla"))
    assert len(explained.lines) == 7
    assert all(line.sentence and "None" not in line.sentence for line in explained.lines)
    assert explained.headline
    assert explained.why
    assert explained.as_text.count("kap.") >= 7
    assert bool(explained.ways) == (
        judgement.belonging is Belonging.UNCLEAR and judgement.decided is None
    )
    ids = {one.id for one in records}
    assert {one for result in judgement.results for one in result.facts} <= ids
    assert set(judgement.beside) <= ids
