"""Any youth with any facts, for the laws that hold whatever they are."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from hypothesis import strategies as st

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    NoticeKind,
    OccupationKind,
    Protection,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record

HOME = "0682"
BORN = (date(2001, 3, 5), date(2008, 2, 29), date(2008, 1, 1), date(2007, 12, 31))
DAYS = st.dates(date(2015, 1, 1), date(2029, 12, 31))
SOME_DAYS = st.none() | DAYS
IDS = st.integers(1, 2**64).map(lambda number: RecordId(uuid.UUID(int=number)))
SOURCES = st.sampled_from(FactSource)
YOUTH = YouthId(RecordId(uuid.UUID(int=0)))


def _span(values: tuple[Any, Any]) -> tuple[date | None, date | None]:
    start, end = values
    return (end, start) if start and end and end < start else (start, end)


SPANS = st.tuples(SOME_DAYS, SOME_DAYS).map(_span)


@st.composite
def _facts(draw: Any) -> dict[str, Any]:
    return {
        "id": draw(IDS),
        "youth": YOUTH,
        "source": draw(SOURCES),
        "as_of": draw(DAYS),
        "key": draw(st.none() | st.sampled_from(["a", "b"])),
        "withdrawn": draw(st.one_of(st.none(), st.none(), st.none(), DAYS)),
    }


@st.composite
def studies(draw: Any) -> StudyPeriod:
    start, end = draw(SPANS)
    return StudyPeriod(
        **draw(_facts()),
        form=draw(st.sampled_from(StudyForm)),
        start=start,
        end=end,
        end_kind=draw(st.none() | st.sampled_from(StudyEnd)),
        extent=draw(st.none() | st.sampled_from([20, 50, 100])),
        school=draw(st.none() | st.sampled_from(["Ena", "Andra"])),
        grade=draw(st.none() | st.integers(1, 9)),
        prolonged=draw(st.none() | st.booleans()),
    )


@st.composite
def credentials(draw: Any) -> Credential:
    return Credential(
        **draw(_facts()),
        kind=draw(st.sampled_from(CredentialKind)),
        issued_on=draw(SOME_DAYS),
    )


@st.composite
def residences(draw: Any) -> Residence:
    start, end = draw(SPANS)
    return Residence(
        **draw(_facts()),
        kind=draw(st.sampled_from(ResidenceKind)),
        start=start,
        end=end,
        municipality=draw(st.sampled_from([None, HOME, HOME, "1982"])),
        from_abroad=draw(st.none() | st.booleans()),
    )


@st.composite
def notices(draw: Any) -> SchoolNotice:
    return SchoolNotice(
        **{**draw(_facts()), "source": FactSource.NOTICE},
        kind=draw(st.sampled_from(NoticeKind)),
        occurred_on=draw(DAYS),
        school=draw(st.none() | st.sampled_from(["Ena", "Andra"])),
        form=draw(st.none() | st.sampled_from(StudyForm)),
    )


@st.composite
def occupations(draw: Any) -> Occupation:
    start, end = draw(SPANS)
    return Occupation(
        id=draw(IDS),
        youth=YOUTH,
        kind=draw(st.sampled_from(OccupationKind)),
        extent=draw(st.none() | st.sampled_from([20, 50, 100])),
        start=start,
        end=end,
        source=draw(st.none() | SOURCES),
        noted_on=draw(SOME_DAYS),
    )


@st.composite
def decisions(draw: Any) -> CriterionDecision:
    start, end = draw(st.tuples(DAYS, SOME_DAYS).map(_span))
    whole = draw(st.booleans())
    return CriterionDecision(
        id=draw(IDS),
        youth=YOUTH,
        criterion=None if whole else draw(st.sampled_from(Criterion)),
        judged=None if whole else draw(st.sampled_from(Judged)),
        belonging=draw(st.sampled_from(Belonging)) if whole else None,
        start=start or date(2015, 1, 1),
        end=end,
        decided_on=draw(SOME_DAYS),
    )


FACTS = st.one_of(studies(), studies(), credentials(), residences(), notices(), occupations())
ANY = st.one_of(FACTS, FACTS, FACTS, decisions())


@st.composite
def youths(draw: Any) -> Youth:
    born = draw(st.sampled_from(BORN))
    number = synthetic_number(born, 123)
    if draw(st.booleans()) and draw(st.booleans()):
        number = f"{number[:6]}{int(number[6:8]) + 60}{number[8:]}"
    return Youth(
        id=YOUTH,
        identity_number=number,
        given_name="Demo",
        family_name="Lag",
        protection=draw(st.sampled_from([None, None, None, *Protection])),
    )


def unlike_ids(records: list[Record]) -> bool:
    return len({one.id for one in records}) == len(records)


RECORDS = st.lists(ANY, max_size=7).filter(unlike_ids)
