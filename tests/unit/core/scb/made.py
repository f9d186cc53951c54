"""Records of one youth with numbers for ids, for the tests of the half-yearly file."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from kaa_core.model.casework import Measure
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Contact, Conversation, Enrolment, Youth
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.rows import Asked

HERS = YouthId(RecordId(uuid.UUID(int=1)))
SPRING = HalfYear(2026, 1)
TODAY = date(2026, 11, 23)


def new(number: int) -> RecordId:
    return RecordId(uuid.UUID(int=number))


def youth(**values: Any) -> Youth:
    """Eighteen in February 2026."""
    known = {"identity_number": synthetic_number(date(2008, 2, 1), 7)}
    known |= {"given_name": "Alva", "family_name": "Provlund"}
    return Youth(id=HERS, **(known | values))


def asked(half: HalfYear = SPRING, today: date = TODAY, *, attempts: bool = False) -> Asked:
    return Asked(half_year=half, municipality="9999", today=today, attempts=attempts)


def enrolled(start: date, end: date | None = None, number: int = 2, **values: Any) -> Enrolment:
    known: dict[str, Any] = {"registration_reason": RegistrationReason.DROPPED_OUT}
    if end is not None:
        known |= {
            "deregistration_reason": DeregistrationReason.STUDIES,
            "last_known_occupation": OccupationKind.UPPER_SECONDARY,
        }
    return Enrolment(id=new(number), youth=HERS, start=start, end=end, **(known | values))


def contact(on: date, number: int = 10, **values: Any) -> Contact:
    known: dict[str, Any] = {
        "channel": Channel.TELEPHONE,
        "counterpart": Counterpart.YOUTH,
        "outcome": ContactOutcome.REACHED,
    }
    return Contact(id=new(number), youth=HERS, occurred_on=on, **(known | values))


def talk(on: date, number: int = 20, **values: Any) -> Conversation:
    known: dict[str, Any] = {
        "kind": ConversationKind.GUIDANCE,
        "counterparts": (Counterpart.YOUTH,),
        "summary": "Vägar in",
    }
    return Conversation(id=new(number), youth=HERS, occurred_on=on, **(known | values))


def measure(
    start: date | None, end: date | None = None, number: int = 30, **values: Any
) -> Measure:
    known: dict[str, Any] = {"kind": MeasureKind.INTERNSHIP}
    if end is not None:
        known["end_reason"] = MeasureEnd.COMPLETED
    return Measure(id=new(number), youth=HERS, start=start, end=end, **(known | values))
