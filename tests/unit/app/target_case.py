"""Youths of whom all or nothing is known, and what a desk shows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    FactSource,
    ProposalKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import (
    Credential,
    Residence,
    StudyPeriod,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Record
from kaa_desktop.app.target_views import (
    TargetQuery,
)
from tests.unit.app.desks import NUMBERS, WAIT, Desktop

BORN_2008 = [one for one in NUMBERS if one.startswith("2008")]
AGAIN = date(2026, 12, 8)


def put(desk: Desktop, at: int = 0, *, told: bool = True, **youth: Any) -> YouthId:
    """One who broke off her studies, or of whom nothing is known but that she moved here."""
    one = YouthId(desk.new_id())
    named = {"given_name": "Leyla", "family_name": f"Demo{at:02}"} | youth
    records: list[Record] = [
        Youth(id=one, identity_number=BORN_2008[at], **named),
        Residence(
            id=desk.new_id(),
            youth=one,
            kind=ResidenceKind.REGISTERED,
            municipality=desk.profile.municipality,
            start=date(2020 if told else 2026, 11, 2),
            source=FactSource.POPULATION_REGISTER,
            as_of=date(2026, 11, 23),
        ),
    ]
    if told:
        records += studied(desk, one)
    desk.store.record(*records).result(WAIT)
    return one


def studied(desk: Desktop, one: YouthId) -> list[Record]:
    school = {"source": FactSource.SCHOOL, "as_of": date(2026, 11, 10)}
    return [
        StudyPeriod(
            id=desk.new_id(),
            youth=one,
            form=StudyForm.COMPULSORY,
            grade=9,
            start=date(2015, 8, 17),
            end=date(2024, 6, 12),
            end_kind=StudyEnd.COMPLETED,
            **school,  # type: ignore[arg-type]
        ),
        StudyPeriod(
            id=desk.new_id(),
            youth=one,
            form=StudyForm.NATIONAL_PROGRAMME,
            programme="Hotell- och turismprogrammet",
            start=date(2024, 8, 15),
            end=date(2026, 10, 1),
            end_kind=StudyEnd.BROKEN_OFF,
            **school,  # type: ignore[arg-type]
        ),
        Credential(
            id=desk.new_id(),
            youth=one,
            kind=CredentialKind.NONE,
            source=FactSource.UHR,
            as_of=date(2026, 11, 20),
        ),
    ]


def standing(desk: Desktop, youth: YouthId) -> Belonging:
    page = desk.session.targets.page(youth)
    assert page is not None
    return page.belonging


def listed(desk: Desktop, query: TargetQuery | None = None) -> list[tuple[YouthId, ProposalKind]]:
    asked = query or TargetQuery()
    found = desk.session.targets.order(asked)
    rows = desk.session.targets.rows(found.ids, asked)
    assert [one.youth for one in rows] == list(found.ids)
    return [(one.youth, one.kind) for one in rows]


def held(desk: Desktop, cls: type[Any]) -> list[Any]:
    return desk.store.queries.records(cls)
