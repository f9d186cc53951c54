from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    FactSource,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    Measure,
    Occupation,
    PlanVersion,
    Residence,
    StudyPeriod,
    Youth,
)
from kaa_core.model.registry import Record
from kaa_core.rules.routine.types import DEFAULT
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.statistics.answers import answers, pack_all, unpack_all
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Day
from kaa_core.statistics.trace import Trace, pack, unpack
from kaa_core.statistics.tracing import trace_of

HOME = "0682"
D = date(2026, 11, 24)
_n = iter(range(1, 1 << 30))


def rid() -> RecordId:
    return RecordId(uuid.UUID(int=next(_n)))


def made(born: date, serial: int, *records: Record) -> Trace:
    youth = Youth(
        id=rid(),
        identity_number=synthetic_number(born, serial),
        given_name="A",
        family_name="B",
    )
    found = [youth, *records]
    held = held_from(found, HOME)
    by = {one.key: intervals(held, one) for one in DEFINITIONS}
    trace = trace_of(youth, found, by, (DEFAULT,))
    assert unpack(pack(trace)) == trace
    return trace


def at_home(who: YouthId) -> Residence:
    return Residence(
        id=rid(),
        youth=who,
        source=FactSource.POPULATION_REGISTER,
        as_of=date(2020, 1, 1),
        kind=ResidenceKind.REGISTERED,
        start=date(2015, 1, 1),
        municipality=HOME,
    )


def test_one_who_dropped_out_and_was_reached() -> None:
    who = YouthId(RecordId(uuid.UUID(int=7)))
    trace = made(
        date(2008, 9, 14),
        238,
        at_home(who),
        StudyPeriod(
            id=rid(),
            youth=who,
            source=FactSource.SCHOOL,
            as_of=date(2026, 9, 10),
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2024, 8, 19),
            end=date(2026, 9, 10),
            end_kind=StudyEnd.BROKEN_OFF,
            school="Norra gymnasiet",
            programme="BA",
        ),
        Enrolment(
            id=rid(),
            youth=who,
            start=date(2026, 9, 15),
            registration_reason=RegistrationReason.DROPPED_OUT,
        ),
        Contact(
            id=rid(),
            youth=who,
            occurred_on=date(2026, 10, 1),
            channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH,
            outcome=ContactOutcome.REACHED,
            minutes=20,
        ),
        Conversation(
            id=rid(),
            youth=who,
            kind=ConversationKind.GUIDANCE,
            occurred_on=date(2026, 10, 20),
            counterparts=(Counterpart.YOUTH,),
            summary="x",
            minutes=40,
        ),
        Measure(id=rid(), youth=who, kind=MeasureKind.INTERNSHIP, start=date(2026, 11, 1)),
        Occupation(id=rid(), youth=who, kind=OccupationKind.INTERNSHIP, start=date(2026, 11, 1)),
        PlanVersion(
            id=rid(),
            youth=who,
            plan=rid(),
            established_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        ),
    )
    found = {one.figure: one.table for one in answers(FIGURES, Day([trace], D))}
    shown = {
        key: (table.cell.count, table.cell.whole)
        for key, table in found.items()
        if len(table.rows) == 1 and len(table.columns) == 1 and not table.rows[0].total
    }
    assert shown == {
        "age_group": (1, None),
        "age_group_by_year": (1, None),
        "target_group": (1, None),
        "enrolled": (1, None),
        "not_reached": (0, 1),
        "introductory": (0, None),
        "not_introductory": (1, None),
        "unclear": (0, None),
        "occupied": (1, 1),
        "in_activity": (1, 1),
        "in_measure": (1, 1),
        "with_plan": (1, 1),
        "contact_in_four_weeks": (1, 1),
        "median_days": (16, None),
        "not_contacted": (0, 1),
        "not_offered": (0, 1),
        "followed_up": (1, 1),
        "visits_in_time": (0, 0),
        "empty_weeks": (shown["empty_weeks"][0], None),
        "routine": (1, 1),
        "evaluated": (0, 0),
        "dropouts": (1, None),
        "returned": (0, None),
        "returned_introductory": (0, None),
        "budget": (None, None),
    }
    assert found["situation"].at("measure", "count").count == 1
    assert found["dropouts_by_school"].rows[0].label == "Norra gymnasiet"
    assert found["minutes"].at("all", "minutes").count == 60
    again = unpack_all(pack_all(answers(FIGURES, Day([trace], D))))
    assert set(again) == {one.key for one in FIGURES}
