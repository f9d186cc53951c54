"""HTTP to a school administration's SS 12000 server: tokens, time limits, and asking again.

No redirect is followed, since it could carry the token elsewhere, and no proxy's page is taken for an
answer. Nothing here logs: addresses hold page tokens, bodies hold pupils.
"""

from __future__ import annotations

import enum
import ipaddress
import random
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import httpx
import msgspec

from kaa_server.clock import Clock
from kaa_server.faults import OperatorError

Query = Sequence[tuple[str, str]]
TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 300.0
RENEW_BEFORE: Final = timedelta(seconds=60)
UNSTATED_LIFE: Final = timedelta(minutes=5)
"""How long a token is used when the server does not say how long it lives (RFC 6749 section 5.1)."""


class Why(enum.Enum):
    """What kind of fault it is, for who decides whether to try again tomorrow."""

    SETTINGS = "settings"
    SIGN_IN = "sign-in"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    TOO_LARGE = "too-large"


class SourceFault(OperatorError):
    """The source could not be read to the end. The sentence names no address, token or person."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@attrs.frozen(slots=True, kw_only=True)
class Bounds:
    """How long to wait and how much to take. The standard's own numbers are the server's to choose."""

    connect_seconds: float = 10.0
    silent_seconds: float = 60.0
    answer_seconds: float = 300.0
    """For one whole answer, however its pieces trickle."""
    answer_bytes: int = 64 * 1024 * 1024
    """Of one answer, unpacked."""
    tries: int = 6
    pages: int = 20_000
    """Of one resource: a server whose pages never end must not keep the night."""


@attrs.frozen(slots=True, kw_only=True)
class Config:
    """One source. `base` ends with the version, ``https://skola.example/v2.0``.

    `secret_in_body`: for token endpoints that do not take HTTP Basic (RFC 6749 section 2.3.1).
    `school_units`: the server has ``/schoolUnits`` beside ``/organisations``, as SS 12000:2018 had it;
    by the 2020 description a school unit is an organisation of the kind Skolenhet.
    """

    base: str
    token_url: str
    client_id: str
    client_secret: str = attrs.field(repr=False)
    scope: str = ""
    secret_in_body: bool = False
    school_units: bool = False
    limit: int = 1000
    ca_file: Path | None = None
    bounds: Bounds = attrs.field(factory=Bounds)


@attrs.frozen(slots=True)
class Answer:
    """A JSON object that was answered with 200, or nothing with another status the caller expects."""

    status: int
    content: Mapping[str, Any] = attrs.field(repr=False, factory=dict)
    told_at: datetime | None = None
    """The server's own clock, as its Date header says."""


class _Again(Exception):
    """Not this time, perhaps the next."""

    def __init__(self, fault: SourceFault, after: float = 0.0) -> None:
        super().__init__()
        self.fault = fault
        self.after = after


@attrs.frozen(slots=True)
class _Reply:
    status: int
    headers: httpx.Headers = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)


