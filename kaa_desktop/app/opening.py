"""A running session of a profile whose key is known: store, connection, queries and operations."""

from __future__ import annotations

from collections.abc import Callable

from kaa_core.model.enums import Role
from kaa_core.model.ids import DeviceId, RecordId, UserId, WorkerId
from kaa_core.model.registry import milliseconds
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.context import Context, Identity
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.recovering import renew_slot
from kaa_desktop.app.replica import DEVICE_KEY, StoreReplica
from kaa_desktop.app.session import Session
from kaa_desktop.app.status import StatusFile
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.views import Who
from kaa_desktop.store.errors import StoreDamaged
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.link import Link


def open_session(
    profile: Profile, key: DataKey, clock: Clock, jitter: Callable[[], float]
) -> Session:
    """Open the store and begin to synchronise. Raises a `StoreFault`; then nothing is left open."""
    store = Store.open(profile.folder, key, lambda: milliseconds(clock.now()))
    try:
        tokens = StoreReplica(store, identity_of(profile)).tokens()
        renew_slot(profile, key, None if tokens is None else tokens.recovery_key)
        return start(profile, store, clock, jitter)
    except BaseException:
        store.close()
        raise


def start(profile: Profile, store: Store, clock: Clock, jitter: Callable[[], float]) -> Session:
    """A session on a store that is already open."""
    identity = identity_of(profile)
    context = Context(queries=store.queries, clock=clock, identity=identity)
    replica = StoreReplica(store, identity)
    link = link_of(profile, store, replica, clock)
    status = StatusFile(profile.folder)
    sync = Synchronising(store, context, replica, link, status, jitter)
    session = Session(context, Operations(store, context, sync.told), sync)
    sync.start()
    return session


def link_of(profile: Profile, store: Store, replica: StoreReplica, clock: Clock) -> Link:
    """The connection to the profile's server, with the device's own key."""
    private = store.setting(DEVICE_KEY)
    if private is None:
        raise StoreDamaged
    client = Client(
        profile.server,
        Signer.from_bytes(private),
        monotonic=clock.monotonic,
        ca_file=profile.ca_file,
    )
    return Link(client, replica, profile.municipality, profile.device.bytes)


def identity_of(profile: Profile) -> Identity:
    """Whose profile it is."""
    worker = None if profile.worker is None else WorkerId(RecordId(profile.worker))
    return Identity(
        user=UserId(profile.user),
        worker=worker,
        device=DeviceId(profile.device),
        who=Who(
            name=profile.user_name,
            role=role_label(profile.role),
            worker=worker,
            municipality=profile.municipality_name,
            device=profile.device_name,
            practice=profile.practice,
        ),
    )


def role_label(code: int) -> str:
    """The role in words; empty for one that this version does not know."""
    return next((role.label for role in Role if role.value == code), "")
