"""Running the server: granian in this process, the signals that end it, and the file that says ready."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.applications import Starlette

from kaa_server import app, forgetting, schema
from kaa_server.clock import Clock, system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.events import Hub
from kaa_server.faults import OperatorError
from kaa_server.files import write_private
from kaa_server.keyring import Keyring
from kaa_server.logs import configure, log
from kaa_server.passwords import Passwords
from kaa_server.routing import Services

#: Connections at once. Each waiting desktop holds one for its events.
CONNECTIONS = 4096
HEADER_MILLISECONDS = 10_000
COLLECTED = (20_000, 20, 50)
"""When Python's collector looks: a push makes thousands of objects that all go when it is answered."""
LOOK_SECONDS = 1.0  # between looks at the embedded PostgreSQL
DATABASE_GONE = (
    "Den inbyggda databasen stannade, och därför stoppas servern. Det som var sparat finns kvar, och "
    "datorerna skickar resten igen. Starta servern på nytt. Händer det igen, läs databasens logg "
    "och kontrollera att datorn har plats på disken och i minnet."
)


@attrs.frozen(slots=True)
class Reached:
    """A database: how to connect, and whether it runs (always yes for a municipality's own)."""

    conninfo: str = attrs.field(repr=False)
    runs: Callable[[], bool] = lambda: True
    keys: Path | None = None
    """The key file (keyring.py)."""

    @property
    def codec(self) -> Codec | None:
        """How bodies are sealed."""
        return None if self.keys is None else Codec(Keyring(self.keys))


@attrs.frozen(slots=True, kw_only=True)
class Listen:
    """Where to listen, and with which certificate."""

    host: str = "127.0.0.1"
    port: int = 8443
    tls_cert: Path | None = None
    tls_key: Path | None = None
    ready_file: Path | None = None

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.tls_cert is not None and self.tls_key is not None

    def check(self) -> None:
        """Refuse to send personal data in the clear.

        Raises:
            OperatorError: with a Swedish sentence.
        """
        if (self.tls_cert is None) != (self.tls_key is None):
            raise OperatorError("Ange både --tls-cert och --tls-key, eller ingen av dem.")
        for path in (self.tls_cert, self.tls_key):
            if path is not None and not path.is_file():
                raise OperatorError(f"Filen {path} finns inte eller går inte att läsa.")
        if not self.tls and not is_loopback(self.host):
            raise OperatorError(
                f"Servern lyssnar inte på {self.host} utan TLS, eftersom personuppgifter då "
                "skickas okrypterade. Ange --tls-cert och --tls-key, eller lyssna på 127.0.0.1."
            )


def is_loopback(host: str) -> bool:
    """Does this name or address mean only this machine?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(reached: Reached, listen: Listen, clock: Clock = system_clock) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished first.

    Raises:
        OperatorError: database of the wrong form, port taken, no TLS outside loopback; or the
            embedded database ended under the server, which whoever supervises it then restarts.
    """
    listen.check()
    schema.check(reached.conninfo)
    configure()
    database = Database(reached.conninfo, reached.codec)
    if reached.codec is not None:
        with Database(reached.conninfo, reached.codec, max_size=1) as quiet:
            forgetting.settle(quiet)
    services = Services(
        database=database,
        passwords=Passwords(),
        clock=clock,
        hub=Hub(database.conninfo),
        tls=listen.tls,
    )
    gc.freeze()  # the programs' own objects, which the collector need not go through again
    gc.set_threshold(*COLLECTED)
    asyncio.run(_run(services, listen, _bind(listen), reached.runs))
    if not reached.runs():
        raise OperatorError(DATABASE_GONE)


async def _run(
    services: Services, listen: Listen, bound: socket.socket, database_runs: Callable[[], bool]
) -> None:
    port: int = bound.getsockname()[1]
    granian = _server(app.build(services), listen, bound, port)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        # Event streams would otherwise be waited for as long as their clients stay.
        services.hub.close()
        granian.signal_handler_interrupt()  # type: ignore[no-untyped-call]

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    beside = (
        loop.create_task(_say_when_ready(services, listen, port)),
        loop.create_task(_stop_without(database_runs, stop)),
    )
    await granian.serve()
    for task in beside:
        task.cancel()
    if listen.ready_file is not None:
        listen.ready_file.unlink(missing_ok=True)
    log.info("stopped")


async def _stop_without(database_runs: Callable[[], bool], stop: Callable[[], None]) -> None:
    while database_runs():  # noqa: ASYNC110 - the end of a process is no event of the loop
        await asyncio.sleep(LOOK_SECONDS)
    log.error("database_gone")
    stop()


async def _say_when_ready(services: Services, listen: Listen, port: int) -> None:
    await services.hub.listening()
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    url = f"{'https' if listen.tls else 'http'}://{host}:{port}"
    if listen.ready_file is not None:
        content = {"url": url, "pid": os.getpid(), "port": port}
        write_private(listen.ready_file, json.dumps(content))
    log.info("ready", url=url)


def _bind(listen: Listen) -> socket.socket:
    """Our own socket: granian's shares the port, so that a second server would go unnoticed."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        return socket.create_server((listen.host, listen.port), family=family, backlog=1024)
    except OSError as error:
        raise OperatorError(
            f"Servern kan inte lyssna på {listen.host} port {listen.port}: porten är upptagen "
            "eller adressen finns inte på den här datorn. Ange en annan med --host och --port."
        ) from error


def _server(application: Starlette, listen: Listen, bound: socket.socket, port: int) -> Server:
    granian = _Bound(
        application,
        address=listen.host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.auto,
        websockets=False,
        backlog=1024,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        ssl_cert=listen.tls_cert,
        ssl_key=listen.tls_key,
        log_enabled=False,
    )
    granian.bound = bound.detach()  # granian closes it
    return granian


class _Bound(Server):
    """Granian on a socket that is bound already, so that port 0 tells which port it became."""

    bound: int

    def _init_shared_socket(self) -> None:
        # (descriptor, whether a Unix socket, backlog): the stub does not know its constructor.
        held: Any = SocketHolder(self.bound, False, 1024)  # type: ignore[call-arg]
        self._shd = held
