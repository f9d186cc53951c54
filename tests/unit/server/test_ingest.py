"""What the server writes by itself goes through the same merge and log."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Worker
from kaa_core.sync.messages import History
from kaa_server import ingest
from kaa_server.clock import new_id, system_clock
from kaa_server.database import Database
from tests.server_fixture import Enroller
from tests.unit.server.test_push_pull import pulled

LONG_AGO = datetime(2024, 1, 2, tzinfo=UTC)


def workers(count: int) -> list[tuple[Worker, datetime]]:
    return [
        (Worker(id=RecordId(new_id(system_clock)), name=f"H {n}", role=Role.CASEWORKER), LONG_AGO)
        for n in range(count)
    ]


def test_the_server_writes_as_itself(enroller: Enroller, database: Database) -> None:
    made = workers(ingest.BATCH + 3)
    code = enroller.municipality
    written = ingest.create_records(database, system_clock, code, made)
    assert (written.applied, written.refused) == (ingest.BATCH + 3, {})
    anna = enroller.device("anna")
    assert [c.record for c in pulled(anna).changes] == [record.id.bytes for record, _ in made]
    told = anna.ask("GET", f"/v1/history/{made[0][0].id.hex}", History).rows
    assert [(row.actor_name, row.device_name) for row in told] == [("Servern", "Servern")]
    again = ingest.create_records(database, system_clock, code, made[:5])
    assert (again.applied, again.refused) == (0, {})


def test_or_as_a_user_whose_history_it_is(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna", "Annas dator")
    assert anna.me is not None
    author = ingest.Author(uuid.UUID(bytes=anna.me.user), uuid.UUID(bytes=anna.me.device))
    made = workers(1)
    ingest.create_records(database, system_clock, enroller.municipality, made, author)
    told = anna.ask("GET", f"/v1/history/{made[0][0].id.hex}", History).rows
    assert [(row.actor_name, row.device_name) for row in told] == [("Anna", "Annas dator")]
    assert told[0].change.at == int(LONG_AGO.timestamp() * 1000)


def test_what_may_not_be_kept_is_counted_by_its_code(
    enroller: Enroller, database: Database
) -> None:
    record, at = workers(1)[0]
    operation = next(iter(map(ingest.created, [(record, at)])))
    wrong = type(operation)(
        **{
            name: getattr(operation, name)
            for name in operation.__struct_fields__
            if name != "scope"
        },
        scope=bytes(16),
    )
    written = ingest.write(database, system_clock, enroller.municipality, [wrong])
    assert (written.applied, written.refused) == (0, {"scope": 1})
