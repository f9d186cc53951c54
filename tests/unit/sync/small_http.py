"""A small real HTTP server on loopback that answers as badly as a test wants."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs
import httpx

MEDIA_TYPE = "application/msgpack"


@attrs.frozen
class Asked:
    """One request as it came."""

    method: str
    target: str
    body: bytes
    headers: dict[str, str]


@attrs.frozen
class Reply:
    """What to answer. `cut` sends only that many bytes of the body and closes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = attrs.field(factory=lambda: {"Content-Type": MEDIA_TYPE})
    cut: int | None = None


Answering = Callable[[Asked], Reply]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    answering: Answering

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer's second part waits 40 ms

    def _answer(self) -> None:
        assert isinstance(self.server, _Server)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answering(Asked(self.command, self.path, body, headers))
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        self.close_connection = reply.cut is not None

    do_GET = do_POST = _answer  # noqa: N815 - names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that answers so."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.answering = answering
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    scheme = "http" if tls is None else "https"
    try:
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@attrs.define
class BadWire:
    """Forwards to a real server; `spoil` may change what comes back, after the server has acted."""

    target: str
    spoil: Callable[[Asked, Reply], Reply] | None = None
    unplugged: bool = False
    _client: httpx.Client = attrs.field(
        factory=lambda: httpx.Client(trust_env=False, timeout=30), init=False
    )

    def __call__(self, asked: Asked) -> Reply:
        if self.unplugged or asked.target == "/v1/events":
            return Reply(503, b"", {})
        kept = ("authorization", "kaa-signature", "content-type", "content-encoding", "accept")
        headers = {name: asked.headers[name] for name in kept if name in asked.headers}
        answer = self._client.request(
            asked.method,
            self.target + asked.target,
            content=asked.body,
            headers=headers | {"accept-encoding": "identity"},
        )
        reply = Reply(
            answer.status_code, answer.content, {"Content-Type": answer.headers["content-type"]}
        )
        return reply if self.spoil is None else self.spoil(asked, reply)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()
