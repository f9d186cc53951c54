"""Contact is judged by the routine that was in force on each day; a new one changes nothing that was."""

from __future__ import annotations

import uuid
from datetime import date

import attrs

from docs.granskningens_fall import cases
from kaa_core.model.enums import RoutineStep
from kaa_core.model.ids import RecordId
from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Youth
from kaa_core.rules.routine import DEFAULT, Span, pack
from kaa_core.rules.self_audit import Area, Value, audit

ON = date(2021, 4, 30)
THIRD = next(one for one in cases() if one.title == "Ärende 3")
"""The home visit three months after the letter, which the default routine wants after two."""


def slower(since: date) -> RoutineVersion:
    """A routine with the home visit after three months."""
    steps = tuple(
        attrs.evolve(one, after=Span(months=3)) if one.step is RoutineStep.HOME_VISIT else one
        for one in DEFAULT.steps
    )
    content = pack(attrs.evolve(DEFAULT, steps=steps))
    return RoutineVersion(id=RecordId(uuid.UUID(int=9)), since=since, content=content)


def test_the_visit_is_in_time_by_a_routine_that_was_in_force_then() -> None:
    records = THIRD.records()
    [youth] = [one for one in records if isinstance(one, Youth)]
    for since, value in ((date(2020, 1, 1), Value.MEETS), (date(2021, 1, 1), Value.PARTLY)):
        found = audit(youth, records, [slower(since)], ON)
        assert found.of(Area.CONTACT).value is value
        assert found.values[1:] == (Value.PARTLY, Value.PARTLY, Value.NOT)
