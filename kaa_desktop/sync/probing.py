"""The connection tried step by step with real sockets: the name, TLS, the account, the device, the rest.

Each step says by a word which way it went; the sentences are the app's. Nothing is changed anywhere, and
nothing that is said names a person.
"""

from __future__ import annotations

import contextlib
import enum
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import attrs

from kaa_core.model.registry import milliseconds
from kaa_core.sync.messages import SCHEMA, About
from kaa_desktop.sync.client import LOOPBACK, trust
from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.link import Link

PATIENCE: Final = 5.0
"""Seconds for a name to be found, and for a server to answer at all."""
CLOCK_OFF: Final = 5 * 60
"""Seconds that a clock may differ: less than this nobody mends."""
NOBODYS: Final = bytes(16)
"""A record that nobody has: asking for its history proves account and device, and fetches nothing."""
_NO_SUCH: Final = "SYNK-404"
"""What the server says of that record, once it has let account and device in."""
_PORTS: Final = {"https": 443, "http": 80}
_EXPIRED: Final = frozenset({9, 10})
_OTHER_NAME: Final = frozenset({62, 64})
_DEVICE: Final = frozenset({"SYNK-304", "SYNK-305", "SYNK-306"})
"""Codes by which the server says that it is the computer it stops, not the account."""


class Step(enum.Enum):
    """What is tried, in this order. The value is its title."""

    NAME = "Serverns namn"
    TLS = "Säker anslutning (TLS)"
    ACCOUNT = "Ditt konto"
    DEVICE = "Den här datorn"
    VERSION = "Programmets version"
    CLOCK = "Datorns klocka"


@attrs.frozen(kw_only=True)
class Finding:
    """How a step went. `way`: a word for it; `fault`: what the server said; `seconds`: the clock is ahead.

    `good` is None when it could not be tried.
    """

    step: Step
    way: str
    good: bool | None = False
    fault: SyncFault | None = None
    seconds: int = 0
    version: str = ""


