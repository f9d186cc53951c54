"""A relay on loopback that looks at the bytes of one kind of request and spoils them by plan.

    a push            POST /v1/push …
    a plan            holds for the next push alone: cut its request or its answer after so many bytes,
                      hold it back, or keep it and let it arrive later

Everything else passes as it is. What was sent is kept as bytes, so that it can arrive once more.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

PUSH = b"POST /v1/push"
METHODS = (b"POST /", b"GET /")
PIECE = 65536
PATIENCE = 30.0


@attrs.define
class Plan:
    """What happens to one push. `done` when it has happened."""

    cut_request: int | None = None
    cut_answer: int | None = None
    stall: bool = False
    """The answer never comes; the connection stays."""
    swallow: bool = False
    """The request does not arrive; the connection ends."""
    begun: bool = False
    done: threading.Event = attrs.field(factory=threading.Event)


@attrs.define
class Exchange:
    """One request and its answer on a connection."""

    plan: Plan | None
    push: bool
    asked: bytearray = attrs.field(factory=bytearray)
    answered: int = 0
    answer: bytearray = attrs.field(factory=bytearray)


@attrs.define
class Wire:
    """Relays to a port of loopback."""

    target: int
    plan: Plan | None = None
    pushes: list[Exchange] = attrs.field(factory=list)
    """The last pushes, as bytes."""
    everything: list[Exchange] | None = None
    """Every exchange, whole, where a list is laid here."""
    port: int = 0
    unplugged: bool = False
    _listening: socket.socket = attrs.field(init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)
    _open: set[socket.socket] = attrs.field(factory=set, init=False)

    def start(self) -> None:
        """Begin to listen."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """End, with all that is open."""
        _shut(self._listening)
        with self._lock:
            for one in list(self._open):
                _shut(one)

    def unplug(self) -> None:
        """Break every connection, and let none through until `plug`."""
        self.unplugged = True
        with self._lock:
            for one in list(self._open):
                _shut(one)

    def plug(self) -> None:
        """Let connections through again."""
        self.unplugged = False

    def next_push(self, plan: Plan) -> Plan:
        """Let the next push fare so."""
        with self._lock:
            self.plan = plan
        return plan

    def deliver(self, raw: bytes) -> bytes:
        """Send a request as bytes to the server, as if it had been on its way until now; the answer."""
        with socket.create_connection(("127.0.0.1", self.target), PATIENCE) as late:
            late.sendall(raw)
            answer = b""
            while True:
                head, found, body = answer.partition(b"\r\n\r\n")
                if found and len(body) >= _length(head):
                    return answer
                piece = late.recv(PIECE)
                assert piece, "the server closed"
                answer += piece

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.unplugged:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), PATIENCE)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            link = _Link(self, near, far)
            for work in (link.outward, link.homeward):
                threading.Thread(target=work, daemon=True).start()

    def begun(self, first: bytes) -> Exchange:
        """A new request begins with these bytes."""
        push = first.startswith(PUSH)
        with self._lock:
            plan = self.plan if push else None
            if plan is not None:
                self.plan = None
                plan.begun = True
            made = Exchange(plan, push)
            if self.everything is not None:
                self.everything.append(made)
            if push:
                self.pushes = [*self.pushes[-7:], made]
        return made


@attrs.define
class _Link:
    """One connection, both ways."""

    wire: Wire
    near: socket.socket
    far: socket.socket
    now: Exchange | None = None

    def outward(self) -> None:
        with self._ending():
            while piece := self.near.recv(PIECE):
                if self.now is None or (self.now.answered and piece.startswith(METHODS)):
                    self.now = self.wire.begun(piece)
                if not self._sent(self.now, piece):
                    return

    def _sent(self, exchange: Exchange, piece: bytes) -> bool:
        before = len(exchange.asked)
        exchange.asked += piece
        plan = exchange.plan
        if plan is not None and plan.swallow:
            return not _whole(bytes(exchange.asked))
        if plan is not None and plan.cut_request is not None:
            piece = piece[: max(0, plan.cut_request - before)]
        self.far.sendall(piece)
        return plan is None or plan.cut_request is None or len(exchange.asked) < plan.cut_request

    def homeward(self) -> None:
        with self._ending():
            while piece := self.far.recv(PIECE):
                exchange = self.now
                plan = exchange.plan if exchange is not None else None
                if plan is not None and plan.stall:
                    plan.done.set()
                    continue
                whole = True
                if exchange is not None and plan is not None and plan.cut_answer is not None:
                    left = plan.cut_answer - exchange.answered
                    whole, piece = len(piece) < left, piece[:left]
                if exchange is not None:
                    exchange.answered += len(piece)
                    if self.wire.everything is not None:
                        exchange.answer += piece
                self.near.sendall(piece)
                if not whole:
                    return

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            with contextlib.suppress(OSError):
                yield
        finally:
            for one in (self.near, self.far):
                _shut(one)
            with self.wire._lock:
                self.wire._open -= {self.near, self.far}
            if self.now is not None and self.now.plan is not None:
                self.now.plan.done.set()


def _whole(request: bytes) -> bool:
    head, found, body = request.partition(b"\r\n\r\n")
    return bool(found) and len(body) >= _length(head)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def relaying(target: int) -> Iterator[Wire]:
    """A relay for the length of the block."""
    wire = Wire(target)
    wire.start()
    try:
        yield wire
    finally:
        wire.close()
