"""Work handed over: a computer's signed pushes that a coordinator or an administrator carries here.

It is taken as that computer's own push: its signature, its user, her role and sight. What a blocked
computer has written about youths who are here goes to quarantine, where a coordinator decides.
"""

from __future__ import annotations

import hashlib
import uuid
from functools import partial
from operator import eq

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.enums import Role
from kaa_core.model.ids import DeviceId, UserId
from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import Right, may, may_write
from kaa_core.sync import receiving
from kaa_core.sync.messages import Operation, Push, PushAnswer, SignedPush, push_proof, unpack
from kaa_core.sync.receiving import Terms
from kaa_core.sync.shelf import Head
from kaa_core.sync.sight import View
from kaa_core.sync.standing import same_epoch
from kaa_core.sync.state import Author
from kaa_server import municipalities, views
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.push import check_form
from kaa_server.sessions import Caller
from kaa_server.shelf import Evidence, PostgresShelf

NOWHERE = 2**62
"""A base that no value has: what it was is not known here any longer."""


def receive(database: Database, clock: Clock, carrier: Caller, body: SignedPush) -> PushAnswer:
    """Take in a push that somebody else carries.

    Raises:
        RequestError: 403 ``role`` for one who may not carry, 404 for a computer that is not known,
            400, 401 and 403 as for a push of one's own, 409 ``diverged``.
    """
    if carrier.role != Role.ADMINISTRATOR and not may(carrier.role, Right.KEEP_REGISTER):
        raise RequestError(403, Code.ROLE)
    try:
        push = unpack(body.payload, Push)
    except (ValueError, RecursionError):
        raise RequestError(400, Code.BAD_REQUEST) from None
    evidence = Evidence(body.signature, hashlib.sha256(body.payload).digest())
    with database.tenant(carrier.municipality) as connection:
        author, blocked = _author(connection, carrier.municipality, push)
        try:
            key = Ed25519PublicKey.from_public_bytes(author.public_key)
            key.verify(body.signature, push_proof(push, body.payload))
        except (InvalidSignature, OverflowError):
            raise RequestError(401, Code.BAD_SIGNATURE) from None
        check_form(push)
        return _take(connection, clock, author, push, evidence, blocked=blocked)


def _author(connection: Connection, code: str, push: Push) -> tuple[Caller, bool]:
    """Whose computer it is, and whether it has been shut out."""
    if len(push.device) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    device = uuid.UUID(bytes=push.device)
    row = connection.execute(
        "SELECT d.account, d.public_key, a.role, d.blocked_at IS NOT NULL OR NOT a.active "
        "FROM device d JOIN account a USING (municipality, account) "
        "WHERE d.municipality = %s AND d.device = %s AND d.public_key IS NOT NULL",
        [code, device],
    ).fetchone()
    if row is None:
        raise RequestError(404, Code.NOT_FOUND)
    account, public_key, role, blocked = row
    if push.actor != account.bytes:
        raise RequestError(403, Code.WRONG_USER)
    caller = Caller(
        municipality=code,
        account=UserId(account),
        device=DeviceId(device),
        session=uuid.UUID(int=0),
        public_key=public_key,
        role=role,
    )
    return caller, blocked


def _take(
    connection: Connection,
    clock: Clock,
    author: Caller,
    push: Push,
    evidence: Evidence,
    *,
    blocked: bool,
) -> PushAnswer:
    code, received = author.municipality, milliseconds(clock())
    shelf = PostgresShelf(connection, code, push, evidence, received)
    push = _of_today(connection, code, push, shelf.head())
    if push.operations[0].n > shelf.last_n() + 1:  # the server was put back: a numbering of its own
        push = _apart(push, received // 1000)
        shelf = PostgresShelf(connection, code, push, evidence, received)
        shelf.head()
    server = municipalities.server_identity(connection, code)
    seen = _nothing(author.role) if blocked else views.seen_by(connection, author).view
    terms = Terms(
        received=received,
        server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
        new_id=lambda: new_id(clock).bytes,
        view=seen,
        may_write=partial(may_write, author.role),
        signs_as=partial(eq, seen.worker),
    )
    try:
        answer = receiving.take(push, shelf, terms)
    except receiving.OutOfPlace as out:
        raise RequestError(409, Code.DIVERGED, expected=out.expected) from None
    return answer


def _nothing(role: int) -> View:
    return View(role=role, reads_cases=False, whole=False, protected=False, worker=None, unit=None)


def _of_today(connection: Connection, code: str, push: Push, head: Head) -> Push:
    """Bases of a history that the server has left mean something else now: they meet what stands."""
    if same_epoch(push.epoch, head.epoch):
        return push
    rows = connection.execute("SELECT epoch, since FROM past WHERE municipality = %s", [code])
    left = [int(since) for epoch, since in rows if same_epoch(push.epoch, epoch.bytes)]
    since = min(left, default=0)
    return _with(push, [_rebased(one, since) for one in push.operations])


def _rebased(one: Operation, since: int) -> Operation:
    base = one.base if one.base <= since else NOWHERE
    return msgspec.structs.replace(one, base=base)


def _apart(push: Push, incarnation: int) -> Push:
    """The same operations from 1 in a numbering of their own."""
    shift = push.operations[0].n - 1
    moved = []
    for one in push.operations:
        base = one.base
        if base < 0:
            base = base + shift if -base > shift else NOWHERE
        moved.append(msgspec.structs.replace(one, n=one.n - shift, tx=one.tx - shift, base=base))
    return msgspec.structs.replace(_with(push, moved), incarnation=incarnation)


def _with(push: Push, operations: list[Operation]) -> Push:
    return msgspec.structs.replace(push, operations=operations, epoch=b"")
