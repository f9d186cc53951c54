"""A small school administration on loopback that speaks SS 12000:2020, well or as badly as a test wants.

What it is asked and what it answers are both held against the published description, as far as the
program relies on it (tests/fixtures/ss12000/description.json): what does not fit stands in
`violations`, which `school_server` asserts to be empty.
"""

from __future__ import annotations

import base64
import json
import re
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import attrs

DESCRIPTION: dict[str, Any] = json.loads(
    (Path(__file__).parent / "fixtures" / "ss12000" / "description.json").read_text("utf-8")
)
CLIENT_ID, SECRET = "kaa-kommun", "hemlig: nyckel/å"
JSON = "application/json; charset=utf-8"


@attrs.frozen(kw_only=True)
class Fault:
    """What goes wrong with one request, the first that comes to `path` (None: to any below the base)."""

    path: str | None = None
    status: int = 200
    headers: dict[str, str] = attrs.field(factory=dict)
    body: bytes | None = None
    """Instead of the page."""
    cut: bool = False
    """Half of the answer, then the connection closes."""
    media: str = JSON
    drip_seconds: float = 0.0
    """Between the bytes of the answer."""
    wait_seconds: float = 0.0
    """Before the first."""


@attrs.frozen
class Asked:
    """One request below the base."""

    path: str
    query: dict[str, list[str]]


