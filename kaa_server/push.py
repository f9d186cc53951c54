"""Taking in what a device has done: checked, merged, logged and answered in one transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import partial

import attrs
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import may_write
from kaa_core.sync.merge import merge
from kaa_core.sync.messages import (
    MAX_OPERATIONS,
    Answer,
    Operation,
    Push,
    PushAnswer,
    SignedPush,
    push_proof,
    unpack,
)
from kaa_core.sync.state import Author, Merged
from kaa_server import log, municipalities
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.sessions import Caller

_BIGINT = range(-(2**63), 2**63)
_INTEGER = range(2**31)
_pack = msgspec.msgpack.Encoder().encode


@attrs.frozen(slots=True)
class Evidence:
    """What proves who sent a push: the signature and the hash of the signed bytes."""

    signature: bytes | None = attrs.field(repr=False)
    payload_hash: bytes = attrs.field(repr=False)


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
    allowed = partial(may_write, caller.role)
    with database.tenant(caller.municipality) as connection:
        return take(connection, clock, caller.municipality, push, evidence, allowed)


def _anything(_: int) -> bool:
    return True


def take(
    connection: Connection,
    clock: Clock,
    municipality: str,
    push: Push,
    evidence: Evidence,
    allowed: Callable[[int], bool] = _anything,
) -> PushAnswer:
    """Merge and store a push whose form and author have been checked.

    The one way by which anything comes into the log: devices and the server's own work alike.
    `allowed`: the kinds that the author's role may change; the server itself may change all.
    """
    device = uuid.UUID(bytes=push.device)
    epoch, seq = log.lock_counter(connection, municipality)
    taken = log.last_n(connection, municipality, device, push.incarnation)
    if push.operations[0].n > taken + 1:
        raise RequestError(409, Code.GAP, expected=taken + 1)
    answers = _repeated(connection, municipality, device, push, taken)
    fresh = [operation for operation in push.operations if operation.n > taken]
    if fresh:
        received = milliseconds(clock())
        ledger = log.StoredLedger(connection, municipality, device, push.incarnation)
        ledger.prefetch(operation.record for operation in fresh)
        ledger.prefetch_cases(fresh)
        server = municipalities.server_identity(connection, municipality)
        merged = merge(
            msgspec.structs.replace(push, operations=fresh),
            ledger,
            first_seq=seq + 1,
            received=received,
            server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
            new_id=lambda: new_id(clock).bytes,
            may_write=allowed,
        )
        _write(connection, municipality, push, fresh, merged, evidence, received)
        answers += merged.answers
        seq = merged.next_seq - 1
    return PushAnswer(epoch=epoch.bytes, horizon=seq, answers=answers)


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


def digest(operation: Operation) -> bytes:
    """Eight bytes by which a repeat is told from another operation with the same number."""
    values = sorted(operation.values.items())
    whole = (operation.tx, operation.verb, operation.kind, operation.record, operation.scope)
    packed = _pack((whole, values, operation.base, operation.at))
    return hashlib.blake2b(packed, digest_size=8).digest()


def _fits(operation: Operation) -> bool:
    return (
        len(operation.record) == 16
        and (operation.scope is None or len(operation.scope) == 16)
        and operation.kind in _INTEGER
        and all(number in _BIGINT for number in (operation.n, operation.base, operation.at))
        and all(field in _INTEGER for field in operation.values)
    )


def _repeated(
    connection: Connection, municipality: str, device: uuid.UUID, push: Push, taken: int
) -> list[Answer]:
    """The stored answers for the part of a push that came before."""
    repeated = [operation for operation in push.operations if operation.n <= taken]
    if not repeated:
        return []
    stored = log.answers_between(
        connection, municipality, device, push.incarnation, repeated[0].n, repeated[-1].n
    )
    answers = []
    for operation in repeated:
        known = stored.get(operation.n)
        if known is None or known[1] != digest(operation):
            raise RequestError(409, Code.DIVERGED, expected=taken + 1)
        answers.append(known[0])
    return answers


def _write(
    connection: Connection,
    municipality: str,
    push: Push,
    fresh: list[Operation],
    merged: Merged,
    evidence: Evidence,
    received: int,
) -> None:
    log.write_changes(connection, municipality, merged.entries)
    log.write_records(connection, municipality, merged.records)
    row = {
        "device": uuid.UUID(bytes=push.device),
        "incarnation": push.incarnation,
        "from_n": fresh[0].n,
        "first_n": push.operations[0].n,
        "last_n": fresh[-1].n,
        "actor": uuid.UUID(bytes=push.actor),
        "schema": push.schema,
        "signature": evidence.signature,
        "payload_hash": evidence.payload_hash,
        "digests": b"".join(digest(operation) for operation in fresh),
        "received": received,
    }
    log.write_push(connection, municipality, row, merged.answers)
    log.advance_counter(connection, municipality, merged.next_seq - 1)
