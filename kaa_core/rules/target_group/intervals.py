"""What the target group was and will be for a youth, as intervals: kept, so that lists never judge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import Belonging, Judged
from kaa_core.model.identity import MAJORITY, birthday
from kaa_core.rules.target_group.claims import DAY, EVER, began
from kaa_core.rules.target_group.duty import LEAVING_AGE, TWENTY, longest
from kaa_core.rules.target_group.judging import judge_known
from kaa_core.rules.target_group.known import BETWEEN_TERMS, SPRING, Known, issued
from kaa_core.rules.target_group.residence import since
from kaa_core.rules.target_group.types import Definition, Held, Interval, Judgement

_FIRST: Final = date(1900, 1, 1)
_LAST: Final = EVER - timedelta(days=400)


def intervals(held: Held, definition: Definition) -> tuple[Interval, ...]:
    """Return all of time from the year of the 16th birthday on, without a gap, no two alike in a row."""
    found: list[Interval] = []
    for start, judgement in _judged(held, definition):
        one = _interval(start, judgement)
        if found:
            before = found[-1]
            if (before.belonging, before.criterion, before.why) == (
                one.belonging,
                one.criterion,
                one.why,
            ):
                continue
            found[-1] = Interval(
                definition=before.definition,
                start=before.start,
                until=start,
                belonging=before.belonging,
                criterion=before.criterion,
                why=before.why,
            )
        found.append(one)
    return tuple(found)


def _judged(held: Held, definition: Definition) -> Iterator[tuple[date, Judgement]]:
    """Judge on every day on which an answer may change."""
    withdrawals = sorted(_withdrawals(held))
    known = Known(held, date.min)
    first = start_of(held)
    days = _changes(held, known, withdrawn=bool(withdrawals))
    days.update(withdrawals)
    for day in sorted({max(one, first) for one in days if one < _LAST} | {first}):
        while withdrawals and withdrawals[0] <= day:
            withdrawals.pop(0)
            known = Known(held, day)
        yield day, judge_known(known, day, definition)


def start_of(held: Held) -> date:
    """Return the first day of the year in which she turns 16: where her intervals begin."""
    year = held.identity_number[:4]
    return date(int(year) + LEAVING_AGE, 1, 1) if year.isdigit() and int(year) else _FIRST


def _withdrawals(held: Held) -> Iterator[date]:
    for facts in (held.residences, held.studies, held.credentials, held.notices):
        for one in facts:
            if one.withdrawn is not None:
                yield one.withdrawn


def _interval(start: date, judgement: Judgement) -> Interval:
    criterion, why = None, ""
    if judgement.decided is not None:
        why = "decided"
    elif judgement.belonging is not Belonging.COVERED:
        sought = Judged.NOT_MET if judgement.belonging is Belonging.NOT_COVERED else Judged.UNKNOWN
        deciding = [one for one in judgement.results if one.judged is sought]
        criterion = deciding[0].criterion
        # Everything that is missing: what is to be asked is the same all through an interval.
        asks = judgement.belonging is Belonging.UNCLEAR
        why = "+".join(one.why for one in deciding) if asks else deciding[0].why
    return Interval(
        definition=judgement.definition.key,
        start=start,
        until=None,
        belonging=judgement.belonging,
        criterion=criterion,
        why=why,
    )


# --- days on which an answer may change ------------------------------------------------------------


def _changes(held: Held, known: Known, *, withdrawn: bool) -> set[date]:
    days: set[date] = set()
    _of_age(known, days)
    _of_facts(held, days)
    _of_studies(held, days)
    for one in held.decisions:
        days.add(one.start)
        if one.end is not None:
            days.add(after(one.end))
    if known.birth is None or known.duty is None or held.decisions or withdrawn:
        return days
    # Under skolplikt and after twenty the reason is that, or where she belongs: the rest changes nothing.
    first, last = known.duty.last_day, birthday(known.birth, known.birth.year + TWENTY)
    kept = {day for day in days if first < day <= last}
    kept.add(after(known.duty.ordinary))
    for residence in held.residences:
        kept.add(since(residence))
        kept.add(after(residence.end or EVER))
    return kept


def _of_age(known: Known, days: set[date]) -> None:
    birth, duty = known.birth, known.duty
    if birth is None or duty is None:
        return
    days.add(birthday(birth, birth.year + TWENTY))
    days.add(birthday(birth, birth.year + MAJORITY))
    for end in (duty.ordinary, longest(known.held, birth), duty.last_day):
        days.add(after(end))
        days.add(after(end + BETWEEN_TERMS))
    if duty.done is not None:
        days.add(duty.done)
    # Whatever year she left a school in, the springs in which she may leave another one complete.
    days.update(date(birth.year + age, *SPRING) for age in range(18, TWENTY + 6))


def _of_facts(held: Held, days: set[date]) -> None:
    for residence in held.residences:
        start = since(residence)
        if residence.as_of is not None:
            days.add(residence.as_of)
        if start > _FIRST:
            days.add(start)
            days.add(after(before(start), BETWEEN_TERMS))
        if residence.end is not None:
            days.add(after(residence.end))
            days.add(after(residence.end, BETWEEN_TERMS))
    for credential in held.credentials:
        days.add(issued(credential))


def _of_studies(held: Held, days: set[date]) -> None:
    ends: set[date] = set()
    for occupation in held.occupations:
        start = began(occupation)
        days.update((start, occupation.noted_on or start))
        ends.update((before(start), occupation.end or EVER))
    for notice in held.notices:
        if notice.occurred_on is not None:
            days.update((notice.occurred_on, notice.as_of or notice.occurred_on))
            ends.update((notice.occurred_on, before(notice.occurred_on)))
    for period in held.studies:
        start = period.start or min(period.as_of or date.min, period.end or EVER)
        days.update((start, period.as_of or start))
        ends.update((period.end or EVER, before(start)))
    for end in ends:
        if end < _LAST:
            days.add(after(end))
            days.add(after(end, BETWEEN_TERMS))


def before(day: date) -> date:
    """Return the day before, as far back as there are days."""
    return day - DAY if day > date.min else day


def after(day: date, more: timedelta = timedelta(0)) -> date:
    """Return the day after a day and a time, as far as there are days."""
    return day + more + DAY if day < _LAST else EVER