@attrs.define
class SchoolServer:
    """What it holds and how it behaves."""

    organisations: list[dict[str, Any]] = attrs.field(factory=list)
    programmes: list[dict[str, Any]] = attrs.field(factory=list)
    persons: list[dict[str, Any]] = attrs.field(factory=list)
    deleted: dict[str, list[str]] = attrs.field(factory=dict)
    school_units: bool = False
    """Whether there is /schoolUnits, as in SS 12000:2018."""
    absent: set[str] = attrs.field(factory=set)
    most: int = 1000
    """Of one page, whatever limit is asked for."""
    expires_in: Any = 3600
    faults: deque[Fault] = attrs.field(factory=deque)
    token_faults: deque[Fault] = attrs.field(factory=deque)
    asked: list[Asked] = attrs.field(factory=list)
    violations: list[str] = attrs.field(factory=list)
    tokens: list[str] = attrs.field(factory=list)
    valid: set[str] = attrs.field(factory=set)
    in_a_ring: bool = False
    url: str = ""
    _pages: dict[str, list[Any]] = attrs.field(factory=dict)

    @property
    def base(self) -> str:
        """Where the resources are."""
        return f"{self.url}/v2.0"

    @property
    def token_url(self) -> str:
        """Where tokens are given."""
        return f"{self.url}/oauth2/token"

    def forget_pages(self) -> None:
        """No page token given so far works any longer."""
        self._pages.clear()

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [one.path for one in self.asked]

    # -- answers

    def token(self, form: dict[str, list[str]], authorization: str) -> tuple[int, Any]:
        """RFC 6749 section 4.4."""
        basic = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        in_body = (form.get("client_id"), form.get("client_secret")) == ([CLIENT_ID], [SECRET])
        if form.get("grant_type") != ["client_credentials"]:
            return 400, {"error": "unsupported_grant_type"}
        if authorization != f"Basic {basic}" and not in_body:
            return 401, {"error": "invalid_client"}
        self.tokens.append(f"tok-{len(self.tokens)}-{self.url[-4:]}")
        self.valid.add(self.tokens[-1])
        answer = {"access_token": self.tokens[-1], "token_type": "Bearer"}
        return 200, answer | ({} if self.expires_in is None else {"expires_in": self.expires_in})

    def page(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        """One page of a resource."""
        self.asked.append(Asked(path, query))
        name = path.removeprefix("/")
        known = {"organisations", "programmes", "persons", "deletedEntities"}
        if self.school_units:
            known.add("schoolUnits")
        if name not in known - self.absent:
            return 404, {"code": "404", "message": "finns inte"}
        if problem := "" if name == "schoolUnits" else wrong_question(path, query):
            self.violations.append(problem)
            return 400, {"code": "400", "message": problem}
        limit = min(self.most, int(query.get("limit", ["1000"])[0]))
        if "pageToken" in query:
            left = self._pages.get(query["pageToken"][0])
            if left is None:
                return 400, {"code": "400", "message": "okänd pageToken"}
        else:
            left = self._found(name, query)
        answer = self._portion(name, left, limit)
        self.violations += [] if name == "schoolUnits" else wrong_answer(path, answer)
        return 200, answer

    def _found(self, name: str, query: dict[str, list[str]]) -> list[Any]:
        if name == "deletedEntities":
            return [(entity, one) for entity, ids in self.deleted.items() for one in ids]
        if name == "schoolUnits":
            return [one for one in self.organisations if one["organisationType"] == "Skolenhet"]
        found: list[dict[str, Any]] = getattr(self, name)
        if query.get("relationship.entity.type") == ["enrolment"]:
            found = [one for one in found if one.get("enrolments")]
        if "meta.modified.after" in query:
            after = datetime.fromisoformat(query["meta.modified.after"][0])
            found = [
                one for one in found if datetime.fromisoformat(one["meta"]["modified"]) > after
            ]
        return found

    def _portion(self, name: str, left: list[Any], limit: int) -> Any:
        page, rest = left[:limit], left[limit:]
        token = None
        if rest:
            token = f"sida-{name}-{len(rest)}"
            self._pages[token] = left if self.in_a_ring else rest
        if name == "deletedEntities":
            data: Any = {}
            for entity, one in page:
                data.setdefault(entity, []).append(one)
            return {"data": data, "pageToken": token}
        return {"data": page, "pageToken": token}


# -- the description


def wrong_question(path: str, query: dict[str, list[str]]) -> str:
    """What the description has against a request; nothing when it fits."""
    parameters = DESCRIPTION["paths"][path]["parameters"]
    if "pageToken" in query and set(query) - {"pageToken", "limit"}:
        return f"{path}: pageToken with a filter"
    for name, values in query.items():
        if name not in parameters:
            return f"{path}: {name} is not in the description"
        form = parameters[name]
        several = form["type"] == "array"
        if len(values) > 1 and not several:
            return f"{path}: {name} more than once"
        for value in values:
            if problem := _wrong_text(value, form["items"] if several else form):
                return f"{path}: {name} {problem}"
    return ""


def wrong_answer(path: str, answer: dict[str, Any]) -> list[str]:
    """What the description has against an answer's page."""
    form = DESCRIPTION["schemas"][DESCRIPTION["paths"][path]["objects"]]
    token = answer.get("pageToken")
    problems = [] if token is None or isinstance(token, str) else [f"{path}: pageToken"]
    objects = [answer["data"]] if path == "/deletedEntities" else answer["data"]
    return problems + [problem for one in objects for problem in _wrong_value(one, form, path)]


def _wrong_text(value: str, form: dict[str, Any]) -> str:
    if form["type"] == "integer":
        fits = value.isdigit() and int(value) >= form.get("minimum", 0)
        return "" if fits else "is no whole number"
    if form["type"] == "boolean":
        return "" if value in {"true", "false"} else "is neither true nor false"
    return next(iter(_wrong_value(value, form, "")), "")


_KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def _wrong_value(value: Any, form: dict[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, _KINDS[form["type"]]):
        yield f"{where}: is no {form['type']}"
    elif isinstance(value, dict):
        yield from _wrong_object(value, form, where)
    elif isinstance(value, list):
        for one in value:
            yield from _wrong_value(one, form["items"], where)
    elif "enum" in form and value not in form["enum"]:
        yield f"{where}: is none of the codes"
    elif isinstance(value, str) and not _formatted(value, form.get("format", "")):
        yield f"{where}: is no {form['format']}"


def _wrong_object(value: dict[str, Any], form: dict[str, Any], where: str) -> Iterator[str]:
    for name in form["required"]:
        if name not in value:
            yield f"{where}: {name} is missing"
    for name, one in value.items():
        if name not in form["properties"]:
            yield f"{where}: {name} is not in the description"
        else:
            yield from _wrong_value(one, form["properties"][name], f"{where}.{name}")


def _formatted(value: str, form: str) -> bool:
    try:
        if form == "uuid":
            UUID(value)
        elif form == "date":
            date.fromisoformat(value)
        elif form == "date-time":
            return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True


# -- HTTP


class _Listening(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    school: SchoolServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer's second part waits 40 ms

    def do_POST(self) -> None:
        school = self._school
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        if urlsplit(self.path).path != "/oauth2/token":
            self._send(404, {}, Fault())
            return
        fault = school.token_faults.popleft() if school.token_faults else Fault()
        status, answer = school.token(form, self.headers.get("Authorization", ""))
        self._send(status if fault.status == 200 else fault.status, answer, fault)

    def do_GET(self) -> None:
        school, parts = self._school, urlsplit(self.path)
        path = parts.path.removeprefix("/v2.0")
        fault = Fault()
        if school.faults and school.faults[0].path in {None, path}:
            fault = school.faults.popleft()
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in school.valid:
            self._send(401, {"code": "401", "message": "nyckel"}, fault)
            return
        if fault.status != 200:
            school.asked.append(Asked(path, parse_qs(parts.query)))
            self._send(fault.status, {"code": "x", "message": "fel"}, fault)
            return
        status, answer = school.page(path, parse_qs(parts.query))
        self._send(status, answer, fault)

    @property
    def _school(self) -> SchoolServer:
        assert isinstance(self.server, _Listening)
        return self.server.school

    def _send(self, status: int, answer: Any, fault: Fault) -> None:
        body = json.dumps(answer).encode() if fault.body is None else fault.body
        time.sleep(fault.wait_seconds)
        self.send_response_only(status)
        for name, value in {"date": self.date_time_string(), **fault.headers}.items():
            self.send_header(name, value)
        self.send_header("content-type", fault.media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault.cut:
            body = body[: len(body) // 2]
            self.close_connection = True
        if not fault.drip_seconds:
            self.wfile.write(body)
            return
        for one in re.findall(rb"(?s).", body):
            self.wfile.write(one)
            self.wfile.flush()
            time.sleep(fault.drip_seconds)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def school_server(
    school: SchoolServer | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[SchoolServer]:
    """The server, listening; what does not fit the description fails the test that caused it."""
    school = school or SchoolServer()
    server = _Listening(("127.0.0.1", 0), _Handler)
    server.school = school
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    school.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield school
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert not school.violations, school.violations
