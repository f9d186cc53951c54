"""The profile's lease: kept in the store, renewed by every contact, asked about at unlocking and meanwhile.

When it has run out the program locks itself, and unlocking asks for contact with the server before
anything is shown. What is written stays, and is sent in that contact (docs/adr/028).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final

import msgspec

from kaa_core.model.registry import milliseconds
from kaa_core.sync.leases import Lease
from kaa_core.sync.messages import Login
from kaa_desktop.app.clock import Clock
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.store import Store
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.link import Link

LEASE: Final = "lease"
KEEP_EVERY: Final = 60.0
"""Seconds between writes of it: a contact a second is not worth a write a second."""
DAY: Final = 24 * 60 * 60


class LeaseOut(StoreFault):
    """Too long without contact with the server."""

    happened = "Datorn har varit utan kontakt med servern längre än kommunen tillåter och är låst."
    safe = "Allt du har skrivit ligger kvar krypterat på datorn, och det osända skickas först."
    advice = "Anslut datorn till nätet och lås upp igen, så öppnas den när servern har svarat."

    @classmethod
    def because(cls, lease: Lease, fault: SyncFault) -> LeaseOut:
        """With how long that is, and why the server was not reached now."""
        made = cls()
        days = max(1, lease.seconds // DAY)
        made.happened = (
            f"Datorn har inte haft kontakt med servern på {days} dygn, och kommunen har bestämt att "
            f"den då är låst. {fault.happened}"
        )
        if fault.effect is not Effect.RETRY:
            made.advice = fault.advice
        return made


class Leasing:
    """One open profile's lease. Any thread may ask."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        held = store.setting(LEASE)
        kept = (0, self._now(), 0) if held is None else msgspec.msgpack.decode(held)
        self._lease = Lease(*kept).later(self._now())
        self._ran = self._written = clock.monotonic()
        self._kept = kept[0]

    def contact(self, seconds: int) -> None:
        """The server has answered, and says how long a device may be out of touch."""
        with self._lock:
            changed = seconds != self._lease.seconds
            self._lease = self._lease.contact(self._now(), seconds)
            self._ran = self._clock.monotonic()
            self._keep(at_once=changed)

    def is_out(self) -> bool:
        """Whether it has run out; counts what has passed since it was last asked."""
        with self._lock:
            ran = self._clock.monotonic()
            self._lease = self._lease.later(self._now(), int((ran - self._ran) * 1000))
            self._ran = ran
            self._keep(at_once=False)
            return self._lease.out

    def check(self, link: Link, synchronise: Callable[[], None]) -> None:
        """When it has run out, meet the server before anything is shown; raises `LeaseOut`."""
        if not self.is_out():
            return
        try:
            synchronise()
        except SyncFault as fault:
            if fault.effect is not Effect.LOGIN or not _known(link):
                raise LeaseOut.because(self._lease, fault) from None
            self.contact(self._lease.seconds)

    def _keep(self, *, at_once: bool) -> None:
        lease = self._lease
        slept = lease.elapsed - self._kept >= KEEP_EVERY * 1000
        if not (at_once or slept or self._ran - self._written >= KEEP_EVERY):
            return
        self._written, self._kept = self._ran, lease.elapsed
        value = msgspec.msgpack.encode((lease.elapsed, lease.own, lease.seconds))
        with contextlib.suppress(StoreFault):  # locked at this moment
            self._store.put_settings({LEASE: value})

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _known(link: Link) -> bool:
    """Whether the server knows this computer and has not shut it out, though its sign-in has run out.

    It looks at the computer before it looks at the password.
    """
    try:
        link.client.log_in(Login(link.municipality, link.device, ""))
    except SyncFault as fault:
        return fault.code == faults.fault("credentials").code
    return True
