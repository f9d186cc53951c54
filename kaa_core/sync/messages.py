"""What desktop and server say to each other: MessagePack arrays by msgspec, read with bounds.

Arrays only grow at the end: a new field has a default, an old program ignores what it does not know.
Ids are 16 bytes, instants milliseconds since the epoch, `values` {field id: wire value} of the registry.
"""

from __future__ import annotations

import enum
import hashlib
import uuid
from typing import Annotated, Any, TypeVar

import msgspec

SCHEMA = 1
"""Version of the registry that this program speaks; sent with every push."""

MAX_OPERATIONS = 2000
"""Operations in one push; a longer outbox is sent in several."""

M = TypeVar("M", bound="Message")

PUSH_DOMAIN = b"kaa-push-1"
REQUEST_DOMAIN = b"kaa-request-1"


class Verb(enum.IntEnum):
    """What an operation does."""

    CREATE = 1
    SET = 2
    DELETE = 3
    RESOLVE = 4


class Outcome(enum.IntEnum):
    """What became of an operation."""

    APPLIED = 1
    CONVERGED = 2
    CONFLICT = 3
    REFUSED = 4


class Message(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of what travels."""


class Operation(Message, frozen=True, array_like=True, gc=False):
    """One change by one person.

    `tx` is the n of the first operation of its transaction (they are contiguous). `base` is the seq of
    the field as the author saw it: 0 = had no value, negative -m = the author's own operation m, not
    yet acknowledged. For DELETE it is the highest seq the author saw of the record. SET carries one
    field. `scope` (the youth) is given by CREATE only. `at` is the author's clock; it decides nothing.
    """

    n: int
    tx: int
    verb: Verb
    kind: int
    record: bytes
    values: dict[int, Any]
    base: int
    at: int
    scope: bytes | None = None


class Push(Message, frozen=True, array_like=True, gc=False):
    """Operations of one device by one person, n without gap from the first."""

    device: bytes
    incarnation: int
    actor: bytes
    schema: int
    operations: Annotated[list[Operation], msgspec.Meta(max_length=MAX_OPERATIONS)]


class SignedPush(Message, frozen=True, array_like=True, gc=False):
    """A push as sent: the packed Push and the device's signature over `push_proof`."""

    signature: bytes
    payload: bytes


class Answer(Message, frozen=True, array_like=True, gc=False):
    """What became of operation n. `seq` is the number it got, or of the value that stands instead.

    `conflict` is the id of the conflict record; `code` says why it was refused.
    """

    n: int
    outcome: Outcome
    seq: int = 0
    conflict: bytes | None = None
    code: str | None = None


class PushAnswer(Message, frozen=True, array_like=True, gc=False):
    """One answer for each operation pushed, and how far the server has come."""

    epoch: bytes
    horizon: int
    answers: list[Answer]


class Change(Message, frozen=True, array_like=True, gc=False):
    """One row of the server's log, as it took effect. `actor`, `device`, n: whose it is."""

    seq: int
    tx: int
    verb: Verb
    kind: int
    record: bytes
    scope: bytes | None
    values: dict[int, Any]
    actor: bytes
    device: bytes
    incarnation: int
    n: int
    at: int
    received: int


class PullAnswer(Message, frozen=True, array_like=True, gc=False):
    """Changes in order. `cursor` is how far they reach, also when none were to be shown."""

    epoch: bytes
    cursor: int
    horizon: int
    changes: list[Change]


class SnapshotRow(Message, frozen=True, array_like=True, gc=False):
    """One record as it stands; `seqs` the number of each field's value."""

    kind: int
    record: bytes
    scope: bytes | None
    values: dict[int, Any]
    seqs: dict[int, int]
    deleted: bool = False


class SnapshotChunk(Message, frozen=True, array_like=True, gc=False):
    """A piece of the first download. When `next` is None, go on by pulling from `as_of`."""

    epoch: bytes
    as_of: int
    total: int
    rows: list[SnapshotRow]
    next: str | None = None


class HistoryRow(Message, frozen=True, array_like=True, gc=False):
    """One change of a record with everything its author stated; `effective` False = a losing value."""

    change: Change
    base: int
    outcome: Outcome
    actor_name: str
    device_name: str


class History(Message, frozen=True, array_like=True, gc=False):
    """All that happened to one record, oldest first."""

    rows: list[HistoryRow]


class Enrol(Message, frozen=True, array_like=True, gc=False):
    """A device asks to be known, with the one-time code its user was given."""

    municipality: str
    username: str
    password: str
    code: str
    device_name: str
    public_key: bytes
    program: str


class Tokens(Message, frozen=True, array_like=True, gc=False):
    """Short access token (seconds it lives) and the rotating refresh token.

    `recovery_key` comes with every renewal, so that a key that the municipality makes or replaces
    later reaches the computers that are already connected (docs/adr/008); so does the user's `role`
    (0 from a server that does not tell).
    """

    access: str
    refresh: str
    expires_in: int
    recovery_key: bytes | None = None
    role: int = 0


class Enrolled(Message, frozen=True, array_like=True, gc=False):
    """What a device needs to know about itself, its user and its municipality."""

    device: bytes
    incarnation: int
    user: bytes
    name: str
    role: int
    worker: bytes | None
    municipality: str
    municipality_name: str
    practice: bool
    epoch: bytes
    recovery_key: bytes | None
    tokens: Tokens


class Login(Message, frozen=True, array_like=True, gc=False):
    """The account's password again, when the refresh token has run out."""

    municipality: str
    device: bytes
    password: str


class Refresh(Message, frozen=True, array_like=True, gc=False):
    """Ask for new tokens."""

    refresh: str


class About(Message, frozen=True, array_like=True, gc=False):
    """What the server is and speaks."""

    program: str
    version: str
    schema: int
    min_schema: int
    now: int


class ErrorBody(Message, frozen=True, array_like=True, gc=False):
    """Why a request failed: a code the desktop turns into a sentence; `expected` the next n on a gap."""

    code: str
    expected: int = 0


def push_proof(push: Push, payload: bytes) -> bytes:
    """Return the bytes a device signs for a push: who, which range of n, and the hash of the body."""
    first = push.operations[0].n if push.operations else 0
    last = push.operations[-1].n if push.operations else -1
    numbers = b"".join(
        number.to_bytes(8, "big", signed=True) for number in (push.incarnation, first, last)
    )
    return PUSH_DOMAIN + push.device + numbers + hashlib.sha256(payload).digest()


def request_proof(method: str, target: str, access: str, body: bytes) -> bytes:
    """Return the bytes a device signs for any request; `target` is path and query as sent."""
    parts = (
        method.encode(),
        target.encode(),
        hashlib.sha256(access.encode()).hexdigest().encode(),
        hashlib.sha256(body).hexdigest().encode(),
    )
    return REQUEST_DOMAIN + b"\n" + b"\n".join(parts)


def pack(message: Message) -> bytes:
    """Return a message as MessagePack."""
    return msgspec.msgpack.encode(message)


def unpack(body: bytes, form: type[M]) -> M:
    """Read a message; raises ValueError (msgspec.DecodeError is one) for anything of another form."""
    return msgspec.msgpack.decode(body, type=form)


def packed_id(identity: uuid.UUID | None) -> bytes | None:
    """Return an id as 16 bytes."""
    return None if identity is None else identity.bytes
