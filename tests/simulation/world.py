"""Five laptops, a server, a network and the truth; everything that can happen to them, as methods."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import (
    CaseworkersSee,
    Role,
)
from kaa_core.model.ids import RecordId, UnitId, UserId
from kaa_core.model.records import (
    MunicipalitySettings,
    Unit,
    Worker,
)
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.conflicts import CONFLICT
from kaa_core.sync.erasing import Target
from kaa_core.sync.messages import Operation, Verb
from kaa_core.sync.state import Refusal
from tests.simulation.acting import People
from tests.simulation.comparing import compare
from tests.simulation.deeds import Broken
from tests.simulation.forgetting import END
from tests.simulation.laptop import Disk, Laptop, MemoryDisk, Person
from tests.simulation.memory import Held, MemoryReading
from tests.simulation.network import CALM, ROUGH, Network, Weather
from tests.simulation.restored import MemoryPasts
from tests.simulation.server import Account, SimServer
from tests.simulation.truth import Truth

START: Final = 1_795_000_000_000
TEN_YEARS: Final = 10 * 365 * 24 * 3600 * 1000
PEOPLE: Final = (
    ("karin", Role.CASEWORKER, 0),
    ("jonas", Role.CASEWORKER, 1),
    ("eva", Role.COORDINATOR, 0),
    ("mona", Role.MANAGER, 0),
    ("ali", Role.CASEWORKER, 0),
)
THEMES: Final = frozenset({"restores", "scopes"})
"""What can happen beside writing and synchronising. `erasing` is a third, not together with `restores`."""


class World(People):
    """All of it, from one seed."""

    def __init__(
        self,
        seed: int,
        *,
        laptops: int = 5,
        weather: Weather = ROUGH,
        themes: frozenset[str] = THEMES,
        disk: Callable[[], Disk] = MemoryDisk,
        server: type[SimServer] = SimServer,
    ) -> None:
        self.themes, self._disk = themes, disk
        self.random = Random(seed)
        self.time = START
        self.counter = 0
        self.doing = ""
        self.trace = hashlib.blake2b(digest_size=16)
        self.held = Held(epoch=self.random.randbytes(16))
        self.server = server(self.held, self.now, self._id)
        self.network = Network(self._handle, Random(seed + 1), weather)
        self.truth = Truth(self.held)
        self.server.after_push = self.truth.after_push
        self.server.after_replay = self.truth.after_replay
        self.backup: Held | None = None
        self.images: list[tuple[Laptop, bytes, set[Any]]] = []
        self.laptops: list[Laptop] = []
        self.markers: dict[bytes, bytes] = {}
        self.youths: list[RecordId] = []
        self.found: dict[str, int] = {}
        self._found_town(laptops)

    # -- parts

    def now(self) -> int:
        """The true time, in milliseconds."""
        return self.time

    def _id(self) -> bytes:
        return UUID(bytes=self.random.randbytes(16), version=4).bytes

    def _record_id(self) -> RecordId:
        return RecordId(UUID(bytes=self._id()))

    def _handle(self, device: bytes, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        if target.startswith("/v1/youth/"):
            self._fetched_again(device)
        return self.server.handle(device, method, target, body)

    def _fetched_again(self, device: bytes) -> None:
        """The digests differed: a fault of a program, unless something said that it may be so."""
        self.note("fetched again")
        if "restores" in self.themes:
            return
        for laptop in self.laptops:
            if laptop.device == device and not laptop.replica.check_due():
                raise Broken(3, f"{laptop.name} differs from the server at the end of the log")

    def _found_town(self, laptops: int) -> None:
        self.units = [self._record_id(), self._record_id()]
        made: list[Record] = [
            Unit(id=one, name=name) for one, name in zip(self.units, "AB", strict=True)
        ]
        self.workers: list[RecordId] = []
        for name, role, unit in PEOPLE[:laptops]:
            person = Person(name, int(role), self._id(), self._id())
            worker = RecordId(UUID(bytes=person.worker))
            self.workers.append(worker)
            made.append(
                Worker(
                    id=worker,
                    name=name,
                    role=role,
                    user=UserId(UUID(bytes=person.user)),
                    unit=UnitId(self.units[unit]),
                )
            )
            laptop = Laptop(
                name,
                person,
                self._id(),
                self.random.randbytes(32),
                self.network,
                self.now,
                disk=self._disk(),
            )
            laptop.enrol()
            key = laptop.link.client._signer.public
            self.server.accounts[laptop.device] = Account(
                laptop.device, person.user, person.role, person.worker, key
            )
            self.laptops.append(laptop)
        self.setting = self._record_id()
        see = None if "scopes" in self.themes else CaseworkersSee.MUNICIPALITY
        made.append(MunicipalitySettings(id=self.setting, lock_minutes=10, caseworkers_see=see))
        self.server.write_own([self._creation(one) for one in made])

    def _creation(self, record: Record) -> Operation:
        kind = REGISTRY.of(record)
        scope = kind.scope(record)
        values = kind.to_wire(record)
        packed = None if scope is None else scope.bytes
        return Operation(0, 0, Verb.CREATE, kind.id, record.id.bytes, values, 0, self.time, packed)

    def own_set(self, cls: type[Record], record: RecordId, **values: Any) -> None:
        """The server changes a record by itself, as administration does."""
        kind = REGISTRY.kind(cls)
        state = self.held.records[record.bytes]
        operations = []
        for name, value in values.items():
            field = kind.by_name[name]
            base = state.seqs.get(field.id, 0)
            wire = {field.id: field.to_wire(value)}
            operations.append(
                Operation(0, 0, Verb.SET, kind.id, record.bytes, wire, base, self.time)
            )
        self.server.write_own(operations)

    def text(self, youth: RecordId | None = None) -> str:
        """Words that occur once; about a youth they carry a mark by which no byte of them hides."""
        self.counter += 1
        mark = self.markers.get(youth.bytes, b"").decode() if youth else ""
        return f"{mark}{self.counter}{END if 'erasing' in self.themes else ''}"

    # -- machines

    def sync(self, laptop: Laptop) -> None:
        """One round to its end, or to where the network lets it."""
        laptop.sync()
        self.truth.after_sync(laptop)
        if laptop.fault is not None:
            self.note(laptop.fault.code)

    def part(self, laptop: Laptop) -> None:
        """One request of a round."""
        laptop.part(self.random.choice(["push_once", "pull_once", "download_once"]))
        self.truth.after_sync(laptop)

    def crash(self, laptop: Laptop) -> None:
        """The program dies at one of its next commits."""
        laptop.strike(self.random)

    def restart(self, laptop: Laptop) -> None:
        """The program is closed and started."""
        laptop.start()

    def late(self) -> None:
        """A delayed request arrives after all."""
        self.network.deliver_late()

    def clock(self, laptop: Laptop) -> None:
        """A laptop's clock is set anywhere within ten years."""
        laptop.clock_off = self.random.randint(-TEN_YEARS, TEN_YEARS)

    # -- erasing

    def erase(self, laptop: Laptop) -> None:
        """A coordinator decides on the server that something is erased."""
        target = self._written_about() or self.target(laptop)
        if target is None:
            return
        try:
            erasure = self.server.erase(target, laptop.person.user)
        except Refusal as refusal:
            self.note(f"erasing {refusal.code}")
            return
        self.truth.after_erasure(erasure)

    def _written_about(self) -> Target | None:
        """Often what somebody just then has unsent changes of."""
        elsewhere = self.random.choice(self.laptops)
        unsent = [one for one in elsewhere.store.waiting(1_000_000) if one.record != bytes(16)]
        if not unsent or self.random.random() < 0.3:
            return None
        one = self.random.choice(unsent)
        state, kind = self.held.records.get(one.record), REGISTRY.get(one.kind)
        if state is None or state.scope is None or kind is None or kind.id == CONFLICT.id:
            return None
        free = tuple(field for field in one.values if not kind.by_id[field].required)
        if one.record == state.scope and not free:
            return None
        return Target(state.scope, one.record, free if one.record == state.scope else ())

    # -- backups, and what becomes of them

    def back_up(self) -> None:
        """A backup of the server is made and lies elsewhere."""
        self.backup = self.held.copied()
        self.held.backed_up = self.held.seq
        self.truth.backed_up = True

    def restore_server(self) -> None:
        """The server is put back: by its own command, or behind its back."""
        if self.backup is None:
            return
        before, now = self.held.epoch, self.backup.copied()
        for field in attrs.fields(Held):
            setattr(self.held, field.name, getattr(now, field.name))
        if self.random.random() < 0.6:
            MemoryPasts(self.held).begin_epoch(self.held.seq, self._id())
        self.note("new epoch" if before != self.held.epoch else "same epoch")
        self.network.late.clear()
        for laptop in self.laptops:
            laptop.rounds.parted()
        self.truth.server_restored(self.laptops, self.held.seq)

    def image(self, laptop: Laptop) -> None:
        """A copy of a laptop's file is put away."""
        told = set(self.truth.told[laptop.name])
        self.images = [*self.images[-2:], (laptop, laptop.disk.image(), told)]

    def put_back(self, _: Laptop) -> None:
        """A laptop's file is replaced by an older copy."""
        if not self.images:
            return
        laptop, image, told = self.random.choice(self.images)
        if laptop not in self.laptops:
            return
        laptop.disk.put_back(image)
        laptop.start()
        self.truth.laptop_lost(laptop, told)
        self.truth.remember(laptop)

    def clone(self, laptop: Laptop) -> None:
        """A laptop's file is copied to a second one; there is at most one clone at a time."""
        clones = [one for one in self.laptops if "+" in one.name]
        if clones:
            gone = clones[0]
            self.laptops.remove(gone)
            self.truth.laptop_lost(gone, set())
            return
        self.counter += 1
        twin = Laptop(
            f"{laptop.name}+{self.counter}",
            laptop.person,
            laptop.device,
            laptop.key,
            self.network,
            self.now,
            disk=self._disk(),
        )
        twin.disk.put_back(laptop.disk.image())
        twin.start()
        self.laptops.append(twin)
        self.truth.told[twin.name] = set(self.truth.told[laptop.name])
        self.truth.remember(twin)

    # -- the invariants

    def check(self, laptop: Laptop) -> None:
        """A laptop that has come to the end of the log holds what its user is to see, and no more."""
        if laptop.fault is not None or laptop.replica.check_due():
            return  # it has still to compare with the server who is to stay here
        reached = laptop.store.cursor()
        if reached is None or (reached.epoch, reached.seq) != (self.held.epoch, self.held.seq):
            return
        if "erasing" in self.themes:
            if self.truth.forgotten.check_laptop(laptop, self.held):
                self.note("erased and looked for")
            self.truth.forgotten.check_server(self.held)
        view, _ = self.held.view(laptop.person.role, laptop.person.worker)
        compare(laptop, self.held, view)
        self.note("compared")
        self._scan(laptop)

    def _scan(self, laptop: Laptop) -> None:
        view, _ = self.held.view(laptop.person.role, laptop.person.worker)
        content = laptop.disk.scan()
        reading = MemoryReading(self.held)
        for youth, mark in self.markers.items():
            if youth not in self.held.records:
                continue
            if not reading.readable(view, youth, 1, set()) and mark in content:
                raise Broken(5, f"{laptop.name} has bytes of a youth whom its user does not see")

    def calm_down(self) -> None:
        """No more trouble: all is delivered, everybody synchronises until nothing changes."""
        self.network.weather = CALM
        while self.network.deliver_late():
            pass
        for laptop in self.laptops:
            laptop.start()
        before = -1
        for _ in range(12):
            for laptop in self.laptops:
                laptop.rounds.parted()
                self.sync(laptop)
            if before == self.held.seq:
                break
            before = self.held.seq
        for laptop in self.laptops:
            if laptop.fault is not None:
                raise Broken(0, f"{laptop.name} does not get through: {laptop.fault.code}")
            self.check(laptop)
            reached = laptop.store.cursor()
            if reached is None or reached.seq != self.held.seq:
                raise Broken(2, f"{laptop.name} does not come to the end of the log")
        self.truth.check_owed()
