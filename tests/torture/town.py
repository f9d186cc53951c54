"""The real thing under torture: a PostgreSQL, a server and two laptops, each a process that can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, LiteralString

import attrs
import psycopg

from kaa_core.model.enums import Role
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.profiles import Profile
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS
from kaa_server import municipalities, schema
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.keyring import Keyring
from kaa_server.placement import place, remove
from kaa_server.postgres import Cluster, Endpoints
from tests.server_fixture import cheap_passwords
from tests.torture.laptop import Listed
from tests.unit.app.desks import CHEAP, NOON, PASSPHRASE, STOCKHOLM, Office

ROOT = Path(__file__).parents[2]
CODE = "9917"
PATIENCE = 60.0


@attrs.define
class Process:
    """A child of the cradle, held by a descriptor: its number cannot become another's."""

    pid: int
    handle: int | None

    @classmethod
    def of(cls, pid: int) -> Process:
        """The process with this number."""
        try:
            return cls(pid, os.pidfd_open(pid))
        except ProcessLookupError:
            return cls(pid, None)

    def runs(self, within: float = 0.0) -> bool:
        """Whether it still runs after so many seconds."""
        if self.handle is None:
            return False
        return not select.select([self.handle], [], [], within)[0]

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.handle is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        assert not self.runs(PATIENCE), "a killed process runs on"
        os.close(self.handle)
        self.handle = None


@attrs.define
class Cradle:
    """The process that the others are forked from."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls) -> Cradle:
        """Start it; it has imported everything when this returns."""
        command = [sys.executable, "-m", "tests.torture.cradle"]
        pipe = subprocess.PIPE
        made = cls(subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True))
        assert made._answer() == {"ready": True}
        return made

    def fork(self, **plan: Any) -> Process:
        """One more process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        return Process.of(self._answer()["pid"])

    def close(self) -> None:
        """End it, and with it all that it forked."""
        with self.process:
            self.process.kill()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the cradle ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@attrs.define
class Laptop:
    """A profile, the key to it, what it has said, and the process that has it open."""

    profile: Profile
    key: str = attrs.field(repr=False)
    said: Listed
    acknowledged: Listed
    log: Path
    process: Process | None = None

    def start(self, cradle: Cradle, seed: int, rest: float) -> None:
        """Open the profile in a process of its own."""
        self.process = cradle.fork(
            role="laptop",
            folder=str(self.profile.folder),
            key=self.key,
            said=str(self.said.path),
            acknowledged=str(self.acknowledged.path),
            log=str(self.log),
            seed=seed,
            rest=rest,
        )


@attrs.define
class Town:
    """A municipality of two laptops."""

    folder: Path
    port: int
    cradle: Cradle
    cluster: Cluster
    database: Database
    endpoints: Endpoints
    office: Office
    laptops: list[Laptop] = attrs.field(factory=list)
    server: Process | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def server_log(self) -> Path:
        """What the server wrote."""
        return self.folder / "server.log"

    def start_server(self, *, wait: bool) -> None:
        """Start the server, on the same port each time; to wait for it is to start it until it stands."""
        self._fork_server()
        deadline = time.monotonic() + PATIENCE
        while wait and not self._ready.exists():
            assert time.monotonic() < deadline, self.server_log.read_text()[-3000:]
            if self.server is not None and not self.server.runs(0.01):
                self._fork_server()  # its database is not up yet

    def _fork_server(self) -> None:
        self._ready.unlink(missing_ok=True)
        self.server = self.cradle.fork(
            role="server",
            database=self.endpoints.app,
            keys=str(self.endpoints.keys),
            port=self.port,
            ready=str(self._ready),
            log=str(self.server_log),
        )

    @property
    def _ready(self) -> Path:
        return self.folder / "ready.json"

    def kill_server(self) -> None:
        """kill -9 of the server."""
        assert self.server is not None
        self.server.kill()

    def kill_postgres(self) -> None:
        """kill -9 of PostgreSQL with all its processes, and a start that mends what was cut short."""
        process = self.cluster._process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: none but PostgreSQL's
        process.wait(PATIENCE)
        self.cluster.start()

    def kill_backend(self, dice: random.Random) -> None:
        """kill -9 of one of PostgreSQL's processes: it then ends them all and starts anew by itself."""
        query = "SELECT pid FROM pg_stat_activity WHERE usename = %s"
        with contextlib.suppress(psycopg.OperationalError, ProcessLookupError):
            rows = self.asked(query, ["kaa_app"])
            if rows:
                os.kill(dice.choice(rows)[0], signal.SIGKILL)

    def asked(self, query: LiteralString, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a query that goes past all rules, on a connection of its own."""
        with psycopg.connect(self.endpoints.admin, connect_timeout=10) as connection:
            connection.execute("SET search_path = kaa")
            return connection.execute(query, parameters).fetchall()

    def add_laptop(self, username: str) -> Laptop:
        """Connect one more laptop; it is not open afterwards."""
        desktop = self.office.desktop(username, role=Role.CASEWORKER)
        desktop.synced()
        if not self.laptops:
            for number in range(3):
                desktop.youth(number)
            desktop.synced()
        return self._shut(username)

    def _shut(self, username: str) -> Laptop:
        desktop = self.office.desktops.pop()
        desktop.close()
        folder = desktop.profile.folder
        with SlotFile(folder / SLOTS, desktop.profile.id, CHEAP).unlock(PASSPHRASE) as key:
            made = Laptop(
                desktop.profile,
                bytes(key.material).hex(),
                Listed(self.folder / f"{username}.said"),
                Listed(self.folder / f"{username}.acknowledged"),
                self.folder / f"{username}.log",
            )
        self.laptops.append(made)
        return made

    def reopened(self, laptop: Laptop) -> Any:
        """The laptop's desktop in this process, connected."""
        return self.office.unlock(laptop.profile, FixedClock(NOON, STOCKHOLM))


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def town() -> Iterator[Town]:
    """A town in a folder of its own, which is taken away."""
    folder = Path(tempfile.mkdtemp(prefix="kaa-torture-"))
    folder.chmod(0o711)  # PostgreSQL's unprivileged account passes through it
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        data = folder / "server"
        place(data)
        cluster = Cluster(data)
        stack.callback(remove, data)
        stack.callback(cluster.stop)
        endpoints = cluster.start()
        schema.prepare_embedded(endpoints)
        database = stack.enter_context(Database(endpoints.app, Codec(Keyring(endpoints.keys))))
        cradle = Cradle.start()
        stack.callback(cradle.close)
        port = free_port()
        municipalities.add(database, system_clock, CODE, "Exempelås kommun", practice=True)
        desks = folder / "laptops"
        desks.mkdir()
        office = Office(f"http://127.0.0.1:{port}", database, cheap_passwords(), CODE, desks)
        stack.callback(office.close)
        made = Town(folder, port, cradle, cluster, database, endpoints, office)
        made.start_server(wait=True)
        for username in ("anna", "bo"):
            made.add_laptop(username)
        yield made
