"""Records for tests: made-up people with numbers from the series reserved for tests."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    RegistrationReason,
)
from kaa_core.model.ids import RecordId, YouthId, uuid7
from kaa_core.model.records import Contact, Enrolment, JournalNote, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import Change, Verb

NOW = 1_795_000_000_000
"""Milliseconds: a day in November 2026."""

ENTERED = datetime(2026, 11, 22, 12, tzinfo=UTC)
NUMBERS = Path("resources/testdata/test_personnummer.txt").read_text().split()
_counter = itertools.count(NOW)
_dice = random.Random(7)


def new_id() -> RecordId:
    """A new id, later than all before."""
    return RecordId(uuid7(next(_counter), _dice.randbytes(10)))


def youth(given: str = "Åsa", family: str = "Öberg", number: int = 0, **more: Any) -> Youth:
    """A youth with one of the test numbers."""
    return Youth(
        id=YouthId(new_id()),
        identity_number=NUMBERS[number],
        given_name=given,
        family_name=family,
        **more,
    )


def enrolment(of: Youth, **more: Any) -> Enrolment:
    """An open enrolment."""
    values: dict[str, Any] = {
        "start": date(2026, 9, 1),
        "registration_reason": RegistrationReason.MOVED_IN,
    }
    return Enrolment(id=new_id(), youth=YouthId(of.id), **(values | more))


def task(of: Youth, **more: Any) -> Task:
    """An open task."""
    values: dict[str, Any] = {"title": "Ring", "due": date(2026, 12, 1)}
    return Task(id=new_id(), youth=YouthId(of.id), **(values | more))


def contact(of: Youth, **more: Any) -> Contact:
    """A contact in the journal."""
    values: dict[str, Any] = {
        "occurred_on": date(2026, 11, 2),
        "channel": Channel.LETTER,
        "counterpart": Counterpart.YOUTH,
        "outcome": ContactOutcome.SENT,
        "entered_at": ENTERED,
    }
    return Contact(id=new_id(), youth=YouthId(of.id), **(values | more))


def note(of: Youth, text: str = "Ingen öppnade.", **more: Any) -> JournalNote:
    """A note in the journal."""
    values: dict[str, Any] = {"occurred_on": date(2026, 11, 22), "entered_at": ENTERED}
    return JournalNote(id=new_id(), youth=YouthId(of.id), text=text, **(values | more))


def created(record: Record, seq: int, **other: Any) -> Change:
    """The server's log row for a record that a colleague made."""
    kind = REGISTRY.of(record)
    scope = kind.scope(record)
    return change(
        seq,
        Verb.CREATE,
        kind.id,
        record.id.bytes,
        kind.to_wire(record),
        scope=None if scope is None else scope.bytes,
        **other,
    )


def change(
    seq: int,
    verb: Verb,
    kind: int,
    record: bytes,
    values: dict[int, Any],
    scope: bytes | None = None,
) -> Change:
    """A log row of somebody else's device."""
    other = b"d" * 16
    return Change(seq, seq, verb, kind, record, scope, values, b"a" * 16, other, 1, seq, NOW, NOW)


def field_id(cls: type[Record], name: str) -> int:
    """The number of a field."""
    return REGISTRY.kind(cls).by_name[name].id
