"""What waits for a coordinator, digests, and one youth whole."""

from __future__ import annotations

from kaa_core.model.rights import Right
from kaa_core.sync.administration import Done
from kaa_core.sync.messages import Digest, SnapshotChunk
from kaa_core.sync.reviewing import Decide, HeldList, Verdicts
from kaa_server import deciding, digesting, quarantine
from kaa_server.pull import hex_id
from kaa_server.routes_sync import reading_for
from kaa_server.routing import Call, Proof, Route


def send_digest(call: Call) -> Digest:
    """Totals of what the caller sees; with ``list=1`` youth by youth."""
    with reading_for(call) as (reading, seen):
        return digesting.digest(reading, seen.view, listed=bool(call.number("list", 0)))


def send_youth(call: Call) -> SnapshotChunk:
    """All that stands about one youth."""
    youth = hex_id(call.path["youth"])
    with reading_for(call) as (reading, seen):
        return digesting.whole_youth(reading, seen.view, youth)


def send_verdicts(call: Call) -> Verdicts:
    """All decisions about what the caller's device sent."""
    with reading_for(call) as (reading, _):
        return Verdicts(reading.verdicts(0, 2**62))


def send_held(call: Call) -> HeldList:
    """What waits for a coordinator."""
    code = call.proven.municipality
    with call.services.database.tenant(code) as connection:
        return quarantine.held(connection, code)


def decide(call: Call) -> Done:
    """Carry a decision out."""
    assert isinstance(call.message, Decide)
    with call.services.database.tenant(call.proven.municipality) as connection:
        deciding.decide(connection, call.services.clock, call.proven, call.message)
    return Done()


ROUTES = (
    Route(
        "GET",
        "/v1/digest",
        "What the server holds, in numbers",
        Proof.ACCESS_TOKEN,
        Digest,
        send_digest,
        query=("list",),
    ),
    Route(
        "GET",
        "/v1/youth/{youth}",
        "All that stands about one youth",
        Proof.ACCESS_TOKEN,
        SnapshotChunk,
        send_youth,
    ),
    Route(
        "GET",
        "/v1/verdicts",
        "What was decided about this computer's work",
        Proof.ACCESS_TOKEN,
        Verdicts,
        send_verdicts,
    ),
    Route(
        "GET",
        "/v1/quarantine",
        "What waits for a coordinator",
        Proof.ACCESS_TOKEN,
        HeldList,
        send_held,
        right=Right.KEEP_REGISTER,
    ),
    Route(
        "POST",
        "/v1/quarantine/decide",
        "Decide about what waits",
        Proof.ACCESS_TOKEN,
        Done,
        decide,
        Decide,
        right=Right.KEEP_REGISTER,
    ),
)
