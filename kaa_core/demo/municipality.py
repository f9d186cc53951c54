"""The whole made-up municipality, as large as asked for; the default is the size of Nässjö (000 Tabell 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, islice

import attrs

from kaa_core.demo import cases, partners, people
from kaa_core.demo.cases import Case, Setting
from kaa_core.demo.days import DAY, HISTORY_YEARS, Span, clock, school_year, utc, working_day
from kaa_core.demo.dice import Dice
from kaa_core.demo.journal import Made
from kaa_core.demo.names import name_of
from kaa_core.demo.people import Person
from kaa_core.demo.stories import STORIES, Pattern, Story
from kaa_core.model.enums import Protection

CODE = "9901"
NAME = "Exempelås kommun"
BATCH = 2000
"""Youths whose records are held, and put in order, at a time."""

NAESSJOE_AGE_GROUP = 1549
NAESSJOE_TARGET_GROUP = 100
NAESSJOE_INTRODUCTORY = 180
NAESSJOE_DROPOUTS = 48
EARLIER = 60
TURNED_TWENTY = 30


CITY_AGE_GROUP = 60_000
CITY_TARGET_GROUP = 6_000
CASES_PER_WORKER = 100
LONG_CASES = (25, 65)
LONG_HISTORY = 3


def target_in(youths: int) -> int:
    """Return how many of an age group are enrolled: as in Nässjö, and rising to a tenth in a city."""
    if youths <= NAESSJOE_AGE_GROUP:
        return max(round(youths * NAESSJOE_TARGET_GROUP / NAESSJOE_AGE_GROUP), min(youths, 1))
    rise = (CITY_TARGET_GROUP - NAESSJOE_TARGET_GROUP) / (CITY_AGE_GROUP - NAESSJOE_AGE_GROUP)
    return round(NAESSJOE_TARGET_GROUP + (youths - NAESSJOE_AGE_GROUP) * rise)


@attrs.frozen(kw_only=True)
class Sizes:
    """How large the municipality is, and how much there is to tell of it.

    `age_group`: youths who have turned 16 but not 20. `target_group`: those of them enrolled now.
    `records_each`: every case is filled up with notes to a number of records between these.
    `years`: whole school years before this one that the history begins.
    """

    age_group: int = NAESSJOE_AGE_GROUP
    target_group: int = NAESSJOE_TARGET_GROUP
    workers: int = 5
    records_each: tuple[int, int] = (0, 0)
    years: int = HISTORY_YEARS

    @classmethod
    def of(cls, youths: int, target_group: int | None = None) -> Sizes:
        """Return a municipality with so many youths in the age group, the rest in proportion.

        Up to the size of Nässjö as the audit found it there; larger ones have more workers, three
        years of history and longer cases.
        """
        target = target_in(youths) if target_group is None else target_group
        made = cls(age_group=max(youths, target), target_group=target)
        if youths <= NAESSJOE_AGE_GROUP:
            return made
        workers = max(made.workers, round(target / CASES_PER_WORKER))
        return attrs.evolve(made, workers=workers, records_each=LONG_CASES, years=LONG_HISTORY)

    @property
    def earlier(self) -> int:
        """Youths of the age group with a closed enrolment."""
        return min(self._in_proportion(EARLIER), self.age_group - self.target_group)

    @property
    def introductory(self) -> int:
        """Pupils on an introductory programme."""
        return self._in_proportion(NAESSJOE_INTRODUCTORY)

    @property
    def dropouts(self) -> int:
        """Youths who left upper secondary school this school year."""
        return self._in_proportion(NAESSJOE_DROPOUTS)

    def _in_proportion(self, of_naessjoe: int) -> int:
        return round(self.age_group * of_naessjoe / NAESSJOE_AGE_GROUP)


def generate(seed: int, as_of: date, sizes: Sizes, numbers: Sequence[str]) -> Iterator[list[Made]]:
    """Yield the municipality's records in batches, each in the order they were made.

    `numbers`: personnummer reserved for tests, 12 digits each. The same arguments give the same
    records, ids included. A municipality of up to 2 000 youths comes in one batch.
    """
    span = Span(as_of, sizes.years)
    setting = Setting(
        seed=seed,
        span=span,
        workers=people.staff(seed, sizes.workers),
        records_each=sizes.records_each,
    )
    first = [
        Made(record=shared, by=None, at=utc(span.start - timedelta(days=40), clock(8 * 60)))
        for shared in (
            people.settings(seed),
            *people.units(seed),
            *setting.workers,
            *partners.shared(seed, as_of),
        )
    ]
    everyone = _everyone(setting, sizes, numbers)
    while batch := list(islice(everyone, BATCH)):
        made = sorted(chain.from_iterable(batch), key=lambda one: one.at)
        yield first + made
        first = []


def _everyone(setting: Setting, sizes: Sizes, numbers: Sequence[str]) -> Iterator[list[Made]]:
    """Yield each youth's records: target group, earlier enrolled, the rest, those who turned 20."""
    span, seed = setting.span, setting.seed
    pool = _Pool(people.persons(numbers, span.as_of, seed, sizes.age_group), span, Dice(seed, 10))
    dropouts = 0
    for index, case in enumerate(_target_group(setting, sizes, pool)):
        dropouts += case.left_school_in(school_year(span.as_of))
        yield cases.open_case(setting, case, index)
    index = sizes.target_group
    for _ in range(sizes.earlier):
        this_year = dropouts < sizes.dropouts
        dropouts += this_year
        person, start, end = _earlier(setting, pool, index, this_year=this_year)
        yield cases.closed_case(setting, person, index, start, end)
        index += 1
    introductory = sizes.introductory
    for person in pool.rest():
        on_programme = introductory > 0 and person.leaves_school <= span.as_of
        introductory -= on_programme
        yield cases.pupil(setting, person, index, introductory=on_programme)
        index += 1
    count = round(sizes.age_group * TURNED_TWENTY / NAESSJOE_AGE_GROUP)
    for person in people.turned_twenty(numbers, span.as_of, seed, count):
        yield cases.grown_up(setting, person, index)
        index += 1


