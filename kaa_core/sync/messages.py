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

SCHEMA = 2
"""Version of registry and messages that this program speaks; sent with every push and pull."""

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
    ERASE = 5
    """Only in the log, never in a push: what the change names is erased, here and everywhere."""


class Outcome(enum.IntEnum):
    """What became of an operation."""

    APPLIED = 1
    CONVERGED = 2
    CONFLICT = 3
    REFUSED = 4
    QUARANTINED = 5
    """Kept for a coordinator: its author does not see the youth it is about."""


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
    """Operations of one device by one person, n without gap from the first.

    `epoch`: the first bytes of the history that their bases are numbers of; "" is not compared.
    """

    device: bytes
    incarnation: int
    actor: bytes
    schema: int
    operations: Annotated[list[Operation], msgspec.Meta(max_length=MAX_OPERATIONS)]
    epoch: bytes = b""


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
    """One answer for each operation pushed, and how far the server has come.

    `backed_up`: the number up to which a backup of the server holds everything.
    """

    epoch: bytes
    horizon: int
    answers: list[Answer]
    backed_up: int = 0


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


class Verdict(Message, frozen=True, array_like=True, gc=False):
    """What a coordinator decided about the author's quarantined transaction that began with n.

    `handed_to`: the worker's record id when it was handed over. `answer`: the words to its author.
    """

    incarnation: int
    n: int
    ruling: int
    answer: str
    by: bytes
    at: int
    handed_to: bytes | None = None


class PullAnswer(Message, frozen=True, array_like=True, gc=False):
    """Changes in order. `cursor` is how far they reach, also when none were to be shown.

    A youth whom the reader now sees comes first among `changes`, from the log's beginning: with
    numbers below the cursor asked from. `revoked`: youths whom the reader no longer sees. `now`:
    the server's clock in milliseconds; `lease`: seconds that the device may be out of touch, 0 = for
    ever. `backed_up`: the number up to which a backup of the server holds everything.
    """

    epoch: bytes
    cursor: int
    horizon: int
    changes: list[Change]
    revoked: list[bytes] = []
    verdicts: list[Verdict] = []
    backed_up: int = 0
    now: int = 0
    lease: int = 0


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


class ScopeDigest(Message, frozen=True, array_like=True, gc=False):
    """What the server holds of one youth: how many records, and the sum of their hashes."""

    youth: bytes
    count: int
    total: int


class Digest(Message, frozen=True, array_like=True, gc=False):
    """All youths that the reader sees, as of `seq`; `scopes` only when they were asked for."""

    epoch: bytes
    seq: int
    youths: int
    count: int
    total: int
    scopes: list[ScopeDigest] = []


class Anchor(Message, frozen=True, array_like=True, gc=False):
    """A row of the log that a device has seen, by which two histories are compared.

    `received`: when the server took it; 0 where that is not known. A row that came back after a restore
    may get its old number, but not its old moment: two that say the same here lie in one history.
    """

    seq: int
    device: bytes
    incarnation: int
    n: int
    received: int = 0


class Standing(Message, frozen=True, array_like=True, gc=False):
    """A device tells where it stands, at each connection.

    `next_n`: the number its next operation gets; `answered`: of the last that the server has answered.
    `anchors`: rows it has seen, the newest first.
    """

    incarnation: int
    next_n: int
    epoch: bytes
    cursor: int
    anchors: list[Anchor]
    program: str = ""
    answered: int = 0


class Past(enum.IntEnum):
    """How the device's past and the server's are related."""

    SAME = 1
    RESTORED = 2
    """The server was put back to `since` and has lost what came after it in the device's epoch."""
    UNKNOWN = 3
    """The device's epoch is not in the server's past; it may only download anew."""


class Stands(Message, frozen=True, array_like=True, gc=False):
    """Where the server stands towards that device.

    `taken`: the last n taken of the device's incarnation; `since`: see `Past.RESTORED`; `tip`: the
    last row of the log, for the device to keep as an anchor;
    `refused_before`: the lowest version of the program that is still let in, with the date (ISO) from
    which that is so, or "".
    """

    epoch: bytes
    horizon: int
    taken: int
    past: int
    since: int
    backed_up: int
    now: int
    lease: int
    min_version: str = ""
    min_version_from: str = ""
    erasures: int = 0
    tip: Anchor | None = None


class Replay(Message, frozen=True, array_like=True, gc=False):
    """Rows of the log that a restored server has lost, as the device keeps them, oldest first."""

    epoch: bytes
    changes: list[Change]


class Replayed(Message, frozen=True, array_like=True, gc=False):
    """The number that each replayed row has now, in the same order; 0 when it was not taken."""

    numbers: list[int]


class Renumber(Message, frozen=True, array_like=True, gc=False):
    """Ask for a new numbering; `waiting`: what has no answer in the one that is left.

    `contents`: a hash of what each of them says (`standing.content_of`): a clone may have used the number.
    """

    incarnation: int
    waiting: list[int]
    contents: list[bytes] = []


class NewIncarnation(Message, frozen=True, array_like=True, gc=False):
    """A numbering of its own for a device that was restored, cloned or met a restored server.

    `held`: which of the operations asked about lie in the log, by way of another device: n and number.
    """

    incarnation: int
    held: dict[int, int] = {}


class HistoryRow(Message, frozen=True, array_like=True, gc=False):
    """One change of a record with everything its author stated; `effective` False = a losing value."""

    change: Change
    base: int
    outcome: Outcome
    actor_name: str
    device_name: str
    returned_by: str = ""


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
    """What the server is and speaks.

    `min_version`: the lowest version of the desktop that the municipality asked about wants, with the
    day (ISO) from which it does; "" for none. Nobody is shut out by it (docs/adr/029).
    """

    program: str
    version: str
    schema: int
    min_schema: int
    now: int
    min_version: str = ""
    min_version_from: str = ""


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
