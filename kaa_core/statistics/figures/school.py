"""Leaving and coming back: dropouts by school and programme, and who returned to upper secondary school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from kaa_core.model.enums import DeregistrationReason, StudyEnd, StudyForm
from kaa_core.model.records import Credential, Enrolment, SchoolNotice, StudyPeriod
from kaa_core.statistics.day import Day
from kaa_core.statistics.trace import EVER, Study, Trace
from kaa_core.statistics.values import (
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    people,
    single,
)
from kaa_core.statistics.youth import INTRODUCTORY, NEVER, UPPER, enrolment_on

NATIONAL: Final = frozenset((int(StudyForm.NATIONAL_PROGRAMME),))
"""A dropout leaves a national programme (domain.md section 9); others are counted apart."""
_OTHER: Final = UPPER - NATIONAL - {int(StudyForm.EXCHANGE)}
_LEAVES: Final = frozenset((0, int(StudyEnd.BROKEN_OFF), int(StudyEnd.OTHER)))
"""How a period ended that is a dropout: broken off, for another reason, or nobody said how."""
_INTRODUCTORY: Final = frozenset((INTRODUCTORY,))
_STUDIES: Final = int(DeregistrationReason.STUDIES)
GOES_ON: Final = 30
"""Days within which studies that go on in another school or programme make it a change."""
DOCUMENT_BEFORE, DOCUMENT_AFTER = 60, 120
"""A final document within these days of an end that nobody explained says that the youth was done."""


def left(one: Trace, day: Day, forms: frozenset[int]) -> Study | None:
    """The first studies of these forms that were left in the period without being completed."""
    found = [
        each
        for each in one.studies
        if each.form in forms
        and each.end in _LEAVES
        and each.until != EVER
        and day.within(each.until - 1)
        and not _went_on(one, each, day.on)
        and not (each.end == 0 and _done(one, each, day.on))
    ]
    return min(found, key=lambda each: (each.until, each.start), default=None)


def _went_on(one: Trace, ended: Study, on: int) -> bool:
    """Whether upper secondary studies went on: others that ran on, or began soon after and by the day."""
    return any(
        each is not ended
        and each.form in UPPER
        and each.end != NEVER
        and each.start <= min(on, ended.until - 1 + GOES_ON)
        and each.until > ended.until
        for each in one.studies
    )


def _done(one: Trace, ended: Study, on: int) -> bool:
    last = ended.until - 1
    return any(
        last - DOCUMENT_BEFORE <= each <= min(on, last + DOCUMENT_AFTER) for each in one.documents
    )


def leavers(day: Day, forms: frozenset[int] = NATIONAL) -> Iterator[tuple[Trace, Study]]:
    """Who left such studies in the period, once each."""
    for one in day.went_to_school:
        ended = left(one, day, forms)
        if ended is not None:
            yield one, ended


def _dropouts(day: Day) -> Table:
    return single("Avhopp", people(one.youth for one, _ in leavers(day)))


def _dropouts_by_form(day: Day) -> Table:
    kinds = (
        ("national", "Nationella program", NATIONAL),
        ("introductory", "Introduktionsprogram", _INTRODUCTORY),
        ("other", "Anpassad och internationell gymnasieutbildning", _OTHER),
    )
    rows = tuple(
        Row(key=key, label=name, cells=(people(one.youth for one, _ in leavers(day, forms)),))
        for key, name, forms in kinds
    )
    return Table(columns=(Column(key="count", label="Avhopp"),), rows=rows)


def _grouped(day: Day, name: Callable[[Study], str], unnamed: str) -> Table:
    groups: defaultdict[str, list[bytes]] = defaultdict(list)
    for one, ended in leavers(day):
        groups[name(ended).strip()].append(one.youth)
    rows = [
        Row(key=key or "-", label=key or unnamed, cells=(people(who),))
        for key, who in sorted(groups.items(), key=lambda it: (not it[0], it[0]))
    ]
    every = [who for each in groups.values() for who in each]
    rows.append(Row(key="all", label="Alla", cells=(people(every),), total=True))
    return Table(columns=(Column(key="count", label="Avhopp"),), rows=tuple(rows))


def _by_school(day: Day) -> Table:
    return _grouped(day, lambda one: one.school, "Skolan är inte angiven")


def _by_programme(day: Day) -> Table:
    return _grouped(day, lambda one: one.programme, "Programmet är inte angivet")


def came_back(one: Trace, day: Day, forms: frozenset[int]) -> bool:
    """Whether a youth began such studies in the period, enrolled the day before."""
    for each in one.studies:
        if each.form in forms and each.end != NEVER and day.within(each.start):
            before = each.start - 1
            if enrolment_on(one, before) is not None or _closed_for_it(one, each.start):
                return True
    return False


def _closed_for_it(one: Trace, start: int) -> bool:
    return any(
        held.deregistration == _STUDIES and start - GOES_ON <= held.until <= start
        for held in one.enrolments
    )


def _told_so(one: Trace, day: Day) -> bool:
    """An enrolment that was closed in the period because studies had begun, by the worker's word."""
    return any(
        held.deregistration == _STUDIES and day.within(held.until) for held in one.enrolments
    )


