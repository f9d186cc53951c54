"""A laptop: the real store, replica, link and rounds on an SQLite database in memory.

The writer works on the caller's thread, and a crash can be ordered before or after any commit. What
was not committed is then lost with everything the program held; the database is opened again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any, Protocol, TypeVar
from unittest import mock
from uuid import UUID

import attrs
from sqlcipher3 import dbapi2

from kaa_core.model.ids import DeviceId, RecordId, UserId, WorkerId
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Tokens, pack
from kaa_desktop.app.context import Identity
from kaa_desktop.app.replica import TOKENS, StoreReplica
from kaa_desktop.app.roles import Standing, role_label
from kaa_desktop.app.views import Who
from kaa_desktop.store import catching_up, schema, search, settings, store
from kaa_desktop.store.unit import Unit
from kaa_desktop.store.writer import Writer
from kaa_desktop.sync import rounds
from kaa_desktop.sync.client import Signer
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.rounds import Asking, Rounds
from tests.simulation.network import Network, SimClient

T = TypeVar("T")
PULL_LIMIT = 5


class Crash(BaseException):
    """The power is gone."""


@attrs.define
class Fate:
    """When the next crash comes: at which commit from now, and whether before it or after."""

    commits: int = 0
    after: bool = False

    def strikes(self) -> bool:
        """Count one commit; whether it is the one."""
        if self.commits == 0:
            return False
        self.commits -= 1
        return self.commits == 0


class Disk(Protocol):
    """A database that outlives the program: opened, copied, put back."""

    def connect(self) -> Any: ...
    def image(self) -> bytes: ...
    def put_back(self, image: bytes) -> None: ...
    def scan(self) -> bytes: ...


class MemoryDisk:
    """SQLite in memory; a copy is a file's bytes, with free pages and all."""

    def __init__(self) -> None:
        self._connection = _opened(":memory:")

    def connect(self) -> Any:
        """The database, as a program that starts finds it."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        return self._connection

    def image(self) -> bytes:
        """A copy of the file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "copy"
            copy = _opened(str(path))
            self._connection.backup(copy)
            copy.close()
            return path.read_bytes()

    def put_back(self, image: bytes) -> None:
        """Replace the file by a copy."""
        self._connection.close()
        self._connection = _opened(":memory:")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "copy"
            path.write_bytes(image)
            copy = _opened(str(path))
            copy.backup(self._connection)
            copy.close()

    def scan(self) -> bytes:
        """All bytes of it, free pages too."""
        return self.image()


def _opened(path: str) -> Any:
    made = dbapi2.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    made.execute("PRAGMA secure_delete = ON")
    made.execute("PRAGMA temp_store = MEMORY")
    return made


class Struck:
    """A connection whose commits can be struck."""

    def __init__(self, connection: Any, fate: Fate) -> None:
        self._connection = connection
        self._fate = fate
        self.executemany = connection.executemany
        self.interrupt = connection.interrupt

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        if sql == "COMMIT" and self._fate.strikes():
            self._connection.execute("COMMIT" if self._fate.after else "ROLLBACK")
            raise Crash
        return self._connection.execute(sql, parameters)

    def close(self) -> None:
        """The disk stays."""


class DirectWriter(Writer):
    """The writer, on the caller's thread."""

    def _run(self) -> None:
        """No thread."""

    def submit(self, work: Callable[[Unit], T]) -> Future[T]:
        future: Future[T] = Future()
        self._one(work, future)
        return future


class NoLock:
    """The lock of a profile that nobody else opens."""

    def release(self) -> None:
        """Nothing is held."""


@attrs.define
class Person:
    """Whose laptop it is."""

    name: str
    role: int
    user: bytes
    worker: bytes | None
    unit: bytes | None = None