def _target_group(setting: Setting, sizes: Sizes, pool: _Pool) -> Iterator[Case]:
    """Yield those enrolled now: every hundred has each kind of case in its share."""
    hundred = [story for story in STORIES for _ in range(story.share)]
    order = Dice(setting.seed, 11).shuffled(hundred)
    shields = {
        Pattern.ORDINARY: [Protection.CONFIDENTIAL, Protection.PROTECTED],
        Pattern.ROUTINE: [Protection.CONFIDENTIAL],
        Pattern.LETTER_ONLY: [Protection.PROTECTED],
    }
    seen: Counter[Pattern] = Counter()
    for index in range(sizes.target_group):
        story = order[index % len(order)]
        dice = Dice(setting.seed, 12, index)
        shield = shields.get(story.pattern)
        protection = shield.pop(0) if shield else Protection.NONE
        start = _start_of(story, setting.span, dice)
        person = pool.take(start)
        start = min(max(start, person.leaves_school), setting.span.last)
        yield Case(
            person=person,
            name=name_of(index, setting.seed),
            story=story,
            ordinal=seen[story.pattern],
            start=start,
            reason=cases.reason_for(story, person, start, dice),
            protection=protection,
        )
        seen[story.pattern] += 1


def _start_of(story: Story, span: Span, dice: Dice) -> date:
    if story.pattern is Pattern.SILENT_AUTUMN:
        return span.start + DAY * dice.between(2, 13)
    days = dice.between(*story.enrolled_ago)
    return max(span.as_of - DAY * days, span.start + DAY * dice.below(20))


def _earlier(
    setting: Setting, pool: _Pool, index: int, *, this_year: bool
) -> tuple[Person, date, date]:
    """Someone who was enrolled and went back to school; dates of enrolment and closing."""
    span, dice = setting.span, Dice(setting.seed, 13, index)
    begun = date(school_year(span.as_of), 8, 20)
    room = (span.last - begun).days - 12
    if this_year and room > 14:
        start = begun + DAY * dice.below(room - 10)
        weeks = dice.between(12, max(12, min(45, (span.last - start).days)))
        person = pool.take(start - timedelta(days=300))
        return person, start, working_day(start + DAY * weeks)
    start = span.start + DAY * dice.below(max((begun - span.start).days - 60, 1))
    person = pool.take(start)
    start = max(start, person.leaves_school)
    end = working_day(min(start + DAY * dice.between(40, 260), span.last - DAY * 3))
    return person, min(start, end), end


class _Pool:
    """Persons not yet given a part, by the autumn in which they left compulsory school."""

    def __init__(self, persons: list[Person], span: Span, dice: Dice) -> None:
        self._dice = dice
        self._by_autumn: dict[date, list[Person]] = {}
        for person in persons:
            self._by_autumn.setdefault(person.leaves_school, []).append(person)
        self._autumns = sorted(self._by_autumn)
        self._span = span

    def take(self, on: date) -> Person:
        """Take someone who had left compulsory school on a date, or else the oldest there is."""
        eligible = [autumn for autumn in self._autumns if autumn <= on and self._by_autumn[autumn]]
        if not eligible:
            eligible = [autumn for autumn in self._autumns if self._by_autumn[autumn]][:1]
        place = self._dice.below(sum(len(self._by_autumn[autumn]) for autumn in eligible))
        for autumn in eligible:
            if place < len(self._by_autumn[autumn]):
                return self._by_autumn[autumn].pop()
            place -= len(self._by_autumn[autumn])
        raise AssertionError("a place within the sum is found")

    def rest(self) -> Iterator[Person]:
        """Yield everybody who is left, mixed."""
        left = list(chain.from_iterable(self._by_autumn[autumn] for autumn in self._autumns))
        yield from self._dice.shuffled(left)
