"""20 000 new records through signed requests of one device, 500 to a request, as a desktop sends them."""

from __future__ import annotations

import time

from benchmarks.figures import Figure
from benchmarks.town import Town
from kaa_core.model.records import JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Operation, Outcome, Verb
from tests.server_process import Device, new_record

CODE = "9902"
OPERATIONS = 20_000
BATCH = 500
NUMBER = "200801012383"  # one of those reserved for tests
AT = 1_795_000_000_000
TEXT = "Ringde och fick svar. Berättade om hjälpen som finns och bad om en tid."


def measure(town: Town, operations: int = OPERATIONS) -> list[Figure]:
    """A municipality of its own, made at the first run."""
    server, user = town.server, town.account(CODE)
    code = server.command("device-code", "--municipality", CODE, "--username", user["username"])
    server.start()
    device = Device(server.url, CODE)
    try:
        device.enrol(user["username"], user["password"], code)
        return _push(device, operations)
    finally:
        device.close()
        server.stop()


def _push(device: Device, operations: int) -> list[Figure]:
    youth = _created(device, Youth, None, identity_number=NUMBER, given_name="Alva")
    _sent(device, [youth])
    note = {"youth": youth.record, "occurred_on": "2026-11-20", "text": TEXT}
    took = []
    for _ in range(operations // BATCH):
        batch = [_created(device, JournalNote, youth.record, **note) for _ in range(BATCH)]
        began = time.perf_counter()
        _sent(device, batch)
        took.append((time.perf_counter() - began) * 1000)
    return [
        Figure(
            name=f"Push of {operations} new records, {BATCH} to a signed request: one request",
            samples=took,
        ),
        Figure(
            name="which is, for all of them",
            samples=[operations / sum(took) * 1000],
            unit="records/s",
        ),
    ]


def _created(device: Device, cls: type, scope: bytes | None, **values: object) -> Operation:
    """An operation that creates a record; a youth is its own scope."""
    kind, record, n = REGISTRY.kind(cls), new_record(), device.next_n()
    wired = {kind.by_name[name].id: value for name, value in values.items()}
    return Operation(n, n, Verb.CREATE, kind.id, record, wired, 0, AT, scope or record)


def _sent(device: Device, operations: list[Operation]) -> None:
    outcomes = {answer.outcome for answer in device.push(operations).answers}
    if outcomes != {Outcome.APPLIED}:
        raise SystemExit(f"the server did not take all: {outcomes}")
