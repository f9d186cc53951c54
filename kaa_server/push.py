"""Taking in what a device has done: checked, merged, logged and answered in one transaction."""

from __future__ import annotations

import hashlib
from functools import partial
from operator import eq

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import may_write
from kaa_core.sync import older, receiving
from kaa_core.sync.messages import (
    MAX_OPERATIONS,
    Operation,
    Push,
    PushAnswer,
    SignedPush,
    push_proof,
    unpack,
)
from kaa_core.sync.receiving import Terms
from kaa_core.sync.state import Author
from kaa_server import municipalities, views
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.sessions import Caller
from kaa_server.shelf import Evidence, PostgresShelf

_BIGINT = range(-(2**63), 2**63)
_INTEGER = range(2**31)


def receive(database: Database, clock: Clock, caller: Caller, body: SignedPush) -> PushAnswer:
    """Take in a push from a device.

    A repeat gets the answers it got the first time, also when it comes in other portions.

    Raises:
        RequestError: 400 malformed, 401 signature, 403 another user or device than the caller,
            409 ``gap`` with the n that is awaited, 409 ``diverged`` when an n that was taken before
            now says something else (a cloned or restored client).
    """
    try:
        push = unpack(body.payload, Push)
    except (ValueError, RecursionError):
        raise RequestError(400, Code.BAD_REQUEST) from None
    if push.device != caller.device.bytes or push.actor != caller.account.bytes:
        raise RequestError(403, Code.WRONG_USER)
    try:
        key = Ed25519PublicKey.from_public_bytes(caller.public_key)
        key.verify(body.signature, push_proof(push, body.payload))
    except (InvalidSignature, OverflowError):
        raise RequestError(401, Code.BAD_SIGNATURE) from None
    check_form(push)
    evidence = Evidence(body.signature, hashlib.sha256(body.payload).digest())
    with database.tenant(caller.municipality) as connection:
        taken = take(connection, clock, caller.municipality, push, evidence, caller)
    return older.pushed(taken, push.schema)


def take(
    connection: Connection,
    clock: Clock,
    municipality: str,
    push: Push,
    evidence: Evidence,
    caller: Caller | None = None,
) -> PushAnswer:
    """Merge and store a push whose form and author have been checked; see `receiving.take`.

    `caller`: whose role and sight bound it; the server itself, when None, may write all.
    """
    received = milliseconds(clock())
    server = municipalities.server_identity(connection, municipality)
    shelf = PostgresShelf(connection, municipality, push, evidence, received)
    terms = Terms(
        received=received,
        server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
        new_id=lambda: new_id(clock).bytes,
    )
    if caller is not None:
        shelf.head()  # nobody changes what she sees from here on
        view = views.seen_by(connection, caller).view
        terms = attrs.evolve(
            terms,
            view=view,
            may_write=partial(may_write, caller.role),
            signs_as=partial(eq, view.worker),
        )
    try:
        return receiving.take(push, shelf, terms)
    except receiving.OtherEpoch:
        raise RequestError(409, Code.EPOCH) from None
    except receiving.Gap as gap:
        raise RequestError(409, Code.GAP, expected=gap.expected) from None
    except receiving.Diverged as diverged:
        raise RequestError(409, Code.DIVERGED, expected=diverged.expected) from None


def check_form(push: Push) -> None:
    """Refuse what no honest client sends: holes in the numbering, split transactions, odd sizes.

    Raises:
        RequestError: 400.
    """
    operations = push.operations
    if not 1 <= len(operations) <= MAX_OPERATIONS or push.schema not in _INTEGER:
        raise RequestError(400, Code.BAD_REQUEST)
    previous = None
    for operation in operations:
        if not _fits(operation):
            raise RequestError(400, Code.BAD_REQUEST)
        if previous is not None and operation.n != previous.n + 1:
            raise RequestError(400, Code.BAD_REQUEST)
        begins = operation.tx == operation.n
        if not begins and (previous is None or operation.tx != previous.tx):
            raise RequestError(400, Code.BAD_REQUEST)
        previous = operation
    if operations[0].n < 1 or push.incarnation not in range(1, 2**62):
        raise RequestError(400, Code.BAD_REQUEST)


def _fits(operation: Operation) -> bool:
    for field in operation.values:
        if field not in _INTEGER:
            return False
    return (
        len(operation.record) == 16
        and (operation.scope is None or len(operation.scope) == 16)
        and operation.kind in _INTEGER
        and operation.n in _BIGINT
        and operation.base in _BIGINT
        and operation.at in _BIGINT
    )
