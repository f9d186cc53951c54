"""The auditors' ten cases in a real store: each with ids, a case number and a name of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import attrs

from docs.granskningens_fall import Case, cases
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_core.model.registry import Record
from tests.unit.app.desks import WAIT, Desktop

TEN = [one for one in cases() if one.title.startswith("Ärende ")]


def placed(case: Case, new_id: Callable[[], RecordId], at: int) -> list[Record]:
    """The records of a case under new ids."""
    ids: dict[uuid.UUID, RecordId] = {}

    def other(value: Any) -> Any:
        return ids.setdefault(value, new_id()) if isinstance(value, uuid.UUID) else value

    found = []
    for record in case.records():
        values = {one.name: other(getattr(record, one.name)) for one in attrs.fields(type(record))}
        found.append(type(record)(**values))
    named: dict[str, Any] = {"given_name": f"Prov{at}", "family_name": "Testberg"}
    named["case_number"] = f"2020-{at:04d}"
    return [attrs.evolve(one, **named) if isinstance(one, Youth) else one for one in found]


def put_ten(desk: Desktop) -> list[YouthId]:
    """Enter the ten; who they are, in their order."""
    assert desk.profile.worker is not None
    worker = WorkerId(RecordId(desk.profile.worker))
    youths = []
    for at, case in enumerate(TEN, 1):
        records = [
            attrs.evolve(one, worker=worker) if isinstance(one, Enrolment) else one
            for one in placed(case, desk.new_id, at)
        ]
        desk.store.record(*records).result(WAIT)
        youths.append(YouthId(records[0].id))
    desk.store.lists_ready().result(WAIT)
    return youths
