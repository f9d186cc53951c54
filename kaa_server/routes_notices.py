"""The web form for schools' notices, and the same for their programs in JSON.

No script, nothing from elsewhere. Whoever posts must hold both the visit's cookie and the token in the
form that is made from it, and the browser must say that the form is ours. Addresses hold the
municipality's code and a receipt's number, never anything about a pupil; the log has their templates.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import attrs
import msgspec
import psycopg
import psycopg_pool
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kaa_server import municipalities, notice_form, notice_pages, notice_senders, notices
from kaa_server.database import MUNICIPALITY
from kaa_server.errors import Code, RequestError
from kaa_server.logs import fault, log
from kaa_server.municipalities import Municipality
from kaa_server.notice_senders import Sender
from kaa_server.routing import Services
from kaa_server.wire import Limits, read_body

FORM: Final = "application/x-www-form-urlencoded"
BOUNDS: Final = Limits(sent_bytes=16 * 1024, read_seconds=20.0)
VISIT, START = "kaa_anmalan", "kaa_anmalan_start"
#: Listed in the OpenAPI document: (method, path, summary, media type of the answer).
DESCRIBED: Final = (
    ("get", "/anmalan/{municipality}", "The form for schools' notices", "text/html"),
    ("post", "/anmalan/{municipality}", "Send the form", "text/html"),
    ("post", "/anmalan/{municipality}/logga-in", "Sign in with a school's key", "text/html"),
    ("post", "/anmalan/{municipality}/logga-ut", "Sign out", "text/html"),
    ("get", "/anmalan/{municipality}/kvitto/{receipt}", "A receipt to print", "text/html"),
    ("post", "/anmalan/{municipality}/api", "A notice from a school's program", "application/json"),
)
_SENTENCES: Final = {
    Code.CREDENTIALS: "Nyckeln stämmer inte, eller så är den spärrad. Skriv den igen, eller be "
    "kommunen om en ny.",
    Code.TOO_LARGE: "Det du skickade är för stort. Anmälan är inte mottagen.",
    Code.SLOW_BODY: "Det du skickade kom inte fram i tid. Anmälan är inte mottagen. Försök igen.",
    Code.NOT_FOUND: "Sidan finns inte. Kontrollera adressen, eller fråga kommunen.",
    Code.UNAVAILABLE: "Det går inte att ta emot anmälan just nu. Försök igen om en stund.",
}
_FORGED: Final = (
    "Anmälan är inte mottagen, för formuläret gick inte att kontrollera.",
    "Öppna sidan på nytt och försök igen. Webbläsaren måste tillåta kakor från sidan.",
)
_OTHERWISE: Final = "Något gick fel. Anmälan är inte mottagen. Försök igen."


@attrs.frozen(slots=True)
class Visit:
    """A request to the form of one municipality. `sender`: who is signed in, if anybody."""

    services: Services
    request: Request = attrs.field(repr=False)
    where: Municipality
    sender: Sender | None
    token: str = attrs.field(repr=False)
    fields: Mapping[str, str] = attrs.field(repr=False)

    @property
    def code(self) -> str:
        """The municipality's."""
        return self.where.code


Page = Callable[[Visit], Response]


def web(services: Services) -> list[Route]:
    """The form's routes."""

    async def style(request: Request) -> Response:
        request.scope["kaa.route"] = notice_pages.STYLE_PATH
        headers = {"cache-control": "max-age=86400"}
        return Response(notice_pages.STYLE, media_type="text/css", headers=headers)

    made = [Route(notice_pages.STYLE_PATH, style)]
    for method, path, page in (
        ("GET", "/anmalan/{municipality}", show_form),
        ("POST", "/anmalan/{municipality}", send_form),
        ("POST", "/anmalan/{municipality}/logga-in", sign_in),
        ("POST", "/anmalan/{municipality}/logga-ut", sign_out),
        ("GET", "/anmalan/{municipality}/kvitto/{receipt}", show_receipt),
    ):
        made.append(Route(path, _endpoint(services, path, page), methods=[method]))
    api = "/anmalan/{municipality}/api"
    made.append(Route(api, _api(services, api), methods=["POST"]))
    return made


# -- pages


def show_form(visit: Visit) -> Response:
    """The form, or where to sign in."""
    if visit.sender is None:
        return _to_sign_in(visit)
    once = secrets.token_urlsafe(24)
    values = {"school": visit.sender.name}
    return _html(notice_pages.form(visit.where, visit.sender, _csrf(visit.token), once, values, {}))


