"""HTTP to the municipality's server: signed requests, bounded answers, and faults in words.

No redirect is followed and no proxy's page is taken for an answer: what is not our server's MessagePack
is a fault. Nothing here logs: neither addresses, bodies nor tokens.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import attrs
import httpx
import httpx_sse
import msgspec
import truststore
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.sync.messages import (
    SCHEMA,
    About,
    Enrol,
    Enrolled,
    ErrorBody,
    History,
    Login,
    Message,
    NewIncarnation,
    PullAnswer,
    Push,
    PushAnswer,
    Refresh,
    Renumber,
    Replay,
    Replayed,
    SnapshotChunk,
    Standing,
    Stands,
    Tokens,
    pack,
    request_proof,
    unpack,
)
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.packing import COMPRESS_OVER, compressed, decompressed, packed_push

M = TypeVar("M", bound=Message)

MEDIA_TYPE: Final = "application/msgpack"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_ANSWER: Final = 64 * 1024 * 1024
MAX_ERROR: Final = 4096
TIMEOUT: Final = httpx.Timeout(connect=5.0, read=20.0, write=20.0, pool=5.0)
LONGEST: Final = 120.0
"""Seconds for one whole request, however its pieces trickle."""
EVENTS_SILENT: Final = 40.0
"""Seconds without a word after which a stream of events is dead; the server speaks every 15."""


@attrs.frozen(kw_only=True)
class Signer:
    """The device's own key; its repr says nothing."""

    key: Ed25519PrivateKey = attrs.field(repr=False)

    @classmethod
    def from_bytes(cls, private: bytes) -> Signer:
        """The key from its 32 private bytes."""
        return cls(key=Ed25519PrivateKey.from_private_bytes(private))

    @property
    def public(self) -> bytes:
        """The 32 bytes by which the server knows the device."""
        return self.key.public_key().public_bytes_raw()

    def __call__(self, proof: bytes) -> bytes:
        return self.key.sign(proof)


