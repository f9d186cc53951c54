"""A youth and what is recorded of her, with a synthetic number of any birth date."""

from __future__ import annotations

import uuid
from datetime import date
from itertools import count
from typing import Any

from kaa_core.model.enums import RegistrationReason
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, Youth

_IDS = count(1)
YOUTH = YouthId(RecordId(uuid.UUID(int=900)))


def new_id() -> RecordId:
    """A new id; later ones sort after."""
    return RecordId(uuid.UUID(int=next(_IDS) + 1000))


def youth(born: date, **values: Any) -> Youth:
    """Somebody born on a day."""
    named = {"given_name": "Alva", "family_name": "Exempelsson"} | values
    return Youth(id=YOUTH, identity_number=synthetic_number(born, 238), **named)


def enrolment(start: date = date(2026, 1, 12), **values: Any) -> Enrolment:
    """A period."""
    reason = {"registration_reason": RegistrationReason.MOVED_IN} | values
    return Enrolment(id=new_id(), youth=YOUTH, start=start, **reason)
