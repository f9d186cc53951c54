"""Anslut datorn: a new profile on this computer, known to the server, with the register downloaded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import attrs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core import __version__
from kaa_core.model.registry import milliseconds
from kaa_core.sync.messages import Enrol, Enrolled, pack
from kaa_desktop.app import profiles
from kaa_desktop.app.clock import Clock, jitter, new_id
from kaa_desktop.app.opening import identity_of, link_of
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.replica import DEVICE_KEY, TOKENS, StoreReplica
from kaa_desktop.app.status import StatusFile
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import from_os, write_atomically
from kaa_desktop.store.keys import DataKey, check_passphrase
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS, Store
from kaa_desktop.sync.client import LOOPBACK, Client, Signer
from kaa_desktop.sync.engine import Engine
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.state import SyncState

_REMAINS: Final = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", SLOTS)


class ProfileExists(StoreFault):
    """The folder already holds a profile."""

    happened = "Det finns redan en profil i mappen."
    safe = "Ingenting är ändrat."
    advice = "Lås upp den, eller välj en annan mapp."


class InsecureServer(StoreFault):
    """The address would send everything in the clear."""

    happened = "Serverns adress börjar inte med https. Då skulle allt skickas oskyddat."
    safe = "Ingenting har skickats."
    advice = "Skriv serverns adress med https först. Fråga kommunens it-stöd om du är osäker."


@attrs.frozen(kw_only=True, repr=False)
class Request:
    """What a person fills in. `ca_file`: a certificate of the municipality's own, copied to the profile."""

    server: str
    municipality: str
    username: str
    password: str
    code: str
    device_name: str
    passphrase: str
    folder: Path
    ca_file: Path | None = None


@attrs.frozen(kw_only=True, repr=False)
class Made:
    """A new profile. `fault` says why the first download is not complete; it goes on after unlocking."""

    profile: Profile
    fault: SyncFault | None = None


def enrol(
    request: Request,
    clock: Clock,
    *,
    kdf: KdfParams | None = None,
    progress: Callable[[SyncState], None] = lambda _: None,
    holding: Callable[[Callable[[], object]], object] = lambda _: None,
) -> Made:
    """Make the device known and download the register.

    `holding` is handed what breaks off the step that is under way, from another thread. Raises a
    `StoreFault` or a `SyncFault`; then the folder is left without a profile. What can be checked is
    checked before the one-time code is used.
    """
    check_passphrase(request.passphrase)
    _check_server(request.server)
    if (request.folder / profiles.NAME).exists():
        raise ProfileExists
    _make_room(request.folder)
    private = Ed25519PrivateKey.generate()
    enrolled = _ask(request, Signer(key=private), clock, holding)
    profile = _profile(request, enrolled, clock)
    with _undone_on_failure(profile.folder), DataKey.generate() as key:
        if request.ca_file is not None:
            write_atomically(profile.folder / profiles.CA_FILE, request.ca_file.read_bytes())
        slots = SlotFile(profile.folder / SLOTS, profile.id, kdf)
        slots.create(key, request.passphrase, enrolled.recovery_key)
        store = Store.create(profile.folder, key, lambda: milliseconds(clock.now()))
        try:
            secrets = {DEVICE_KEY: private.private_bytes_raw(), TOKENS: pack(enrolled.tokens)}
            store.put_settings(secrets).result()
            store.put_incarnation(enrolled.incarnation).result()
            profiles.write(profile)
            fault = _download(profile, store, clock, progress, holding)
        finally:
            store.close()
    return Made(profile=profile, fault=fault)


def _check_server(server: str) -> None:
    address = urlsplit(server)
    if address.scheme != "https" and not (
        address.scheme == "http" and address.hostname in LOOPBACK
    ):
        raise InsecureServer


def _ask(
    request: Request,
    signer: Signer,
    clock: Clock,
    holding: Callable[[Callable[[], object]], object],
) -> Enrolled:
    client = Client(request.server, signer, monotonic=clock.monotonic, ca_file=request.ca_file)
    holding(client.interrupt)
    try:
        return client.enrol(
            Enrol(
                municipality=request.municipality,
                username=request.username,
                password=request.password,
                code=request.code,
                device_name=request.device_name,
                public_key=signer.public,
                program=f"kaa-desktop {__version__}",
            )
        )
    finally:
        client.close()


def _profile(request: Request, enrolled: Enrolled, clock: Clock) -> Profile:
    return Profile(
        folder=request.folder,
        id=new_id(clock),
        server=request.server.rstrip("/"),
        municipality=enrolled.municipality,
        municipality_name=enrolled.municipality_name,
        practice=enrolled.practice,
        user=UUID(bytes=enrolled.user),
        user_name=enrolled.name,
        worker=None if enrolled.worker is None else UUID(bytes=enrolled.worker),
        role=enrolled.role,
        device=UUID(bytes=enrolled.device),
        device_name=request.device_name,
    )


def _download(
    profile: Profile,
    store: Store,
    clock: Clock,
    progress: Callable[[SyncState], None],
    holding: Callable[[Callable[[], object]], object],
) -> SyncFault | None:
    """The first download; a fault is no failure: the profile stands and goes on when it is unlocked."""
    replica = StoreReplica(store, identity_of(profile))
    link = link_of(profile, store, replica, clock)
    engine = Engine(replica, link, now=clock.now, jitter=jitter, listener=progress)
    holding(engine.break_off)
    try:
        engine.download()
        store.lists_ready().result()
    except SyncFault as fault:
        return fault
    finally:
        link.client.close()
    whole = replica.cursor() is not None
    StatusFile(profile.folder).write(0, clock.now() if whole else None)
    return None


@contextlib.contextmanager
def _undone_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not (folder / profiles.NAME).exists():
            for name in _REMAINS:
                (folder / name).unlink(missing_ok=True)
        raise


def _make_room(folder: Path) -> None:
    """Make the folder, and set aside what lies in it without profile.json; nothing is deleted.

    It may be an attempt that broke off, or a profile whose profile.json was lost, with work that was
    never sent: it opens again when that file is laid back.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = [path for name in _REMAINS if (path := folder / name).exists()]
        if found:
            places = (folder / f"undanlagt-{number}" for number in count(1))
            aside = next(path for path in places if not path.exists())
            aside.mkdir(mode=0o700)
            for path in found:
                path.rename(aside / path.name)
    except OSError as error:
        raise from_os(error) from None