class Client:
    """One server. `monotonic` gives seconds; `ca_file` a certificate to trust beside the system's."""

    def __init__(
        self,
        server: str,
        signer: Signer,
        *,
        monotonic: Callable[[], float],
        ca_file: Path | None = None,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._base = server.rstrip("/")
        self.ca_file = ca_file
        self._signer = signer
        self._monotonic = monotonic
        self._open = _OpenStreams()
        self._timeout = timeout
        self._path = ""
        self._client: httpx.Client | None = None
        # Unlocking must not depend on the network's settings: they fault when they are used.
        with contextlib.suppress(*_UNUSABLE):
            address = urlsplit(self._base)
            self._path, self._client = address.path, _http(address.hostname, ca_file, timeout)

    @property
    def server(self) -> str:
        """The address of the server, as the profile has it."""
        return self._base

    def interrupt(self) -> None:
        """Break off whatever is under way, for good: the threads that ask come to an end."""
        self._open.interrupt()

    def close(self) -> None:
        """Close the connections; after the threads have ended, so that none opens one more."""
        self._open.interrupt()
        if self._client is not None:
            self._client.close()

    @property
    def _http(self) -> httpx.Client:
        if self._client is None:
            raise faults.fault("settings")
        return self._client

    def about(self, municipality: str = "") -> About:
        """What the server is, and what a municipality on it wants of this program."""
        query = f"?{urlencode({'municipality': municipality})}" if municipality else ""
        return self.ask(About, "GET", f"/v1/about{query}")

    def enrol(self, request: Enrol) -> Enrolled:
        """Make this device known."""
        return self.ask(Enrolled, "POST", "/v1/enrol", pack(request))

    def log_in(self, request: Login) -> Tokens:
        """Begin a session by the account's password."""
        return self.ask(Tokens, "POST", "/v1/session", pack(request))

    def refresh(self, request: Refresh) -> Tokens:
        """Get new tokens."""
        return self.ask(Tokens, "POST", "/v1/session/refresh", pack(request))

    def push(self, push: Push, access: str) -> PushAnswer:
        """Send operations, signed as one."""
        return self.ask(
            PushAnswer, "POST", "/v1/push", packed_push(push, self._signer), access=access
        )

    def pull(self, epoch: bytes, after: int, limit: int, access: str) -> PullAnswer:
        """Changes after a number."""
        asked = {"epoch": epoch.hex(), "after": after, "limit": limit, "schema": SCHEMA}
        query = urlencode(asked)
        return self.ask(PullAnswer, "GET", f"/v1/pull?{query}", access=access)

    def stand(self, said: Standing, access: str) -> Stands | None:
        """Where the server stands towards this device; None from one that does not tell."""
        try:
            return self.ask(Stands, "POST", "/v1/standing", pack(said), access=access)
        except SyncFault as fault:
            if fault.code == faults.fault("refused").code:
                return None
            raise

    def replay(self, lost: Replay, access: str) -> Replayed:
        """Give back what the server has lost."""
        return self.ask(Replayed, "POST", "/v1/replay", pack(lost), access=access)

    def renumber(self, asked: Renumber, access: str) -> NewIncarnation:
        """Get a new numbering."""
        return self.ask(NewIncarnation, "POST", "/v1/incarnation", pack(asked), access=access)

    def snapshot(self, cursor: str, access: str) -> SnapshotChunk:
        """A piece of the first download; `cursor` is empty for the first."""
        query = urlencode({"cursor": cursor})
        return self.ask(SnapshotChunk, "GET", f"/v1/snapshot?{query}", access=access)

    def history(self, record: bytes, access: str) -> History:
        """All that happened to a record."""
        return self.ask(History, "GET", f"/v1/history/{record.hex()}", access=access)

    @contextlib.contextmanager
    def events(self, access: str) -> Iterator[Iterator[int]]:
        """The stream that tells how far the server has come, number by number."""
        target = "/v1/events"
        headers = self._signed("GET", target, access, b"") | {"Accept": "text/event-stream"}
        timeout = httpx.Timeout(**(self._timeout.as_dict() | {"read": EVENTS_SILENT}))
        with (
            _faults(),
            self._http.stream(
                "GET", self._base + target, headers=headers, timeout=timeout
            ) as response,
            self._open.holding(response),
        ):
            self._check(response, "text/event-stream")
            yield _numbers(httpx_sse.EventSource(response))

    def ask(
        self, form: type[M], method: str, target: str, body: bytes = b"", *, access: str = ""
    ) -> M:
        """One signed question and its answer, of `form`; raises `SyncFault`."""
        headers: dict[str, str] = {}
        if len(body) > COMPRESS_OVER:
            body = compressed(body)
            headers["Content-Encoding"] = "zstd"
        if body:
            headers["Content-Type"] = MEDIA_TYPE
        headers |= self._signed(method, target, access, body)
        with _faults():
            content = self._exchange(method, target, body, headers)
        try:
            return unpack(content, form)
        except (msgspec.DecodeError, ValueError):
            raise faults.fault("half") from None

    def _signed(self, method: str, target: str, access: str, body: bytes) -> dict[str, str]:
        proof = request_proof(method, self._path + target, access, body)
        signature = base64.urlsafe_b64encode(self._signer(proof)).rstrip(b"=")
        headers = {"Kaa-Signature": signature.decode()}
        if access:
            headers["Authorization"] = f"Bearer {access}"
        return headers

    def _exchange(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> bytes:
        if self._open.ended:  # broken off before it was asked: then it is not asked at all
            raise faults.fault("offline")
        with (
            self._http.stream(
                method, self._base + target, content=body or None, headers=headers
            ) as response,
            self._open.holding(response),
        ):
            self._check(response, MEDIA_TYPE)
            return self._read(response, MAX_ANSWER)

    def _check(self, response: httpx.Response, media_type: str) -> None:
        status = response.status_code
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if status == httpx.codes.OK and kind == media_type:
            return
        if status < 400:  # a redirect, or some other page than ours
            raise faults.fault("elsewhere")
        said = ErrorBody("")
        if kind == MEDIA_TYPE:
            with contextlib.suppress(msgspec.DecodeError, ValueError):
                said = unpack(self._read(response, MAX_ERROR), ErrorBody)
        raise faults.refused(status, said.code, said.expected)

    def _read(self, response: httpx.Response, limit: int) -> bytes:
        until = self._monotonic() + LONGEST
        gathered = bytearray()
        for piece in response.iter_raw():
            gathered += piece
            if len(gathered) > limit:
                raise faults.fault("too_much")
            if self._monotonic() > until:
                raise faults.fault("slow")
        if response.headers.get("Content-Encoding", "identity") == "zstd":
            return decompressed(bytes(gathered), limit)
        return bytes(gathered)


_HEADERS: Final = {"Accept": MEDIA_TYPE, "Accept-Encoding": "zstd", "User-Agent": "kaa-desktop"}


class _OpenStreams:
    """The sockets in use, so that locking the program never waits for the network."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: set[httpx.Response] = set()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether all was broken off, for good."""
        return self._ended

    @contextlib.contextmanager
    def holding(self, response: httpx.Response) -> Iterator[None]:
        with self._lock:
            self._streams.add(response)
            ended = self._ended
        if ended:
            _shut(response)
        try:
            yield
        finally:
            with self._lock:
                self._streams.discard(response)

    def interrupt(self) -> None:
        with self._lock:
            self._ended = True
            open_now = list(self._streams)
        for response in open_now:
            _shut(response)


def _shut(response: httpx.Response) -> None:
    """Shut a socket both ways: a thread that waits to read from it wakes."""
    stream = response.extensions.get("network_stream")
    used: Any = stream.get_extra_info("socket") if stream is not None else None
    if used is not None:
        with contextlib.suppress(OSError):
            used.shutdown(socket.SHUT_RDWR)


def _http(host: str | None, ca_file: Path | None, timeout: httpx.Timeout) -> httpx.Client:
    return httpx.Client(
        verify=trust(ca_file),
        timeout=timeout,
        follow_redirects=False,
        headers=_HEADERS,
        # The municipality's proxy is asked, but never for a server on this computer.
        trust_env=host not in LOOPBACK,
    )


# A proxy of a kind that httpx lacks a part for is an ImportError, a spoilt ca.pem an OSError.
_UNUSABLE: Final = (ValueError, OSError, ImportError, httpx.InvalidURL)


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """The system's certificates, and one more where the municipality has its own."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    return context


def _numbers(source: httpx_sse.EventSource) -> Iterator[int]:
    for event in source.iter_sse():
        if event.event == "change" and event.data.isdecimal():
            yield int(event.data)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Turn what httpx raises into faults; the originals may quote addresses."""
    try:
        yield
    except SyncFault:
        raise
    except httpx.ConnectError as error:
        name = "certificate" if _of_certificate(error) else "offline"
        raise faults.fault(name) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise faults.fault("settings") from None
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        raise faults.fault("offline") from None
    except httpx.TimeoutException:
        raise faults.fault("slow") from None
    except (httpx.RemoteProtocolError, httpx.DecodingError):
        raise faults.fault("half") from None
    except (httpx.HTTPError, httpx.StreamError, httpx_sse.SSEError, OSError, RuntimeError):
        # RuntimeError: the client was closed (the program locks).
        raise faults.fault("offline") from None


def _of_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