def sign_in(visit: Visit) -> Response:
    """A school shows its key."""
    _check_ours(visit, visit.request.cookies.get(START, ""))
    services, key = visit.services, visit.fields.get("key", "")
    try:
        sender = notice_senders.prove(services.database, services.clock, visit.code, key)
    except RequestError as error:
        return _to_sign_in(visit, error)
    token = notice_senders.begin_visit(services.database, services.clock, visit.code, sender)
    response = RedirectResponse(f"/anmalan/{visit.code}", status_code=303)
    _set_cookie(visit, response, VISIT, token)
    _set_cookie(visit, response, START, "")
    return response


def sign_out(visit: Visit) -> Response:
    """End the visit."""
    _check_ours(visit, visit.token)
    notice_senders.end_visit(visit.services.database, visit.code, visit.token)
    response = RedirectResponse(f"/anmalan/{visit.code}", status_code=303)
    _set_cookie(visit, response, VISIT, "")
    return response


def send_form(visit: Visit) -> Response:
    """Take a notice in; its receipt has an address of its own, so that reading it sends nothing again."""
    if visit.sender is None:
        return _to_sign_in(visit, RequestError(401, Code.TOKEN))
    _check_ours(visit, visit.token)
    services, fields = visit.services, visit.fields
    once = fields.get("once", "")
    read = notice_form.read(fields, notices.today(services.clock), practice=visit.where.practice)
    if read.told is None or len(once) < 16:
        again = notice_pages.form(
            visit.where,
            visit.sender,
            _csrf(visit.token),
            once if len(once) >= 16 else secrets.token_urlsafe(24),
            fields,
            read.problems,
        )
        return _html(again, 422)
    # Known to this sender's browser alone: the form's own number, under the visit's token.
    key = hmac.digest(visit.token.encode(), once.encode(), "sha256")
    receipt = notices.accept(
        services.database, services.clock, visit.code, visit.sender, read.told, key
    )
    response = RedirectResponse(f"/anmalan/{visit.code}/kvitto/{receipt.number}", status_code=303)
    response.background = _delivery(services, visit.code)
    return response


def show_receipt(visit: Visit) -> Response:
    """A receipt, to its own sender."""
    if visit.sender is None:
        return _to_sign_in(visit, RequestError(401, Code.TOKEN))
    number = str(visit.request.path_params["receipt"])
    if not number.isascii() or not number.isprintable():
        raise RequestError(404, Code.NOT_FOUND)
    with visit.services.database.tenant(visit.code) as connection:
        receipt = notices.receipt(connection, visit.code, visit.sender, number)
    if receipt is None:
        raise RequestError(404, Code.NOT_FOUND)
    return _html(notice_pages.receipt(visit.where, visit.sender, _csrf(visit.token), receipt))


def _to_sign_in(visit: Visit, error: RequestError | None = None) -> Response:
    """The page that asks for the key; with a fresh token for it, since nobody is signed in."""
    said = ""
    if error is not None and error.code is Code.TOKEN:
        said = "Du har loggats ut. Det du skrev är inte skickat. Logga in och skriv det igen."
    elif error is not None:
        said = _sentence(error)
    token = secrets.token_urlsafe(24)
    response = _html(
        notice_pages.login(visit.where, _csrf(token), said), error.status if error else 200
    )
    if error is not None and error.retry_after:
        response.headers["retry-after"] = str(error.retry_after)
    _set_cookie(visit, response, START, token)
    return response


# -- JSON


