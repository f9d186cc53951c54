"""Youths for the screens of the target group: one of each proposal, a difference, komvux at part time."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    NoticeKind,
    OccupationKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, SchoolNotice, StudyPeriod
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record
from tests.gui.screens.people import FIRST
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop

HERE, ELSEWHERE = "9901", "0682"
MOVED = date(2026, 11, 2)
LEFT = date(2026, 11, 13)


def bring(desktop: Desktop, people: dict[str, YouthId]) -> dict[str, YouthId]:
    """Write facts about those that are there, and one more who is not enrolled; by given name."""
    newcomer = _nobody_yet(desktop, FIRST + 240, "Hugo")
    records: list[Record] = []
    for youth in (*people.values(), newcomer):
        if youth != people["Leyla"]:  # nothing is known of her before she came
            records += _settled(desktop, youth)
    records += [
        SchoolNotice(
            **_from(desktop, newcomer, FactSource.NOTICE, LEFT, "blankett"),
            kind=NoticeKind.LEFT,
            occurred_on=LEFT,
            school="Provgymnasiet",
            programme="Fordonsprogrammet",
            form=StudyForm.NATIONAL_PROGRAMME,
            sender="Rektorn",
        ),
        StudyPeriod(
            **_from(desktop, newcomer, FactSource.SCHOOL, date(2026, 8, 20), "elever-ht26.csv", 14),
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2025, 8, 18),
            end=LEFT,
            end_kind=StudyEnd.BROKEN_OFF,
            school="Provgymnasiet",
            programme="Fordonsprogrammet",
        ),
        Credential(
            **_from(
                desktop, people["Wilma"], FactSource.UHR, date(2026, 11, 20), "beda-2026-11.csv", 3
            ),
            kind=CredentialKind.EXAM,
            issued_on=date(2026, 6, 9),
            school="Provgymnasiet",
        ),
        Residence(
            **_from(
                desktop, people["Leyla"], FactSource.POPULATION_REGISTER, MOVED, "navet-1102.txt", 7
            ),
            kind=ResidenceKind.REGISTERED,
            start=MOVED,
            municipality=HERE,
            from_abroad=True,
        ),
        Residence(
            **_from(
                desktop,
                people["Elias"],
                FactSource.SCHOOL,
                date(2026, 11, 10),
                "elever-ht26.csv",
                2,
            ),
            kind=ResidenceKind.REGISTERED,
            start=date(2026, 9, 1),
            municipality=ELSEWHERE,
        ),
        StudyPeriod(
            **_from(
                desktop,
                people["Alva"],
                FactSource.SCHOOL,
                date(2026, 11, 19),
                "komvux-ht26.csv",
                14,
            ),
            form=StudyForm.ADULT_EDUCATION,
            start=date(2026, 8, 17),
            extent=20,
            school="Exempelås lärcenter",
            programme="Matematik 1a",
        ),
        Occupation(
            id=desktop.new_id(),
            youth=people["Alva"],
            kind=OccupationKind.WORK,
            start=date(2026, 9, 1),
            extent=25,
            source=FactSource.YOUTH,
            noted_on=date(2026, 11, 18),
        ),
    ]
    desktop.store.record(*records).result(WAIT)
    return {**people, "Hugo": newcomer}


def _nobody_yet(desktop: Desktop, number: int, given: str) -> YouthId:
    youth = YouthId(desktop.new_id())
    made = Youth(
        id=youth, identity_number=NUMBERS[number], given_name=given, family_name="Övningsberg"
    )
    desktop.store.record(made).result(WAIT)
    return youth


def _settled(desktop: Desktop, youth: YouthId) -> list[Record]:
    """Compulsory school done here; where she lives."""
    done = date(2024, 6, 11)
    school = _from(desktop, youth, FactSource.SCHOOL, date(2024, 8, 1), "elever-2024.csv", 9)
    lives = _from(
        desktop, youth, FactSource.POPULATION_REGISTER, date(2024, 1, 1), "navet-2024.txt"
    )
    return [
        StudyPeriod(
            **school,
            form=StudyForm.COMPULSORY,
            start=date(2017, 8, 21),
            end=done,
            end_kind=StudyEnd.COMPLETED,
            school="Exempelskolan",
            grade=9,
        ),
        Residence(
            **lives, kind=ResidenceKind.REGISTERED, start=date(2016, 1, 1), municipality=HERE
        ),
    ]


def _from(
    desktop: Desktop,
    youth: YouthId,
    source: FactSource,
    as_of: date,
    origin: str,
    row: int | None = None,
) -> dict[str, Any]:
    return {
        "id": RecordId(desktop.new_id()),
        "youth": youth,
        "source": source,
        "as_of": as_of,
        "origin": origin,
        "row": row,
    }


__all__ = ["HERE", "LEFT", "MOVED", "TODAY", "bring"]
