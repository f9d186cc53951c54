"""What a half-year sees of a youth's records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from kaa_core.model.casework import Measure
from kaa_core.model.enums import DeregistrationReason
from kaa_core.model.records import Contact, Conversation, Enrolment, Occupation
from kaa_core.model.registry import Record


def there(records: Iterable[Record], last: date) -> list[Record]:
    """Return the records as a half-year sees them: what is dated after its last day is not there yet.

    A file that is made again later is then the same but for what was put right about the half-year itself.
    An enrolment that was by mistake stays one, whenever that was said.
    """
    held = (_by(last, one) for one in records)
    return [one for one in held if one is not None]


def _by(last: date, one: Record) -> Record | None:
    begun = _begun(one)
    if begun is not None and begun > last:
        return None
    if not isinstance(one, Enrolment | Measure | Occupation) or one.end is None or one.end <= last:
        return one
    if isinstance(one, Measure):
        return attrs.evolve(one, end=None, end_reason=None)
    if isinstance(one, Occupation):
        return attrs.evolve(one, end=None)
    if one.deregistration_reason is DeregistrationReason.WRONGLY_ENROLLED:
        return one
    return attrs.evolve(one, end=None, deregistration_reason=None, last_known_occupation=None)


def _begun(one: Record) -> date | None:
    if isinstance(one, Contact | Conversation):
        return one.occurred_on
    if isinstance(one, Measure):
        return one.start or one.end
    return one.start if isinstance(one, Enrolment | Occupation) else None
