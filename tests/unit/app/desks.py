"""Unlocked profiles for tests: real SQLCipher, a real connection, a clock that the test holds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, RegistrationReason, Role
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Contact, Enrolment, Guardian, Task, Worker, Youth
from kaa_core.model.registry import milliseconds
from kaa_core.sync.messages import Tokens, pack
from kaa_desktop.app import enrolling, opening, profiles
from kaa_desktop.app.clock import FixedClock, new_id
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.replica import DEVICE_KEY, TOKENS
from kaa_desktop.app.session import Session
from kaa_desktop.app.sync_views import Network
from kaa_desktop.app.views import Changes
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import SLOTS, Store
from kaa_server import accounts
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.passwords import Passwords
from tests.server_fixture import PASSWORD, add_user

PASSPHRASE = "räksmörgås i motvind"
CHEAP = KdfParams(memory_kib=8192, time=1, lanes=1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 11, 24, 12, 31, tzinfo=UTC)
"""Tuesday 24 November 2026, 13:31 in Sweden: the day of the pictures in ux/."""
TODAY = date(2026, 11, 24)
NUMBERS = Path("resources/testdata/test_personnummer.txt").read_text().split()
WAIT = 30.0
DEAD = "http://127.0.0.1:9"


@attrs.define
class Desktop:
    """One unlocked profile."""

    profile: Profile
    store: Store
    session: Session
    clock: FixedClock

    def close(self) -> None:
        """Lock."""
        self.session.close()

    def until(self, seen: Callable[[Session], bool]) -> None:
        """Wait until the session shows something; fails after WAIT seconds."""
        changed = threading.Event()

        def listener(_: Changes) -> None:
            changed.set()

        stop = self.session.subscribe(listener)
        try:
            while not seen(self.session):
                assert changed.wait(WAIT), self.session.sync_view()
                changed.clear()
        finally:
            stop()

    def synced(self) -> None:
        """Wait until nothing waits to be sent and the server has answered."""
        self.until(
            lambda one: (
                (view := one.sync_view()).saved.startswith("Allt synkat")
                and view.state is Network.ONLINE
            )
        )

    def new_id(self) -> RecordId:
        """A new id."""
        return RecordId(new_id(self.clock))

    def youth(self, number: int = 0, **values: Any) -> YouthId:
        """An enrolled youth; `first_letter` a date, `task` a Task's values, `guardian` a name."""
        letter = values.pop("first_letter", None)
        task = values.pop("task", None)
        guardian = values.pop("guardian", None)
        worker = values.pop("worker", self.profile.worker)
        start = values.pop("enrolled", date(2026, 9, 21))
        named = {"given_name": "Liam", "family_name": "Testberg"} | values
        youth = YouthId(self.new_id())
        self.store.record(
            Youth(id=youth, identity_number=NUMBERS[number], **named),
            Enrolment(
                id=self.new_id(),
                youth=youth,
                start=start,
                registration_reason=RegistrationReason.MOVED_IN,
                worker=worker and WorkerId(RecordId(worker)),
            ),
        ).result(WAIT)
        if letter is not None:
            self.store.record(
                Contact(
                    id=self.new_id(),
                    youth=youth,
                    occurred_on=letter,
                    channel=Channel.LETTER,
                    counterpart=Counterpart.YOUTH,
                    outcome=ContactOutcome.SENT,
                    author=worker and WorkerId(RecordId(worker)),
                    entered_at=NOON,
                )
            ).result(WAIT)
        if task is not None:
            made = Task(id=self.new_id(), youth=youth, **({"worker": worker} | task))
            self.store.record(made).result(WAIT)
        if guardian is not None:
            self.store.record(Guardian(id=self.new_id(), youth=youth, name=guardian)).result(WAIT)
        return youth


def local_desktop(
    folder: Path, clock: FixedClock | None = None, role: Role = Role.CASEWORKER
) -> Desktop:
    """A desktop that was enrolled and whose server does not answer. An administrator has no worker."""
    running = clock or FixedClock(NOON, STOCKHOLM)
    worker, user, device = (new_id(running) for _ in range(3))
    profile = Profile(
        folder=folder / "karin",
        id=new_id(running),
        server=DEAD,
        municipality="9901",
        municipality_name="Exempelås kommun",
        practice=True,
        user=user,
        user_name="Karin Demolund",
        worker=None if role is Role.ADMINISTRATOR else worker,
        role=role.value,
        device=device,
        device_name="KAA-02",
    )
    profile.folder.mkdir()
    with DataKey.generate() as key:
        SlotFile(profile.folder / SLOTS, profile.id, CHEAP).create(key, PASSPHRASE)
        store = Store.create(profile.folder, key, lambda: milliseconds(running.now()))
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    tokens = pack(Tokens("9901.a", "9901.r", 900))
    store.put_settings({DEVICE_KEY: private, TOKENS: tokens}).result(WAIT)
    store.put_incarnation(1).result(WAIT)
    profiles.write(profile)
    if role is not Role.ADMINISTRATOR:
        store.record(
            Worker(
                id=RecordId(worker),
                name="Karin Demolund",
                initials="KD",
                role=role,
                user=user,  # type: ignore[arg-type]
            )
        ).result(WAIT)
    session = opening.start(profile, store, running, lambda: 0.5)
    return Desktop(profile, store, session, running)


@attrs.define
class Office:
    """A municipality on the real server, where colleagues unlock their desktops."""

    url: str
    database: Database
    passwords: Passwords
    municipality: str
    folder: Path
    desktops: list[Desktop] = attrs.field(factory=list)

    def account(self, username: str, role: Role = Role.CASEWORKER) -> UUID:
        """An account with PASSWORD and, if it works with cases, a worker of its own; the worker's id."""
        worker = new_id(FixedClock(NOON))
        held = None if role is Role.ADMINISTRATOR else worker
        add_user(self.database, self.passwords, self.municipality, username, held, role)
        return worker

    def request(self, username: str, **other: Any) -> enrolling.Request:
        """What is filled in to connect a computer."""
        values: dict[str, Any] = {
            "server": self.url,
            "municipality": self.municipality,
            "username": username,
            "password": PASSWORD,
            "code": accounts.issue_code(self.database, system_clock, self.municipality, username),
            "device_name": f"KAA-{username}",
            "passphrase": PASSPHRASE,
            "folder": self.folder / username,
        }
        return enrolling.Request(**(values | other))

    def desktop(
        self,
        username: str,
        moment: datetime = NOON,
        role: Role = Role.CASEWORKER,
        **other: Any,
    ) -> Desktop:
        """A new account with an enrolled and unlocked desktop."""
        self.account(username, role)
        clock = FixedClock(moment, STOCKHOLM)
        made = enrolling.enrol(self.request(username, **other), clock, kdf=CHEAP)
        assert made.fault is None, made.fault
        return self.unlock(made.profile, clock)

    def unlock(self, profile: Profile, clock: FixedClock) -> Desktop:
        """Open a profile."""
        slots = SlotFile(profile.folder / SLOTS, profile.id, CHEAP)
        with slots.unlock(PASSPHRASE) as key:
            store = Store.open(profile.folder, key, lambda: milliseconds(clock.now()))
        session = opening.start(profile, store, clock, lambda: 0.5)
        desktop = Desktop(profile, store, session, clock)
        self.desktops.append(desktop)
        return desktop

    def close(self) -> None:
        """Lock all."""
        for desktop in self.desktops:
            desktop.close()
