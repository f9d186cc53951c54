"""A municipality of two units on the real server: who works where, and operations about their cases."""

from __future__ import annotations

import uuid
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import (
    CaseAccess,
    Enrolment,
    JournalNote,
    MunicipalitySettings,
    Unit,
    Worker,
    Youth,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Operation, Verb
from kaa_server import ingest
from kaa_server.clock import system_clock
from tests.server_fixture import Enroller, add_user
from tests.server_process import Device, new_record
from tests.unit.server.operations import AT

YOUTH, ENROLMENT, NOTE, ACCESS, WORKER, SETTINGS = (
    REGISTRY.kind(one)
    for one in (Youth, Enrolment, JournalNote, CaseAccess, Worker, MunicipalitySettings)
)


@attrs.define
class Town:
    """Two units, and people with a worker's record and one computer each."""

    enroller: Enroller
    north: bytes = attrs.field(factory=new_record)
    south: bytes = attrs.field(factory=new_record)
    workers: dict[str, bytes] = attrs.field(factory=dict)
    devices: dict[str, Device] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for record, name in ((self.north, "Norra"), (self.south, "Södra")):
            self._write(Unit(id=_id(record), name=name))

    def person(
        self, username: str, unit: bytes | None = None, role: Role = Role.CASEWORKER
    ) -> Device:
        """A colleague with an account, a worker's record and a computer."""
        one, worker = self.enroller, new_record()
        add_user(
            one.database, one.passwords, one.municipality, username, uuid.UUID(bytes=worker), role
        )
        self.workers[username] = worker
        self._write(
            Worker(
                id=_id(worker),
                name=username.capitalize(),
                role=role,
                unit=None if unit is None else UnitId(_id(unit)),
            )
        )
        device = self.devices[username] = one.device(username)
        return device

    def move(self, username: str, unit: bytes) -> None:
        """The server writes that a worker now works in another unit."""
        self._set(WORKER.id, self.workers[username], {WORKER.by_name["unit"].id: unit})

    def _set(self, kind: int, record: bytes, values: dict[int, Any]) -> None:
        one = self.enroller
        with one.database.tenant(one.municipality) as connection:
            row = connection.execute(
                "SELECT seq FROM record WHERE municipality = %s AND record = %s",
                [one.municipality, uuid.UUID(bytes=record)],
            ).fetchone()
            assert row is not None
            changed = Operation(0, 0, Verb.SET, kind, record, values, row[0], AT)
            ingest.write_whole(connection, system_clock, one.municipality, [changed])

    def decide_sight(self, setting: int) -> None:
        """The municipality decides whose cases caseworkers see."""
        self._write(MunicipalitySettings(id=_id(new_record()), caseworkers_see=setting))  # type: ignore[arg-type]

    def _write(self, record: Any) -> None:
        one = self.enroller
        done = ingest.create_records(
            one.database, system_clock, one.municipality, [(record, system_clock())]
        )
        assert not done.refused, done.refused

    # -- operations

    def case(self, by: Device, worker: str, **fields: Any) -> bytes:
        """A youth with an open enrolment, pushed by somebody who may; the youth's id."""
        record, enrolment = new_record(), new_record()
        named = {"identity_number": "200801012383", "given_name": "Alva", "family_name": "Ek"}
        n = by.next_n()
        made = [
            _create(n, n, YOUTH, record, record, **(named | fields)),
            _create(
                by.next_n(),
                n,
                ENROLMENT,
                enrolment,
                record,
                youth=record,
                start="2026-09-01",
                registration_reason=1,
                worker=self.workers[worker],
            ),
        ]
        assert all(one.seq for one in by.push(made).answers)
        return record

    def give(self, by: Device, youth: bytes, worker: str) -> Answer:
        """Name a colleague on a case."""
        n, record = by.next_n(), new_record()
        access = _create(
            n,
            n,
            ACCESS,
            record,
            youth,
            youth=youth,
            worker=self.workers[worker],
            reason="Vikarierar",
        )
        return by.push([access]).answers[0]


def note(by: Device, youth: bytes, text: str = "Ringde") -> Operation:
    """A new note about a youth."""
    n = by.next_n()
    return _create(n, n, NOTE, new_record(), youth, youth=youth, text=text)


def changed(by: Device, kind: Any, record: bytes, base: int, **values: Any) -> Operation:
    """One field set."""
    n = by.next_n()
    numbered = {kind.by_name[name].id: value for name, value in values.items()}
    return Operation(n, n, Verb.SET, kind.id, record, numbered, base, AT)


def _create(n: int, tx: int, kind: Any, record: bytes, scope: bytes, **values: Any) -> Operation:
    numbered = {kind.by_name[name].id: value for name, value in values.items()}
    return Operation(n, tx, Verb.CREATE, kind.id, record, numbered, 0, AT, scope)


def _id(packed: bytes) -> RecordId:
    return RecordId(uuid.UUID(bytes=packed))


@pytest.fixture
def town(enroller: Enroller) -> Town:
    """Two units with a caseworker each, and a coordinator."""
    made = Town(enroller)
    made.person("anna", made.north)
    made.person("bo", made.south)
    made.person("sam", role=Role.COORDINATOR)
    return made
