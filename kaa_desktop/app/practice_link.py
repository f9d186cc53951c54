"""The connection of a practice: the stand-in where a server would be."""

from __future__ import annotations

from kaa_desktop.app.clock import Clock
from kaa_desktop.app.practice_log import SEED, Cast
from kaa_desktop.app.practice_server import PracticeServer
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.replica import StoreReplica
from kaa_desktop.store.store import Store
from kaa_desktop.sync.link import Link


def link_of(profile: Profile, store: Store, replica: StoreReplica, clock: Clock) -> Link:
    """A link whose client never leaves the computer."""
    server = PracticeServer(store, clock, Cast.drawn(SEED))
    return Link(server, replica, profile.municipality, profile.device.bytes)
