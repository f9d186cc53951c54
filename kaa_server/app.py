"""The HTTP application: routes, middleware, and what happens when something goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import psycopg
import psycopg_pool
from anyio import CapacityLimiter, to_thread
from starlette import routing as starlette_routing
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaa_server import (
    early,
    municipalities,
    notice_inbox,
    openapi,
    routes_admin,
    routes_attachments,
    routes_erasures,
    routes_imports,
    routes_notices,
    routes_review,
    routes_senders,
    routes_session,
    routes_statistics,
    routes_sync,
    sessions,
    storing,
)
from kaa_server.errors import Code, RequestError
from kaa_server.logs import fault, log
from kaa_server.routing import Proof, Received, Route, Services, prove, prove_access
from kaa_server.wire import MEDIA_TYPE, encode, error_body, read_body, target_of

ROUTES: tuple[Route, ...] = (
    *routes_session.ROUTES,
    *routes_sync.ROUTES,
    *routes_review.ROUTES,
    *routes_attachments.ROUTES,
    *routes_erasures.ROUTES,
    *routes_admin.ROUTES,
    *notice_inbox.ROUTES,
    *routes_senders.ROUTES,
    *routes_imports.ROUTES,
    *routes_statistics.ROUTES,
)
RETRY_SECONDS = 5
GUESSES_AT_ONCE = 4
GUESSES_WAITING = 64
SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
Endpoint = Callable[[Request], Awaitable[Response]]


def build(services: Services) -> Starlette:
    """The application over these services; its lifespan opens and closes them."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(services.database.open)
        await services.hub.start()
        beside = [
            asyncio.create_task(rounds(services.database, services.clock))
            for rounds in (early.rounds, storing.rounds)
        ]
        yield
        for task in beside:
            task.cancel()
        await services.hub.stop()
        await run_in_threadpool(services.database.close)

    async def livez(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def readyz(_: Request) -> Response:
        ready = await run_in_threadpool(services.database.answers)
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    described = json.dumps(openapi.document(ROUTES, routes_notices.DESCRIBED)).encode()

    async def describe(_: Request) -> Response:
        return Response(described, media_type="application/json")

    plain = {"/livez": livez, "/readyz": readyz, "/openapi.json": describe}
    routes = [_mount(services, route) for route in ROUTES]
    routes += [starlette_routing.Route(path, _named(path, plain[path])) for path in plain]
    routes += routes_notices.web(services)
    events = _named(openapi.EVENTS[0], _events(services))
    routes.append(starlette_routing.Route(openapi.EVENTS[0], events, methods=["GET"]))
    application = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Outermost, tls=services.tls)],
        exception_handlers={HTTPException: _http_exception, RequestError: _refused},
    )
    application.router.redirect_slashes = False
    return application


class Outermost:
    """Security headers, one log line a request, and a plain answer whatever goes wrong inside."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = dict(SECURITY_HEADERS)
        if tls:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - nothing may reach the client but a plain answer
            await self._failed(error, scope, receive, send_with_headers, begun=status != 0)
        log.info(
            "request",
            method=scope["method"],
            route=scope.get("kaa.route", ""),
            status=status,
            ms=round((time.perf_counter() - began) * 1000, 1),
            device=scope.get("kaa.device"),
        )

    async def _failed(
        self, error: Exception, scope: Scope, receive: Receive, send: Send, *, begun: bool
    ) -> None:
        log.error("failed", route=scope.get("kaa.route", ""), **fault(error))
        away = isinstance(error, psycopg.OperationalError | psycopg_pool.PoolTimeout)
        answer = (
            RequestError(503, Code.UNAVAILABLE, retry_after=RETRY_SECONDS)
            if away
            else RequestError(500, Code.INTERNAL)
        )
        if not begun:
            await _answer(answer)(scope, receive, send)


class _Places:
    """So many at once, so many waiting; whoever comes then is asked to come back."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._free = at_once + waiting

    @contextlib.contextmanager
    def taken(self) -> Iterator[CapacityLimiter]:
        """Hold one place."""
        if self._free == 0:
            raise RequestError(503, Code.UNAVAILABLE, retry_after=RETRY_SECONDS)
        self._free -= 1
        try:
            yield self._limiter
        finally:
            self._free += 1


def _mount(services: Services, route: Route) -> starlette_routing.Route:
    # Password hashing is slow on purpose: strangers who guess must not take every thread.
    slow = route.proof in {Proof.NEW_KEY, Proof.DEVICE_KEY}
    places = _Places(GUESSES_AT_ONCE, GUESSES_WAITING) if slow else None

    async def endpoint(request: Request) -> Response:
        received = await _receive(request, services, with_body=route.body is not None)
        accepted = request.headers.get("accept-encoding", "")

        def work() -> tuple[bytes, dict[str, str]]:
            call = prove(services, route, received)
            if call.caller is not None:
                request.scope["kaa.device"] = str(call.caller.device)
            return encode(route.handler(call), accepted)

        with places.taken() if places else contextlib.nullcontext() as limiter:
            body, headers = await to_thread.run_sync(work, limiter=limiter)
        return Response(body, headers=headers)

    named = _named(route.path, endpoint)
    return starlette_routing.Route(route.path, named, methods=[route.method])


def _events(services: Services) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        received = await _receive(request, services, with_body=False)
        caller = await run_in_threadpool(prove_access, services, received)
        request.scope["kaa.device"] = str(caller.device)
        until = services.clock() + sessions.ACCESS_LIVES
        if caller.expires_at is not None:
            until = caller.expires_at

        async def stream() -> AsyncIterator[bytes]:
            with services.hub.subscribe(caller.municipality) as subscription:
                # Subscribed first and told the horizon then: nothing falls between.
                horizon = await run_in_threadpool(_horizon, services, caller.municipality)
                subscription.tell(horizon)
                async for part in services.hub.stream(subscription, services.clock, until):
                    yield part

        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)

    return endpoint


def _horizon(services: Services, municipality: str) -> int:
    with services.database.tenant(municipality) as connection:
        known = municipalities.load(connection, municipality)
    return known.seq if known else 0


async def _receive(request: Request, services: Services, *, with_body: bool) -> Received:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if with_body and media != MEDIA_TYPE:
        raise RequestError(415, Code.MEDIA_TYPE)
    body = await read_body(request, services.limits)
    return Received(
        method=request.method,
        target=target_of(request),
        body=body,
        authorization=request.headers.get("authorization", ""),
        signature=request.headers.get("kaa-signature", ""),
        encoding=request.headers.get("content-encoding", "").strip().lower(),
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
    )


def _named(path: str, endpoint: Endpoint) -> Endpoint:
    """Tell the log which route it was, by its template."""

    async def named(request: Request) -> Response:
        request.scope["kaa.route"] = path
        return await endpoint(request)

    return named


def _answer(error: RequestError) -> Response:
    body, headers = error_body(error)
    return Response(body, status_code=error.status, headers=headers)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    return _answer(error)


async def _http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: Code.NOT_FOUND, 405: Code.METHOD}
    code = codes.get(error.status_code, Code.BAD_REQUEST)
    response = _answer(RequestError(error.status_code, code))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response