def _returned(day: Day) -> Table:
    apart = {
        one.youth for one in day.cases if one.enrolments and came_back(one, day, _INTRODUCTORY)
    }
    who = [
        one.youth
        for one in day.cases
        if one.enrolments
        and (came_back(one, day, UPPER) or (one.youth not in apart and _told_so(one, day)))
    ]
    return single("Tillbaka i gymnasiet", people(who))


def _returned_introductory(day: Day) -> Table:
    who = [
        one.youth
        for one in day.cases
        if one.enrolments and came_back(one, day, _INTRODUCTORY) and not came_back(one, day, UPPER)
    ]
    return single("Började på introduktionsprogram", people(who))


_SAYS: Final = (
    "Ungdomar som under perioden har lämnat ett nationellt program i gymnasieskolan utan att ha gått ut det. "
    "Varje ungdom räknas en gång. Ett byte räknas inte: studier i gymnasieskolan som fortsätter eller börjar "
    "inom 30 dagar. Ett slut som ingen har förklarat räknas inte om det finns examensbevis eller studiebevis "
    "från tiden. Introduktionsprogram räknas för sig."
)
_SOURCES: Final = (StudyPeriod, SchoolNotice, Credential)
DROPOUTS: Final = Figure(
    key="dropouts",
    name="Avhopp från nationella program",
    says=_SAYS,
    section=Section.SCHOOL,
    shape=Shape.NUMBER,
    sources=_SOURCES,
    count=_dropouts,
    period=True,
    lower_is_better=True,
)
BY_FORM: Final = Figure(
    key="dropouts_by_form",
    name="Avhopp efter utbildning",
    says=_SAYS,
    section=Section.SCHOOL,
    shape=Shape.BARS,
    sources=_SOURCES,
    count=_dropouts_by_form,
    period=True,
)
BY_SCHOOL: Final = Figure(
    key="dropouts_by_school",
    name="Avhopp efter skola",
    says=f"{_SAYS} Skolan är den som lämnades.",
    section=Section.SCHOOL,
    shape=Shape.BARS,
    sources=_SOURCES,
    count=_by_school,
    period=True,
)
BY_PROGRAMME: Final = Figure(
    key="dropouts_by_programme",
    name="Avhopp efter program",
    says=f"{_SAYS} Programmet är det som lämnades.",
    section=Section.SCHOOL,
    shape=Shape.BARS,
    sources=_SOURCES,
    count=_by_programme,
    period=True,
)
RETURNED: Final = Figure(
    key="returned",
    name="Tillbaka i gymnasiet",
    says=(
        "Ungdomar som under perioden började eller återupptog studier i gymnasieskolan och var inskrivna "
        "dagen före, eller skrevs av av det skälet. Introduktionsprogram räknas för sig."
    ),
    section=Section.SCHOOL,
    shape=Shape.NUMBER,
    sources=(Enrolment, StudyPeriod, SchoolNotice),
    count=_returned,
    period=True,
)
RETURNED_INTRODUCTORY: Final = Figure(
    key="returned_introductory",
    name="Började på introduktionsprogram",
    says=(
        "Ungdomar som under perioden började på introduktionsprogram, men inte i gymnasieskolan i övrigt, "
        "och var inskrivna dagen före eller skrevs av av det skälet."
    ),
    section=Section.SCHOOL,
    shape=Shape.NUMBER,
    sources=(Enrolment, StudyPeriod, SchoolNotice),
    count=_returned_introductory,
    period=True,
)
FIGURES: Final = (DROPOUTS, BY_FORM, BY_SCHOOL, BY_PROGRAMME, RETURNED, RETURNED_INTRODUCTORY)