@attrs.define
class Laptop:
    """One replica. Clones share `device`, `person` and `key`."""

    name: str
    person: Person
    device: bytes
    key: bytes
    network: Network
    now: Callable[[], int]
    disk: Disk = attrs.Factory(MemoryDisk)
    clock_off: int = 0
    fate: Fate = attrs.Factory(Fate)
    store: store.Store = attrs.field(init=False)
    replica: StoreReplica = attrs.field(init=False)
    link: Link = attrs.field(init=False)
    rounds: Rounds = attrs.field(init=False)
    connection: Any = attrs.field(init=False)
    fault: SyncFault | None = None
    told: list[str] = attrs.Factory(list)

    def __attrs_post_init__(self) -> None:
        self.start()

    def enrol(self) -> None:
        """What enrolment writes: the incarnation and the tokens."""
        self.store.put_incarnation(1).result()
        tokens = Tokens("a", "r", 900)
        self.store.put_settings({TOKENS: pack(tokens)}).result()
        self.start()

    def start(self) -> None:
        """Open the database as the program does when it starts."""
        self.fate.commits = 0
        connection = self.disk.connect()
        schema.upgrade(connection, then=catching_up.catch_up)
        search.keep_up(connection)
        self.connection = Struck(connection, self.fate)
        # Small, so that a page often ends where a transaction goes on.
        rounds.PULL_LIMIT = PULL_LIMIT  # type: ignore[misc]
        with mock.patch.object(store, "Writer", DirectWriter):
            self.store = store.Store(
                self.connection,
                (self.connection, self.connection),
                NoLock(),  # type: ignore[arg-type]
                lambda: self.now() + self.clock_off,
            )
        self.replica = StoreReplica(self.store, self.identity())
        client = SimClient(Signer.from_bytes(self.key), self.device, self.network)
        self.link = Link(client, self.replica, "simulation", self.device)
        self.rounds = Rounds(self.replica, Asking(self.link))

    def identity(self) -> Identity:
        """Who the program takes its user to be."""
        person = self.person
        worker = None if person.worker is None else WorkerId(RecordId(UUID(bytes=person.worker)))
        return Identity(
            user=UserId(UUID(bytes=person.user)),
            worker=worker,
            device=DeviceId(UUID(bytes=self.device)),
            who=Who(
                name=person.name,
                role=role_label(person.role),
                worker=worker,
                municipality="simulation",
                device=self.name,
                practice=False,
            ),
            standing=Standing(person.role),
            server="simulation",
            municipality="simulation",
        )

    def act(self, work: Callable[[Any], Any]) -> bool:
        """A person's act; False when the program died of it. Its own refusals are raised."""
        try:
            self.store.transact(work).result()
        except Crash:
            self.start()
            return False
        return True

    def sync(self) -> bool:
        """One round, as the engine does it; True when it went to its end."""
        self.fault = None
        try:
            self.rounds.synchronise()
        except SyncFault as fault:
            self.fault = fault
            self.rounds.parted()
        except Crash:
            self.start()
            return False
        return self.fault is None

    def part(self, step: str) -> None:
        """One request of a round, and nothing more."""
        try:
            getattr(self.rounds, step)()
            self.replica.settle()
        except SyncFault as fault:
            self.fault = fault
            with_settled(self.replica)
        except Crash:
            self.start()

    def strike(self, random: Random) -> None:
        """Order a crash at one of the next commits."""
        self.fate.commits = random.randint(1, 4)
        self.fate.after = random.random() < 0.5

    def has(self, youth: bytes) -> bool:
        """Whether there is anything about a youth: a record, or what is kept for a server put back."""
        queries = [
            f"SELECT 1 FROM {schema.table(kind)} WHERE ? IN (id, _scope) LIMIT 1"
            for kind in REGISTRY
        ]
        queries.append("SELECT 1 FROM kept WHERE instr(content, ?) LIMIT 1")
        return any(self.connection.execute(query, (youth,)).fetchone() for query in queries)

    def incarnation(self) -> int:
        """The numbering it writes with."""
        return settings.get_number(self.connection, settings.INCARNATION, 0)


def with_settled(replica: StoreReplica) -> None:
    """Let what is being written end."""
    try:
        replica.settle()
    except SyncFault:
        return