def _api(services: Services, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["kaa.route"] = path
        try:
            body = await _body(request, "application/json")
            return await run_in_threadpool(_take_json, services, request, body)
        except RequestError as error:
            headers = {"retry-after": str(error.retry_after)} if error.retry_after else {}
            said = {"code": error.code.value, "message": _sentence(error)}
            return JSONResponse(said, error.status, headers)

    return endpoint


def _take_json(services: Services, request: Request, body: bytes) -> Response:
    code = str(request.path_params["municipality"])
    where = _where(services, code)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RequestError(401, Code.CREDENTIALS)
    sender = notice_senders.prove(services.database, services.clock, code, key.strip())
    try:
        fields = msgspec.json.decode(body, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestError(400, Code.BAD_REQUEST) from None
    read = notice_form.read(
        {"school": sender.name, **fields}, notices.today(services.clock), practice=where.practice
    )
    unknown = sorted(fields.keys() - set(notice_form.FIELDS))
    if read.told is None or unknown:
        problems = {"fields": "Här finns ett fält som inte ska vara med."} if unknown else {}
        return JSONResponse({"code": "invalid", "errors": {**problems, **read.problems}}, 422)
    repeat = request.headers.get("idempotency-key", "") or secrets.token_urlsafe(24)
    once = hmac.digest(key.strip().encode(), repeat.encode(), "sha256")
    receipt = notices.accept(services.database, services.clock, code, sender, read.told, once)
    answer = {"receipt": receipt.number, "received": receipt.received.isoformat()}
    status = 201 if receipt.fresh else 200
    return JSONResponse(answer, status, background=_delivery(services, code))


# -- what all have in common


def _endpoint(
    services: Services, path: str, page: Page
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["kaa.route"] = path
        try:
            fields: Mapping[str, str] = {}
            if request.method == "POST":
                fields = _fields(await _body(request, FORM))
            return await run_in_threadpool(_visit, services, request, fields, page)
        except RequestError as error:
            return _failed(error)
        except Exception as error:  # noqa: BLE001 - whoever reads the page needs a page
            log.error("failed", route=path, **fault(error))
            away = isinstance(error, psycopg.OperationalError | psycopg_pool.PoolTimeout)
            return _failed(
                RequestError(503, Code.UNAVAILABLE, retry_after=5)
                if away
                else RequestError(500, Code.INTERNAL)
            )

    return endpoint


def _visit(services: Services, request: Request, fields: Mapping[str, str], page: Page) -> Response:
    code = str(request.path_params["municipality"])
    where, token = _where(services, code), request.cookies.get(VISIT, "")
    sender = None
    if token:
        with services.database.tenant(code) as connection:
            sender = notice_senders.visitor(connection, services.clock, code, token)
    return page(Visit(services, request, where, sender, token, fields))


def _where(services: Services, code: str) -> Municipality:
    """The municipality, if it takes notices here."""
    if not MUNICIPALITY.fullmatch(code):
        raise RequestError(404, Code.NOT_FOUND)
    with services.database.tenant(code) as connection:
        where = municipalities.load(connection, code)
        if where is None or not notice_senders.takes_notices(connection, code):
            raise RequestError(404, Code.NOT_FOUND)
    return where


async def _body(request: Request, wanted: str) -> bytes:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != wanted or request.headers.get("content-encoding", "identity") != "identity":
        raise RequestError(415, Code.MEDIA_TYPE)
    return await read_body(request, BOUNDS)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=30, errors="strict")
    except ValueError:
        raise RequestError(400, Code.BAD_REQUEST) from None
    return dict(pairs)


def _check_ours(visit: Visit, token: str) -> None:
    """Refuse a form that another site has made (OWASP: signed double submit, Fetch Metadata)."""
    site = visit.request.headers.get("sec-fetch-site", "same-origin")
    sent = visit.fields.get("csrf", "")
    ours = bool(token) and hmac.compare_digest(sent.encode(), _csrf(token).encode())
    if site not in {"same-origin", "none"} or not ours:
        raise RequestError(403, Code.BAD_SIGNATURE)


def _csrf(token: str) -> str:
    """What stands in the form beside the cookie: nobody makes it who has not read the cookie."""
    made = hashlib.sha256(b"kaa-notice-form\0" + token.encode()).digest()
    return base64.urlsafe_b64encode(made).decode()


def _set_cookie(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=None if value else 0,
        path=f"/anmalan/{visit.code}",
        secure=_secure(visit.request),
        httponly=True,
        samesite="strict",
    )


def _secure(request: Request) -> bool:
    """Always, but on one's own computer without TLS: there a browser would not keep the cookie."""
    proxied = request.headers.get("x-forwarded-proto", request.url.scheme)
    host = request.url.hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return proxied == "https" or not here


def _delivery(services: Services, code: str) -> BackgroundTask:
    """Looks for the youth when the answer has gone out: its time tells nobody who is known."""
    return BackgroundTask(notices.deliver_soon, services.database, services.clock, code)


def _html(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, notice_pages.HEADERS)


def _failed(error: RequestError) -> Response:
    sentences: Any = (_sentence(error),)
    if error.code is Code.BAD_SIGNATURE:
        sentences = _FORGED
    response = _html(notice_pages.told(None, "Det gick inte", sentences), error.status)
    if error.retry_after:
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _sentence(error: RequestError) -> str:
    if error.code is Code.TOO_MANY_TRIES:
        minutes = max(1, round(error.retry_after / 60))
        return f"Det är för många försök. Anmälan är inte mottagen. Vänta {minutes} min."
    return _SENTENCES.get(error.code, _OTHERWISE)