class Probe:
    """One trial of a connection. `next` blocks, at most some ten seconds; call it until it gives None."""

    def __init__(self, link: Link, now: Callable[[], datetime]) -> None:
        self._link = link
        self._now = now
        address = urlsplit(link.client.server)
        self._secure = address.scheme == "https"
        self._host = address.hostname or ""
        self._port = address.port or _PORTS.get(address.scheme, 0)
        self._proxy = _proxy(address.scheme, self._host)
        self._ahead = list(Step)
        self._about: About | None = None
        self._device: Finding | None = None
        self._stopped = False

    @property
    def server(self) -> str:
        """Which server is tried: its name and port."""
        return f"{self._host}:{self._port}"

    def next(self) -> Finding | None:
        """Try the next step; None when there is none left."""
        if not self._ahead:
            return None
        step = self._ahead.pop(0)
        if self._stopped:
            return Finding(step=step, way="not_reached", good=None)
        acts = {
            Step.NAME: self._name,
            Step.TLS: self._tls,
            Step.ACCOUNT: self._account,
            Step.DEVICE: self._of_device,
            Step.VERSION: self._version,
            Step.CLOCK: self._clock,
        }
        found = acts[step]()
        # Without a way to the server nothing after it can be tried.
        self._stopped = found.good is False and step in (Step.NAME, Step.TLS)
        return found

    # -- the way there

    def _name(self) -> Finding:
        """Find the address behind the name: the server's, or that of the proxy on the way."""
        host, port = self._proxy or (self._host, self._port)
        if not host:
            return Finding(step=Step.NAME, way="no_address")
        outcome = _within(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        if outcome is None:
            return Finding(step=Step.NAME, way="name_slow")
        if not outcome:
            return Finding(step=Step.NAME, way="name_unknown")
        return Finding(step=Step.NAME, way="proxy" if self._proxy else "found", good=True)

    def _tls(self) -> Finding:
        way = "proxy" if self._proxy else self._reach()
        if way not in ("trusted", "loopback", "proxy"):
            return Finding(step=Step.TLS, way=way)
        try:
            self._about = self._link.client.about()
        except SyncFault as fault:
            return Finding(step=Step.TLS, way="fault", fault=fault)
        return Finding(step=Step.TLS, way=way, good=True)

    def _reach(self) -> str:
        """Open a socket as the program does, and let TLS judge who answers."""
        try:
            plain = socket.create_connection((self._host, self._port), PATIENCE)
        except OSError as error:
            return _unreached(error)
        with contextlib.closing(plain):
            if not self._secure:
                return "loopback" if self._host in LOOPBACK else "no_tls"
            return self._shake_hands(plain)

    def _shake_hands(self, plain: socket.socket) -> str:
        try:
            context = trust(self._link.client.ca_file)
        except (OSError, ValueError):
            return "ca_file"
        try:
            context.wrap_socket(plain, server_hostname=self._host).close()
        except ssl.SSLCertVerificationError as error:
            return _certificate(error)
        except (ssl.SSLError, OSError) as error:
            return "silent" if isinstance(error, TimeoutError) else "no_tls"
        return "trusted"

    # -- who we are

    def _account(self) -> Finding:
        """Ask for something that takes a proven account and a proven device, and fetches nothing."""
        client = self._link.client
        try:
            self._link.call(lambda access: client.history(NOBODYS, access))
        except SyncFault as fault:
            if fault.code == _NO_SUCH:
                return self._let_in()
            if fault.code in _DEVICE:
                self._device = Finding(step=Step.DEVICE, way="fault", fault=fault)
                return Finding(step=Step.ACCOUNT, way="device_first", good=None)
            if fault.effect is Effect.LOGIN:
                self._device = Finding(step=Step.DEVICE, way="account_first", good=None)
            else:
                self._device = Finding(step=Step.DEVICE, way="not_reached", good=None)
            return Finding(step=Step.ACCOUNT, way="fault", fault=fault)
        return self._let_in()

    def _let_in(self) -> Finding:
        self._device = Finding(step=Step.DEVICE, way="known", good=True)
        return Finding(step=Step.ACCOUNT, way="known", good=True)

    def _of_device(self) -> Finding:
        return self._device or Finding(step=Step.DEVICE, way="not_reached", good=None)

    # -- what we speak, and when

    def _version(self) -> Finding:
        about = self._about
        if about is None:
            return Finding(step=Step.VERSION, way="not_reached", good=None)
        if about.min_schema > SCHEMA:
            return Finding(step=Step.VERSION, way="too_old", version=about.version)
        way = "newer_server" if about.schema > SCHEMA else "fits"
        return Finding(step=Step.VERSION, way=way, good=True, version=about.version)

    def _clock(self) -> Finding:
        try:
            about = self._link.client.about()
        except SyncFault as fault:
            return Finding(step=Step.CLOCK, way="fault", fault=fault)
        ahead = (milliseconds(self._now()) - about.now) // 1000
        if abs(ahead) > CLOCK_OFF:
            way = "ahead" if ahead > 0 else "behind"
            return Finding(step=Step.CLOCK, way=way, seconds=ahead)
        return Finding(step=Step.CLOCK, way="right", good=True, seconds=ahead)


def _unreached(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "silent" if isinstance(error, TimeoutError) else "unreachable"


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    """Why the certificate is not taken, as far as the system says it."""
    code = getattr(error, "verify_code", 0)
    if code in _EXPIRED:
        return "certificate_dates"
    return "certificate_name" if code in _OTHER_NAME else "certificate_unknown"


def _proxy(scheme: str, host: str) -> tuple[str, int] | None:
    """The proxy that the computer's settings send the program through, if any."""
    if not host or host in LOOPBACK or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    found = proxies.get(scheme) or proxies.get("all")
    address = urlsplit(found) if found else None
    if address is None or not address.hostname:
        return None
    return address.hostname, address.port or _PORTS.get(address.scheme, 0)


def _within(ask: Callable[[], object]) -> bool | None:
    """Whether `ask` succeeds; None when it takes longer than `PATIENCE` (it cannot be broken off)."""
    given: list[bool] = []
    done = threading.Event()

    def run() -> None:
        try:
            ask()
            given.append(True)
        except (OSError, UnicodeError, ValueError):
            given.append(False)
        done.set()

    threading.Thread(target=run, name="kaa-name", daemon=True).start()
    done.wait(PATIENCE)
    return given[0] if given else None
