"""What a route is, and how a request becomes a handler's call: proof first, then the body."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.rights import Right, may
from kaa_core.sync.messages import Enrol, Login, Message, Refresh, request_proof
from kaa_server import sessions
from kaa_server.clock import Clock
from kaa_server.database import Database
from kaa_server.errors import Code, RequestError
from kaa_server.events import Hub
from kaa_server.passwords import Passwords
from kaa_server.sessions import Caller
from kaa_server.wire import Limits, decode, signature_of

MAX_TEXT = 1024


class Proof(enum.Enum):
    """By what a request shows who sent it. Except for NOTHING, a device's key has signed it."""

    NOTHING = "nothing"
    NEW_KEY = "the key in the body, which is to be enrolled"
    DEVICE_KEY = "the key of the device named in the body"
    REFRESH_TOKEN = "the key of the device that the refresh token belongs to"  # noqa: S105
    ACCESS_TOKEN = "an access token and the key of its device"  # noqa: S105


@attrs.frozen(slots=True)
class Services:
    """What handlers work with, made once by ``kaa_server.serve``."""

    database: Database
    passwords: Passwords
    clock: Clock
    hub: Hub
    limits: Limits = attrs.field(factory=Limits)
    tls: bool = False


@attrs.frozen(slots=True)
class Call:
    """One request whose sender is proven."""

    services: Services
    caller: Caller | None
    message: Message | None = attrs.field(repr=False)
    path: Mapping[str, str] = attrs.field(repr=False)
    query: Mapping[str, str] = attrs.field(repr=False)

    @property
    def proven(self) -> Caller:
        """Who sent it, on routes that require proof."""
        assert self.caller is not None
        return self.caller

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number from the query, 0 to 10**18; RequestError 400 for anything else."""
        text = self.query.get(name)
        if text is None and default is not None:
            return default
        if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
            raise RequestError(400, Code.BAD_REQUEST)
        return int(text)


Handler = Callable[[Call], Message]


@attrs.frozen(slots=True)
class Route:
    """One thing a client can ask. The OpenAPI document is made from these."""

    method: str
    path: str
    summary: str
    proof: Proof
    answer: type[Message]
    handler: Handler
    body: type[Message] | None = None
    query: tuple[str, ...] = ()
    right: Right | None = None
    """What the caller's role must allow; 403 ``role`` otherwise."""


@attrs.frozen(slots=True)
class Received:
    """A request as it came."""

    method: str
    target: str = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    authorization: str = attrs.field(repr=False)
    signature: str = attrs.field(repr=False)
    encoding: str
    path: Mapping[str, str] = attrs.field(repr=False)
    query: Mapping[str, str] = attrs.field(repr=False)

    @property
    def access(self) -> str:
        """The bearer token, or nothing."""
        scheme, _, token = self.authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def check_signature(self, public_key: bytes) -> None:
        """Raise RequestError 401 unless this key signed exactly this request."""
        proof = request_proof(self.method, self.target, self.access, self.body)
        try:
            key = Ed25519PublicKey.from_public_bytes(public_key)
            key.verify(signature_of(self.signature), proof)
        except (InvalidSignature, ValueError):
            raise RequestError(401, Code.BAD_SIGNATURE) from None


def prove(services: Services, route: Route, received: Received) -> Call:
    """Check who sent a request and unpack its body.

    Raises:
        RequestError: with the status to answer.
    """
    caller, message = None, None
    if route.proof is Proof.ACCESS_TOKEN:
        # Before anything is unpacked: strangers get no work done here.
        caller = prove_access(services, received)
        if route.right is not None and not may(caller.role, route.right):
            raise RequestError(403, Code.ROLE)
    if route.body is not None:
        message = decode(received.body, received.encoding, route.body, services.limits)
        _check_text(message)
    if isinstance(message, Enrol):
        if len(message.public_key) != 32:
            raise RequestError(400, Code.BAD_REQUEST)
        received.check_signature(message.public_key)
    elif isinstance(message, Login):
        with services.database.tenant(message.municipality) as connection:
            caller = sessions.device_key(connection, message.municipality, message.device)
        received.check_signature(caller.public_key)
    elif isinstance(message, Refresh):
        municipality = sessions.municipality_of(message.refresh)
        with services.database.tenant(municipality) as connection:
            caller = sessions.holder_of_refresh(connection, services.clock, message.refresh)
        received.check_signature(caller.public_key)
    return Call(services, caller, message, received.path, received.query)


def prove_access(services: Services, received: Received) -> Caller:
    """Who holds the access token of a request that its device has signed."""
    municipality = sessions.municipality_of(received.access)
    with services.database.tenant(municipality) as connection:
        caller = sessions.authenticate(connection, services.clock, received.access)
    received.check_signature(caller.public_key)
    return caller


def _check_text(message: Message) -> None:
    """PostgreSQL's text holds no NUL; names, passwords and tokens are never this long."""
    for name in message.__struct_fields__:
        value = getattr(message, name)
        if isinstance(value, str) and ("\0" in value or len(value) > MAX_TEXT):
            raise RequestError(400, Code.BAD_REQUEST)