class Door:
    """One source's server, for the length of a run. Used by one thread."""

    def __init__(
        self, config: Config, clock: Clock, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        _check(config)
        self._config = config
        self._clock = clock
        self._sleep = sleep
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)
        bounds = config.bounds
        try:
            verify = ssl.create_default_context(cafile=config.ca_file)
        except (OSError, ssl.SSLError):
            raise SourceFault(Why.SETTINGS, NO_CA) from None
        self._http = httpx.Client(
            verify=verify,
            timeout=httpx.Timeout(bounds.silent_seconds, connect=bounds.connect_seconds),
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(
        self,
        path: str,
        query: Query,
        expected: frozenset[int],
        is_whole: Callable[[Mapping[str, Any]], bool],
    ) -> Answer:
        """Ask for something below the base; what is not whole is asked for again.

        Raises:
            SourceFault: when it cannot be had, after as many tries as the bounds say. A status in
                `expected` is an answer instead.
        """
        address = self._config.base.rstrip("/") + path
        renewed = False

        def once() -> Answer:
            nonlocal renewed
            headers = {"authorization": f"Bearer {self._valid_token()}"}
            reply = self._send("GET", address, headers, params=list(query))
            if reply.status == 401 and not renewed:
                renewed, self._token = True, ""
                return once()
            answer = _read(reply, expected)
            if answer.status == 200 and not is_whole(answer.content):
                raise _Again(SourceFault(Why.BROKEN, HALF))
            return answer

        return self._insist(once)

    def _insist(self, once: Callable[[], Answer]) -> Answer:
        for number in range(self._config.bounds.tries):
            try:
                return once()
            except _Again as again:
                if number + 1 == self._config.bounds.tries:
                    raise again.fault from None
                # Half of it by chance: many municipalities' nights begin on the hour.
                wait = FIRST_WAIT * 2**number * (0.5 + random.random() / 2)  # noqa: S311 - no secret
                self._sleep(min(LONGEST_WAIT, max(wait, again.after)))
        raise AssertionError

    # -- tokens

    def _valid_token(self) -> str:
        if not self._token or self._clock() >= self._token_until - RENEW_BEFORE:
            self._token, self._token_until = self._new_token()
        return self._token

    def _new_token(self) -> tuple[str, datetime]:
        """OAuth 2.0 client credentials (RFC 6749 section 4.4)."""
        config, auth = self._config, None
        form = {"grant_type": "client_credentials"}
        if config.scope:
            form["scope"] = config.scope
        if config.secret_in_body:
            form |= {"client_id": config.client_id, "client_secret": config.client_secret}
        else:
            auth = httpx.BasicAuth(config.client_id, config.client_secret)
        reply = self._send("POST", config.token_url, {}, data=form, auth=auth)
        if reply.status in {400, 401, 403}:
            raise SourceFault(Why.SIGN_IN, NOT_SIGNED_IN)
        content = _read(reply, frozenset()).content
        token, life = content.get("access_token"), content.get("expires_in")
        kind = str(content.get("token_type", "bearer")).lower()
        if not isinstance(token, str) or not token.isascii() or not token or kind != "bearer":
            raise _Again(SourceFault(Why.SIGN_IN, EMPTY_SIGN_IN))
        lives = UNSTATED_LIFE
        if isinstance(life, int | float | str) and str(life).isdigit():
            # A minute more than what is left out, so that a token is always used at least once.
            lives = timedelta(seconds=min(int(life), 24 * 3600))
        return token, self._clock() + max(lives, RENEW_BEFORE + timedelta(seconds=1))

    # -- one request

    def _send(self, method: str, address: str, headers: Mapping[str, str], **more: Any) -> _Reply:
        asked = {"accept": "application/json", **headers}
        auth = more.pop("auth", None)
        try:
            request = self._http.build_request(method, address, headers=asked, **more)
            response = self._http.send(request, auth=auth, stream=True)
            try:
                return _Reply(response.status_code, response.headers, self._body(response))
            finally:
                response.close()
        except httpx.InvalidURL:
            raise SourceFault(Why.SETTINGS, BAD_ADDRESS) from None
        except httpx.TimeoutException:
            raise _Again(SourceFault(Why.UNREACHABLE, SLOW)) from None
        except httpx.ConnectError as error:
            if _untrusted(error):
                raise SourceFault(Why.SETTINGS, NOT_TRUSTED) from None
            raise _Again(SourceFault(Why.UNREACHABLE, AWAY)) from None
        except httpx.HTTPError:  # the connection was cut, or what came is no HTTP
            raise _Again(SourceFault(Why.BROKEN, HALF)) from None

    def _body(self, response: httpx.Response) -> bytes:
        bounds = self._config.bounds
        parts, size, until = [], 0, time.monotonic() + bounds.answer_seconds
        for part in response.iter_bytes():
            size += len(part)
            if size > bounds.answer_bytes:
                raise SourceFault(Why.TOO_LARGE, TOO_LARGE)
            if time.monotonic() > until:
                raise _Again(SourceFault(Why.UNREACHABLE, SLOW))
            parts.append(part)
        return b"".join(parts)


def _untrusted(error: BaseException | None) -> bool:
    """Whether it was the certificate that stopped a connection."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _read(reply: _Reply, expected: frozenset[int]) -> Answer:
    """What was answered, or why not."""
    if reply.status in expected:
        return Answer(reply.status)
    if reply.status in TRANSIENT:
        raise _Again(SourceFault(Why.UNREACHABLE, BUSY), _retry_after(reply.headers))
    if reply.status in {401, 403}:
        raise SourceFault(Why.REFUSED, NOT_ALLOWED)
    if reply.status != 200:
        raise SourceFault(Why.REFUSED, f"{ODD} Den svarade {reply.status}.")
    media = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise _Again(SourceFault(Why.BROKEN, NOT_JSON))
    try:
        content = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _Again(SourceFault(Why.BROKEN, HALF)) from None
    if not isinstance(content, dict):
        raise _Again(SourceFault(Why.BROKEN, HALF))
    return Answer(reply.status, content, _moment(reply.headers.get("date", "")))


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds to wait, from a number or a date (RFC 9110 section 10.2.3)."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_WAIT))
    until, now = _moment(text), _moment(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else 0.0


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _check(config: Config) -> None:
    for address in (config.base, config.token_url):
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise SourceFault(Why.SETTINGS, BAD_ADDRESS) from None
        if parts.scheme not in {"http", "https"} or not host or parts.query or parts.username:
            raise SourceFault(Why.SETTINGS, BAD_ADDRESS)
        if parts.scheme == "http" and not _loopback(host):
            raise SourceFault(Why.SETTINGS, NO_TLS)
    if not config.client_id or not config.client_secret or config.limit < 1:
        raise SourceFault(Why.SETTINGS, INCOMPLETE)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


NO_CA = "Certifikatfilen för skolornas system går inte att läsa. Kontrollera sökvägen och filen."
BAD_ADDRESS = (
    "Adressen till skolornas system går inte att tyda. Skriv den som https://skola.exempel.se/v2.0, "
    "utan frågetecken och utan användarnamn."
)
NO_TLS = (
    "Adressen till skolornas system börjar med http. Personuppgifter får inte skickas okrypterade. "
    "Ange en adress som börjar med https."
)
INCOMPLETE = "Klient-id eller hemlighet för skolornas system saknas. Fyll i båda."
NOT_SIGNED_IN = (
    "Skolornas system godtar inte klient-id och hemlighet. Be leverantören om nya, eller kontrollera "
    "att de är rätt inskrivna."
)
EMPTY_SIGN_IN = (
    "Inloggningen hos skolornas system svarade utan nyckel. Ta kontakt med leverantören."
)
NOT_TRUSTED = (
    "Skolornas system visar ett certifikat som servern inte litar på. Kontrollera adressen, eller ange "
    "certifikatfilen."
)
SLOW = "Skolornas system svarar för långsamt. Försök igen senare."
AWAY = "Det går inte att nå skolornas system. Kontrollera adressen och nätet och försök igen."
BUSY = "Skolornas system är upptaget eller trasigt just nu. Försök igen senare."
HALF = "Skolornas system skickade ett svar som inte är helt. Försök igen, och anmäl det om det fortsätter."
NOT_JSON = (
    "Skolornas system svarade med något annat än SS 12000, kanske en inloggningssida. Kontrollera "
    "adressen."
)
TOO_LARGE = (
    "Skolornas system skickade ett svar som är för stort att ta emot. Ange färre poster per sida."
)
NOT_ALLOWED = (
    "Skolornas system låter inte kommunen läsa det här. Be leverantören om rätt att läsa personer, "
    "organisationer och program."
)
ODD = "Skolornas system förstod inte frågan."
