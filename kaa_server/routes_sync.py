"""Push, pull, first download and history."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from kaa_core import __version__
from kaa_core.model.registry import milliseconds
from kaa_core.sync import older
from kaa_core.sync.messages import (
    SCHEMA,
    About,
    History,
    NewIncarnation,
    PullAnswer,
    PushAnswer,
    Renumber,
    Replay,
    Replayed,
    SignedPush,
    SnapshotChunk,
    Standing,
    Stands,
)
from kaa_server import carried, lowest, pull, push, restores
from kaa_server.errors import Code, RequestError
from kaa_server.reading import PostgresReading
from kaa_server.routing import Call, Proof, Route
from kaa_server.views import Seen, seen_by

MIN_SCHEMA = 1


def receive_push(call: Call) -> PushAnswer:
    """Take in what a device has done."""
    assert isinstance(call.message, SignedPush)
    return push.receive(call.services.database, call.services.clock, call.proven, call.message)


def tell_standing(call: Call) -> Stands:
    """Where the server stands towards a device."""
    assert isinstance(call.message, Standing)
    return restores.stand(call.services.database, call.services.clock, call.proven, call.message)


def take_back(call: Call) -> Replayed:
    """Take rows back that the server has lost."""
    assert isinstance(call.message, Replay)
    return restores.replay(call.services.database, call.services.clock, call.proven, call.message)


def give_incarnation(call: Call) -> NewIncarnation:
    """Give a device a new numbering."""
    assert isinstance(call.message, Renumber)
    return restores.renumber(call.services.database, call.services.clock, call.proven, call.message)


def take_carried(call: Call) -> PushAnswer:
    """Take in what another computer's user has handed over."""
    assert isinstance(call.message, SignedPush)
    return carried.receive(call.services.database, call.services.clock, call.proven, call.message)


def send_changes(call: Call) -> PullAnswer:
    """Changes after a cursor."""
    epoch = pull.hex_id(call.query.get("epoch", "")).bytes
    after = call.number("after")
    limit = call.number("limit", pull.DEFAULT_LIMIT)
    with reading_for(call) as (reading, seen):
        found = pull.pull(reading, seen, epoch, after, limit)
    told = msgspec.structs.replace(found, now=milliseconds(call.services.clock()))
    return older.pulled(told, call.number("schema", 1))


def send_snapshot(call: Call) -> SnapshotChunk:
    """The next piece of a first download."""
    text = call.query.get("cursor", "")
    cursor = pull.Cursor.parse(text) if text else None
    with reading_for(call) as (reading, seen):
        return pull.snapshot(reading, seen.view, cursor)


def send_history(call: Call) -> History:
    """Everything that happened to one record."""
    record = pull.hex_id(call.path["record"])
    with reading_for(call) as (reading, seen):
        found = pull.history(reading, seen.view, record)
    if not found.rows:
        raise RequestError(404, Code.NOT_FOUND)
    return found


@contextlib.contextmanager
def reading_for(call: Call) -> Iterator[tuple[PostgresReading, Seen]]:
    """The log and records as they are at one moment, and what the caller sees of them."""
    who = call.proven
    with call.services.database.tenant(who.municipality, one_moment=True) as connection:
        reading = PostgresReading(connection, who.municipality, who.device)
        yield reading, seen_by(connection, who)


def about(call: Call) -> About:
    """What the server is and speaks. Says nothing about whom it serves."""
    asked = call.query.get("municipality", "")
    wanted = lowest.told(call.services.database, asked) if asked else lowest.Lowest()
    return About(
        program="kaa-server",
        version=__version__,
        schema=SCHEMA,
        min_schema=MIN_SCHEMA,
        now=milliseconds(call.services.clock()),
        min_version=wanted.version,
        min_version_from=wanted.first_day,
    )


ROUTES = (
    Route(
        "POST",
        "/v1/push",
        "Send operations",
        Proof.ACCESS_TOKEN,
        PushAnswer,
        receive_push,
        SignedPush,
    ),
    Route(
        "POST",
        "/v1/standing",
        "Whether device and server have the same past",
        Proof.ACCESS_TOKEN,
        Stands,
        tell_standing,
        Standing,
    ),
    Route(
        "POST",
        "/v1/replay",
        "Give back what a restored server has lost",
        Proof.ACCESS_TOKEN,
        Replayed,
        take_back,
        Replay,
    ),
    Route(
        "POST",
        "/v1/incarnation",
        "A new numbering for this device",
        Proof.ACCESS_TOKEN,
        NewIncarnation,
        give_incarnation,
        Renumber,
    ),
    Route(
        "POST",
        "/v1/carried",
        "Work handed over from a computer that cannot connect",
        Proof.ACCESS_TOKEN,
        PushAnswer,
        take_carried,
        SignedPush,
    ),
    Route(
        "GET",
        "/v1/pull",
        "Changes after a cursor",
        Proof.ACCESS_TOKEN,
        PullAnswer,
        send_changes,
        query=("epoch", "after", "limit", "schema"),
    ),
    Route(
        "GET",
        "/v1/snapshot",
        "First download, in pieces",
        Proof.ACCESS_TOKEN,
        SnapshotChunk,
        send_snapshot,
        query=("cursor",),
    ),
    Route(
        "GET",
        "/v1/history/{record}",
        "All changes of one record",
        Proof.ACCESS_TOKEN,
        History,
        send_history,
    ),
    Route(
        "GET",
        "/v1/about",
        "What the server is and speaks",
        Proof.NOTHING,
        About,
        about,
        query=("municipality",),
    ),
)
