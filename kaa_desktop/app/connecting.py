"""Connecting this computer from the window: what is filled in, how it goes, and breaking it off.

The unlock window reads this file, so what is heavy is imported by the thread that does the work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from kaa_desktop.app.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from kaa_desktop.app.profiles import Profile
    from kaa_desktop.sync.faults import SyncFault
    from kaa_desktop.sync.state import SyncState

LEAST = 15
"""Characters of a passphrase (kaa_desktop.store.keys says the same, and loads the cryptography)."""
_NEEDED = (
    ("server", "Skriv serverns adress. Den börjar med https."),
    ("municipality", "Skriv kommunens kod, fyra siffror."),
    ("username", "Skriv ditt användarnamn."),
    ("password", "Skriv ditt lösenord."),
    ("code", "Skriv engångskoden från kommunens administratör."),
    ("device_name", "Ge datorn ett namn, till exempel KAA-02."),
)


class Filled(NamedTuple):
    """The form. A plain tuple; its repr says nothing, since it holds secrets."""

    server: str = ""
    municipality: str = ""
    username: str = ""
    password: str = ""
    code: str = ""
    device_name: str = ""
    passphrase: str = ""
    again: str = ""

    def __repr__(self) -> str:
        return "<Filled>"


class Step(NamedTuple):
    """How far it has come: how many records of how many; 0 of 0 before the download."""

    done: int = 0
    total: int = 0


class Trouble(NamedTuple):
    """What went wrong: what happened, what is safe, what to do, and the code to give to support."""

    happened: str
    safe: str
    advice: str
    code: str = ""


class Connected(NamedTuple):
    """What it came to: the profile, and what is not yet downloaded. Without a profile: why."""

    profile: Profile | None
    trouble: Trouble | None = None
    broken_off: bool = False


def problems(filled: Filled) -> dict[str, str]:
    """What is wrong in the form, by field, before anything is sent."""
    found = {name: words for name, words in _NEEDED if not getattr(filled, name).strip()}
    if filled.server.strip() and not _host(filled.server):
        found["server"] = "Adressen går inte att läsa. Skriv den som https://kaa.kommunen.se."
    found |= passphrase_problems(filled.passphrase, filled.again)
    return found


def passphrase_problems(passphrase: str, again: str) -> dict[str, str]:
    """What is wrong with a new passphrase written twice."""
    found = {}
    if len(passphrase) < LEAST:
        found["passphrase"] = (
            f"Lösenfrasen har {len(passphrase)} tecken. Den behöver minst {LEAST}."
        )
    elif again != passphrase:
        found["again"] = "De två är inte lika. Skriv lösenfrasen en gång till."
    return found


def _host(typed: str) -> str:
    try:
        return urlsplit(address(typed)).hostname or ""
    except ValueError:  # a bracket that is not closed
        return ""


def address(typed: str) -> str:
    """The server's address; without a scheme it is one by https."""
    plain = typed.strip()
    whole = plain if "://" in plain or not plain else f"https://{plain}"
    return whole.rstrip("/")


class Connecting:
    """One attempt. `stop` may be called from the window's thread; `work` is run on another."""

    def __init__(
        self, filled: Filled, folder: Path, clock: Clock, told: Callable[[Step], object]
    ) -> None:
        self._filled = filled
        self._folder = folder
        self._clock = clock
        self._told = told
        self._lock = threading.Lock()
        self._stopped = False
        self._break_off: Callable[[], object] | None = None
        self.future: Future[Connected] = Future()

    def stop(self) -> None:
        """Break it off: what has been downloaded is kept, and the rest comes after unlocking."""
        with self._lock:
            self._stopped, held = True, self._break_off
        if held is not None:
            held()

    def holding(self, break_off: Callable[[], object]) -> None:
        """What `stop` shall call from now on; at once when it has been asked for."""
        with self._lock:
            self._break_off, stopped = break_off, self._stopped
        if stopped:
            break_off()

    def work(self) -> Connected:
        """Connect; every fault is told in three parts."""
        from kaa_desktop.app.enrolling import Request, enrol  # noqa: PLC0415 - heavy
        from kaa_desktop.store.errors import StoreFault  # noqa: PLC0415
        from kaa_desktop.sync.faults import SyncFault  # noqa: PLC0415

        filled = self._filled
        request = Request(
            server=address(filled.server),
            municipality=filled.municipality.strip(),
            username=filled.username.strip(),
            password=filled.password,
            code=filled.code.strip(),
            device_name=filled.device_name.strip(),
            passphrase=filled.passphrase,
            folder=self._folder,
        )
        try:
            made = enrol(request, self._clock, progress=self._progress, holding=self.holding)
        except SyncFault as fault:
            if self._stopped:
                return Connected(None, BROKEN_OFF, broken_off=True)
            return Connected(None, _trouble(fault))
        except StoreFault as fault:
            return Connected(None, Trouble(fault.happened, fault.safe, fault.advice))
        late = made.fault
        left = None if late is None else Trouble(late.happened, late.safe, late.advice, late.code)
        return Connected(made.profile, left, broken_off=self._stopped)

    def _progress(self, state: SyncState) -> None:
        self._told(Step(state.done, state.total))


BROKEN_OFF = Trouble(
    "Anslutningen är avbruten.",
    "Ingenting är sparat på datorn.",
    "Du kan försöka igen. Godtas inte engångskoden har den hunnit användas: be om en ny.",
)
_NOT_YET = "Datorn är inte ansluten och ingenting är sparat på den."
_ADVICE = {
    "SYNK-101": "Kontrollera serverns adress och att datorn har nät. Försök sedan igen.",
    "SYNK-102": "Försök igen. Godtas inte engångskoden har den hunnit användas: be om en ny.",
    "SYNK-103": "Försök igen. Godtas inte engångskoden har den hunnit användas: be om en ny.",
    "SYNK-105": (
        "Kontrollera serverns adress. Kräver nätet att du loggar in, gör det i webbläsaren först. "
        "Försök sedan igen."
    ),
    "SYNK-107": "Kontrollera serverns adress. Hjälper det inte, kontakta kommunens it-stöd.",
    "SYNK-302": (
        "Kontrollera kommunkod, användarnamn, lösenord och engångskod. Koden gäller en gång, i ett "
        "dygn. Administratören kan ge dig en ny."
    ),
}


def _trouble(fault: SyncFault) -> Trouble:
    advice = _ADVICE.get(fault.code, fault.advice)
    return Trouble(fault.happened, _NOT_YET, advice, fault.code)
