"""The server as its own process, and a device that speaks to it: for the journeys and HTTP tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs
import httpx
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.model.ids import RANDOM_BYTES, uuid7
from kaa_core.sync.messages import (
    SCHEMA,
    Enrol,
    Enrolled,
    ErrorBody,
    M,
    Message,
    Operation,
    Push,
    PushAnswer,
    SignedPush,
    Tokens,
    pack,
    push_proof,
    request_proof,
    unpack,
)

START_SECONDS = 60.0
COMMAND = (sys.executable, "-m", "kaa_server")


@attrs.define
class ServerProcess:
    """`kaa-server serve` on a data folder or a database of its own; started, stopped, killed."""

    place: Sequence[str]
    """Either ("--data-dir", D) or ("--database-url", U)."""
    ready_file: Path
    port: int = 0
    options: Sequence[str] = ()
    environment: Mapping[str, str] = attrs.field(factory=dict)
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.ready_file.with_suffix(".log")

    def start(self) -> None:
        """Start and wait until it is ready. A later start takes the same port again."""
        self.ready_file.unlink(missing_ok=True)
        command = [*COMMAND, "serve", *self.place, *self.options, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--ready-file", str(self.ready_file)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.ready_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.02)
        ready = json.loads(self.ready_file.read_text())
        self.url, self.port = ready["url"], ready["port"]

    def stop(self) -> int:
        """Ask it to stop and wait; returns its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """Kill it without warning."""
        return self._end(signal.SIGKILL)

    def command(self, *arguments: str, stdin: str = "") -> str:
        """Run another `kaa-server` command beside it and return what it printed."""
        done = subprocess.run(
            [*COMMAND, *arguments, *self.place],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **self.environment},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ended(self, within: float) -> int:
        """Wait until it ends by itself; returns its exit status."""
        assert self._process is not None
        status = self._process.wait(within)
        self._process = None
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal without waiting for what it leads to."""
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        return process.wait(60)


@contextmanager
def served(server: ServerProcess) -> Iterator[ServerProcess]:
    """The server, running for the length of the block."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


@attrs.frozen
class Refused(Exception):
    """The server answered with an ErrorBody."""

    status: int
    body: ErrorBody
    retry_after: str | None = None


@attrs.define
class Device:
    """A device as the protocol knows it, without any desktop: a key, tokens and a numbering."""

    url: str
    municipality: str
    key: Ed25519PrivateKey = attrs.field(factory=Ed25519PrivateKey.generate, repr=False)
    access: str = attrs.field(default="", repr=False)
    refresh: str = attrs.field(default="", repr=False)
    me: Enrolled | None = attrs.field(default=None, repr=False)
    n: int = 0
    _client: httpx.Client = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def enrol(self, username: str, password: str, code: str, name: str = "Dator") -> Enrolled:
        """Become known to the server."""
        public = self.key.public_key().public_bytes_raw()
        asked = Enrol(self.municipality, username, password, code, name, public, "test 1")
        self.me = self.ask("POST", "/v1/enrol", Enrolled, asked)
        self.use(self.me.tokens)
        return self.me

    def use(self, tokens: Tokens) -> None:
        """Use these tokens from now on."""
        self.access, self.refresh = tokens.access, tokens.refresh

    def ask(self, method: str, target: str, form: type[M], message: Message | None = None) -> M:
        """Send a signed request; Refused when the server answers with an error."""
        response = self.send(method, target, b"" if message is None else pack(message))
        if response.status_code != 200:
            raise Refused(
                response.status_code,
                unpack(_body(response), ErrorBody),
                response.headers.get("retry-after"),
            )
        return unpack(_body(response), form)

    def send(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send bytes, signed; `headers` override what an honest device sends."""
        sent = self.headers(method, target, body)
        if body:
            sent["content-type"] = "application/msgpack"
        return self._client.request(
            method, target, content=body, headers={**sent, **(headers or {})}
        )

    def headers(self, method: str, target: str, body: bytes = b"") -> dict[str, str]:
        """The headers that prove who sends a request."""
        signature = self.key.sign(request_proof(method, target, self.access, body))
        sent = {
            "kaa-signature": urlsafe_b64encode(signature).decode().rstrip("="),
            "accept-encoding": "zstd",
        }
        if self.access:
            sent["authorization"] = f"Bearer {self.access}"
        return sent

    def signed(self, operations: list[Operation], incarnation: int = 1) -> SignedPush:
        """A push as its device signs it."""
        assert self.me is not None
        push = Push(self.me.device, incarnation, self.me.user, SCHEMA, operations)
        payload = pack(push)
        return SignedPush(self.key.sign(push_proof(push, payload)), payload)

    def push(self, operations: list[Operation]) -> PushAnswer:
        """Send operations."""
        return self.ask("POST", "/v1/push", PushAnswer, self.signed(operations))

    def next_n(self) -> int:
        """The next number in the device's numbering."""
        self.n += 1
        return self.n


def _body(response: httpx.Response) -> bytes:
    # httpx unpacks zstd by itself where the zstandard package is installed.
    body = response.content
    if body[:4] == b"\x28\xb5\x2f\xfd":
        return zstandard.ZstdDecompressor().decompress(body)
    return body


def new_record() -> bytes:
    """An id for a record, ordered by time."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(RANDOM_BYTES)).bytes
