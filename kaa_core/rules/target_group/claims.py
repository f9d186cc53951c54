"""What sources say of studies, as claims that can be weighed: who says it, from when, to when.

The order of sources for studies: the school (also by its notice under 15 kap. 15 § skollagen), then the
admission, another authority, a caseworker's own observation, the youth or a guardian; an occupation record
weighs less than any of them (domain.md section 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from kaa_core.model.enums import FactSource, NoticeKind, OccupationKind, StudyEnd, StudyForm
from kaa_core.model.facts import SchoolNotice, StudyPeriod
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Occupation

DAY: Final = timedelta(days=1)
EVER: Final = date.max
SCHOOL: Final = 0
OCCUPATION: Final = 5

_RANKS: Final = {
    FactSource.SCHOOL: SCHOOL,
    FactSource.NOTICE: SCHOOL,
    FactSource.ADMISSIONS: 1,
    FactSource.CASEWORKER: 3,
    FactSource.YOUTH: 4,
    FactSource.GUARDIAN: 4,
}
_OTHERS: Final = 2
STATED: Final = frozenset((FactSource.YOUTH, FactSource.GUARDIAN, FactSource.CASEWORKER))
"""Who says it alone, without a document or a register: "Egen uppgift"."""

COMPULSORY_FORMS: Final = frozenset((StudyForm.COMPULSORY, StudyForm.ADAPTED_COMPULSORY))
UPPER_FORMS: Final = frozenset(
    (
        StudyForm.NATIONAL_PROGRAMME,
        StudyForm.INTRODUCTORY,
        StudyForm.ADAPTED_UPPER_SECONDARY,
        StudyForm.EXCHANGE,
        StudyForm.INTERNATIONAL,
    )
)
OTHER_FORMS: Final = frozenset(
    (StudyForm.ADULT_EDUCATION, StudyForm.FOLK_HIGH_SCHOOL, StudyForm.OTHER)
)
"""May together be equivalent to upper secondary school; sfi never is (domain.md section 9)."""

_FORMS: Final = {
    OccupationKind.UPPER_SECONDARY: StudyForm.NATIONAL_PROGRAMME,
    OccupationKind.INTRODUCTORY: StudyForm.INTRODUCTORY,
    OccupationKind.ADAPTED_UPPER_SECONDARY: StudyForm.ADAPTED_UPPER_SECONDARY,
    OccupationKind.ADULT_EDUCATION: StudyForm.ADULT_EDUCATION,
    OccupationKind.FOLK_HIGH_SCHOOL: StudyForm.FOLK_HIGH_SCHOOL,
    OccupationKind.OTHER_EDUCATION: StudyForm.OTHER,
    OccupationKind.COMPULSORY_SCHOOL: StudyForm.COMPULSORY,
}
_TAKES_OVER: Final = frozenset(
    (
        OccupationKind.UPPER_SECONDARY,
        OccupationKind.INTRODUCTORY,
        OccupationKind.ADAPTED_UPPER_SECONDARY,
        OccupationKind.COMPULSORY_SCHOOL,
        OccupationKind.NONE,
        OccupationKind.UNKNOWN,
    )
)
"""A later occupation of these kinds ends an earlier one in school that nobody closed."""


class Claim(NamedTuple):
    """A time in an education as one source says it.

    `rank`: the weight of the source, least first. `last`: the last day in it, `EVER` while it goes on.
    `begun`: False when the pupil never started. `stated`: the word of a person alone. `told`: the day on
    which the source said it. `left`: nobody stated how it ended.
    """

    start: date
    last: date
    rank: int
    form: StudyForm
    id: RecordId
    told: date
    extent: int | None = None
    ended: StudyEnd | None = None
    unit: str | None = None
    school: str | None = None
    begun: bool = True
    stated: bool = False
    grade: int | None = None
    prolonged: bool | None = None
    lapsed: bool = False


def rank(source: FactSource | None) -> int:
    """Return the weight of a source of studies, 0 (the school) to 4 (the youth)."""
    return _RANKS.get(source, _OTHERS) if source is not None else _OTHERS


def claims(
    studies: Sequence[StudyPeriod],
    notices: Sequence[SchoolNotice],
    occupations: Sequence[Occupation],
    on: date,
) -> list[Claim]:
    """Return what is claimed, in an order of its own; what was withdrawn by `on` is not there."""
    made = [_of_period(one) for one in studies if one.withdrawn is None or one.withdrawn > on]
    if len(made) > 1:
        made = _newest(made, studies)
    if notices:
        living = [one for one in notices if one.withdrawn is None or one.withdrawn > on]
        made = _noticed(made, living)
    if occupations:
        made += _of_occupations(occupations)
    made.sort(key=_ORDER)
    return _compulsory_closed(made)


_ORDER: Final = attrgetter("start", "rank", "last", "form", "id")


def _of_period(one: StudyPeriod) -> Claim:
    told = one.as_of or date.min
    start, end = one.start, one.end
    if start is None:
        start = told if end is None or told < end else end
    source = one.source
    return Claim(
        start,
        EVER if end is None or end == EVER else end,
        _RANKS.get(source, _OTHERS) if source is not None else _OTHERS,
        one.form or StudyForm.OTHER,
        one.id,
        told,
        one.extent,
        one.end_kind,
        one.school_unit,
        one.school,
        one.end_kind is not StudyEnd.NEVER_STARTED,
        source in STATED,
        one.grade,
        one.prolonged,
    )


def _newest(made: list[Claim], studies: Sequence[StudyPeriod]) -> list[Claim]:
    """Of several deliveries of the same enrolment, by the source's own key, the newest counts."""
    keys = {
        one.id: (one.source, one.school_unit, one.key) for one in studies if one.key is not None
    }
    if len(set(keys.values())) == len(keys):
        return made
    newest: dict[object, date] = {}
    for one in made:
        key = keys.get(one.id)
        if key is not None and newest.get(key, date.min) <= one.told:
            newest[key] = one.told
    return [one for one in made if one.id not in keys or newest[keys[one.id]] == one.told]


