"""Which version of the program the municipality wants, and what is said to whoever has an older one.

The server is asked when the connection comes, and some times a day after that; what it said is kept, so
that it is said offline too. Nothing is shut off by it: what is written is kept and sent as before, and
the server takes it (docs/adr/029).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from typing import Final, Protocol

import attrs
import msgspec

from kaa_core import __version__
from kaa_core.rules.calendar import in_words
from kaa_core.sync.messages import About
from kaa_core.versions import older
from kaa_desktop.app.sync_views import Network, SyncView
from kaa_desktop.app.views import Changes
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import SyncFault

LOWEST: Final = "lowest_version"
DAYS_AHEAD: Final = 30
"""How many days before the first day it is said in the window."""
ASK_AGAIN: Final = 6 * 3600.0


@attrs.frozen(kw_only=True)
class VersionNotice:
    """What the window says. `due`: the day has come."""

    title: str
    text: str
    due: bool


@attrs.frozen
class Wanted:
    """The lowest version, and from which day (ISO); empty for none."""

    version: str = ""
    first_day: str = ""


class Sync(Protocol):
    """What is asked of synchronisation."""

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]: ...
    def view(self) -> SyncView: ...
    def ask(self, question: Callable[[Client, str], About]) -> Future[About]: ...


def notice_of(wanted: Wanted, today: date, mine: str = __version__) -> VersionNotice | None:
    """What is said today; None when nothing is."""
    first = _day(wanted.first_day)
    if first is None or not older(mine, wanted.version):
        return None
    if today >= first:
        return VersionNotice(
            title=f"Programmet behöver uppdateras till version {wanted.version}.",
            text=f"Det skulle ha gjorts till den {in_words(first)}, och den här datorn har version "
            f"{mine}. Det du skriver sparas och skickas som förut. Kontakta kommunens it-stöd.",
            due=True,
        )
    if (first - today).days > DAYS_AHEAD:
        return None
    return VersionNotice(
        title=f"Från den {in_words(first)} behöver programmet vara version {wanted.version}.",
        text=f"Den här datorn har version {mine}. Du kan arbeta som vanligt, och inget av det du "
        "skriver går förlorat. Be kommunens it-stöd uppdatera programmet före dess.",
        due=False,
    )


class Versions:
    """One for each unlocking. `today` and `seconds` come from the clock that was handed in."""

    def __init__(
        self,
        store: Store,
        sync: Sync,
        municipality: str,
        today: Callable[[], date],
        seconds: Callable[[], float],
    ) -> None:
        self._store = store
        self._sync = sync
        self._municipality = municipality
        self._today = today
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._wanted = _kept(store)

    def begin(self) -> None:
        """Ask whenever the connection comes."""
        self._sync.subscribe(self._heard)

    def notice(self) -> VersionNotice | None:
        """What is to be said today."""
        return notice_of(self._wanted, self._today())

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, on another thread than the window's, when the server has said otherwise."""
        self._listeners = (*self._listeners, listener)

    def _heard(self, changes: Changes) -> None:
        if not changes.sync or not self._due():
            return
        question = _asking(self._municipality)
        self._sync.ask(question).add_done_callback(self._answered)

    def _due(self) -> bool:
        with self._lock:
            asked, now = self._asked_at, self._seconds()
            if asked is not None and now - asked < ASK_AGAIN:
                return False
            if self._sync.view().state is not Network.ONLINE:
                return False
            self._asked_at = now
            return True

    def _answered(self, answer: Future[About]) -> None:
        if answer.cancelled() or isinstance(answer.exception(), SyncFault):
            self._asked_at = None  # the next time that something is heard
            return
        said = answer.result()
        wanted = Wanted(said.min_version, said.min_version_from)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._store.put_settings({LOWEST: msgspec.msgpack.encode(attrs.astuple(wanted))})
        for listener in self._listeners:
            listener()


def _asking(municipality: str) -> Callable[[Client, str], About]:
    return lambda client, _: client.about(municipality)


def _kept(store: Store) -> Wanted:
    try:
        held = store.setting(LOWEST)
        return Wanted() if held is None else Wanted(*msgspec.msgpack.decode(held, type=list[str]))
    except (StoreFault, msgspec.DecodeError, TypeError):
        return Wanted()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
