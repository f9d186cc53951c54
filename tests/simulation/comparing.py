"""A laptop held against the server: the same state, of those its user sees, and no byte of others."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Verb
from kaa_core.sync.sight import View
from kaa_core.sync.state import WHOLE_RECORD, RecordState
from kaa_desktop.store import rows
from kaa_desktop.store.outbox import put
from kaa_desktop.store.schema import table
from tests.simulation.deeds import Broken
from tests.simulation.laptop import Laptop
from tests.simulation.memory import Held, MemoryReading
from tests.simulation.truth import waiting

_pack = msgspec.msgpack.Encoder().encode


def shown_by_server(held: Held, view: View) -> dict[bytes, RecordState]:
    """The records that a view is to hold, straight from what the server keeps."""
    reading = MemoryReading(held)
    return {
        record: state
        for record, state in held.records.items()
        if reading.readable(view, state.scope, state.kind, set(), record)
    }


def held_by_laptop(laptop: Laptop) -> dict[bytes, RecordState]:
    """Its records as the server last told them: own values that wait are taken away."""
    found: dict[bytes, RecordState] = {}
    connection = laptop.connection
    for kind in REGISTRY:
        query = f"SELECT {rows.columns(kind)} FROM {table(kind)}"
        for row in connection.execute(query).fetchall():
            found[bytes(row[0])] = rows.state_of(kind, row)
    for record, field, value, seq in connection.execute(
        "SELECT record, field, value, seq FROM shadow"
    ).fetchall():
        state = found.get(record)
        if state is not None:
            put(state, field, msgspec.msgpack.decode(value, strict=False), seq)
            if seq == 0:
                state.seqs.pop(field, None)
    own = {one.record for one in waiting(laptop) if one.verb is Verb.CREATE}
    return {record: state for record, state in found.items() if record not in own}


def compare(laptop: Laptop, held: Held, view: View) -> bytes:
    """Raise unless the laptop, which has come to the end of the log, holds what the server shows it."""
    here, there = held_by_laptop(laptop), shown_by_server(held, view)
    for record, state in there.items():
        if state.deleted:
            continue
        mine = here.get(record)
        if mine is None or mine.deleted:
            raise Broken(2, f"{laptop.name} lacks a {REGISTRY.kind(state.kind).name}")
        theirs = {field: value for field, value in state.values.items() if value is not None}
        if (mine.values, _numbers(mine)) != (theirs, _numbers(state)):
            raise Broken(3, f"{laptop.name} holds another {REGISTRY.kind(state.kind).name}")
    for record, mine in here.items():
        state = there.get(record)  # type: ignore[assignment]
        if state is None:
            raise Broken(5, f"{laptop.name} holds a record that its user does not see")
        if state.deleted and not mine.deleted:
            raise Broken(2, f"{laptop.name} has not heard of a deletion")
    return state_hash(there)


def _numbers(state: RecordState) -> dict[int, int]:
    return {field: seq for field, seq in state.seqs.items() if field != WHOLE_RECORD and seq}


def state_hash(records: dict[bytes, RecordState]) -> bytes:
    """A hash of records that have not been deleted, with their numbers."""
    whole = hashlib.blake2b(digest_size=16)
    for record, state in sorted(records.items()):
        if not state.deleted:
            values: Any = sorted(state.values.items())
            whole.update(_pack((record, state.kind, values, sorted(state.seqs.items()))))
    return whole.digest()