# --- notices ---------------------------------------------------------------------------------------


def same_school(a: Claim | SchoolNotice, b: Claim | SchoolNotice) -> bool:
    """Whether two statements speak of one school, as far as they say which; silence speaks of any."""
    first, second = _unit(a), _unit(b)
    if first and second:
        return first == second
    if a.school and b.school:
        return a.school.casefold() == b.school.casefold()
    return True


def _unit(one: Claim | SchoolNotice) -> str | None:
    return one.unit if isinstance(one, Claim) else one.school_unit


def _noticed(made: list[Claim], notices: Sequence[SchoolNotice]) -> list[Claim]:
    """Add those whom a notice says have begun, and end at a notice what it says has been left."""
    begun = [
        Claim(
            one.occurred_on,
            EVER,
            SCHOOL,
            one.form or StudyForm.NATIONAL_PROGRAMME,
            one.id,
            one.as_of or one.occurred_on,
            unit=one.school_unit,
            school=one.school,
        )
        for one in notices
        if one.kind is NoticeKind.BEGAN and one.occurred_on is not None
    ]
    begun = [_ended_by_school(one, made) for one in begun]
    left = [one for one in notices if one.kind is NoticeKind.LEFT and one.occurred_on is not None]
    return [_left(one, left) for one in [*made, *begun]]


def _ended_by_school(begun: Claim, made: Sequence[Claim]) -> Claim:
    """A beginning that the same school has since reported the end of goes on no longer than that."""
    ends = [
        one.last
        for one in made
        if one.rank == SCHOOL
        and one.form in UPPER_FORMS
        and one.last is not EVER
        and one.last >= begun.start
        and same_school(one, begun)
    ]
    return begun._replace(last=min(ends), ended=StudyEnd.OTHER) if ends else begun


def _left(claim: Claim, notices: Sequence[SchoolNotice]) -> Claim:
    if claim.form not in UPPER_FORMS or claim.rank > 1:
        return claim
    told = (one.occurred_on for one in notices if same_school(claim, one))
    days = [day for day in told if day is not None and claim.start <= day < claim.last]
    return claim._replace(last=min(days)) if days else claim


# --- occupations -----------------------------------------------------------------------------------


def began(one: Occupation) -> date:
    """Return the day from which an occupation counts: its start, else when it was noted."""
    return one.start or one.noted_on or date.min


def _of_occupations(occupations: Sequence[Occupation]) -> list[Claim]:
    heads = sorted({began(one) for one in occupations if one.kind in _TAKES_OVER})
    unknown = {began(one) for one in occupations if one.kind is OccupationKind.UNKNOWN}
    made = []
    for one in occupations:
        form = _FORMS.get(one.kind)
        if form is None:
            continue
        start = began(one)
        last = EVER if one.end is None or one.end == EVER else one.end
        lapsed = False
        if one.kind in _TAKES_OVER:
            nearest = next((day for day in heads if day > start), None)
            if nearest is not None and nearest <= last:
                last, lapsed = nearest - DAY, nearest in unknown
        claim = Claim(
            start,
            last,
            OCCUPATION + rank(one.source),
            form,
            one.id,
            one.noted_on or start,
            one.extent,
            stated=one.source is None or one.source in STATED,
            lapsed=lapsed,
        )
        made.append(claim)
    return made


def _compulsory_closed(made: list[Claim]) -> list[Claim]:
    """A time in compulsory school that nobody closed ends when upper secondary school begins."""
    if len(made) < 2 or not any(one.last is EVER and one.form in COMPULSORY_FORMS for one in made):
        return made
    starts = [one for one in made if one.form in UPPER_FORMS and one.begun]
    closed = []
    for one in made:
        if one.last is EVER and one.form in COMPULSORY_FORMS:
            later = [
                other.start
                for other in starts
                if other.start > one.start and other.rank <= one.rank
            ]
            if later:
                one = one._replace(last=min(later) - DAY)  # noqa: PLW2901 - the closed one instead
        closed.append(one)
    return closed
