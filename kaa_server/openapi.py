"""The OpenAPI document, made from the routes and the messages themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from kaa_core import __version__
from kaa_core.sync.messages import ErrorBody
from kaa_server.routing import Proof, Route
from kaa_server.wire import MEDIA_TYPE

_PARAMETER = re.compile(r"{(\w+)}")
#: Not MessagePack, hence not in the routes' table: (path, summary, media type of the answer).
PLAIN = (
    ("/livez", "The process lives", "application/json"),
    ("/readyz", "The database answers", "application/json"),
    ("/openapi.json", "This document", "application/json"),
)
EVENTS = ("/v1/events", "Woken when there is something to pull", "text/event-stream")


def document(
    routes: Iterable[Route], others: Iterable[tuple[str, str, str, str]] = ()
) -> dict[str, Any]:
    """The document as JSON-ready values. Bodies are MessagePack arrays; the schemas say so.

    `others` are neither signed nor MessagePack: method, path, summary and the answer's media type.
    """
    known = tuple(routes)
    forms: list[Any] = [ErrorBody]
    for route in known:
        forms += [form for form in (route.answer, route.body) if form is not None]
    schemas, components = msgspec.json.schema_components(
        forms, ref_template="#/components/schemas/{name}"
    )
    by_form = dict(zip(forms, schemas, strict=True))
    paths: dict[str, Any] = {}
    for route in known:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_form)
    for path, summary, media in (*PLAIN, EVENTS):
        paths[path] = {"get": _plain(path, summary, media)}
    for method, path, summary, media in others:
        paths.setdefault(path, {})[method] = _plain(path, summary, media)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "KAA server",
            "version": __version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "access": {"type": "http", "scheme": "bearer"},
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Kaa-Signature",
                    "description": "base64url of the device's Ed25519 signature of the request",
                },
            },
        },
    }


def _operation(route: Route, forms: dict[Any, Any]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": forms[route.answer]}}
    failure = {MEDIA_TYPE: {"schema": forms[ErrorBody]}}
    operation: dict[str, Any] = {
        "summary": route.summary,
        "responses": {
            "200": {"description": "Done", "content": content},
            "default": {"description": "Refused", "content": failure},
        },
        "security": _security(route.proof),
    }
    if route.body is not None:
        body = {MEDIA_TYPE: {"schema": forms[route.body]}}
        operation["requestBody"] = {"required": True, "content": body}
    parameters = [_parameter(name, "path") for name in _PARAMETER.findall(route.path)]
    parameters += [_parameter(name, "query") for name in route.query]
    if parameters:
        operation["parameters"] = parameters
    return operation


def _security(proof: Proof) -> list[dict[str, list[str]]]:
    if proof is Proof.NOTHING:
        return []
    if proof is Proof.ACCESS_TOKEN:
        return [{"access": [], "signature": []}]
    return [{"signature": []}]


def _plain(path: str, summary: str, media: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": summary,
        "responses": {"200": {"description": "Done", "content": {media: {}}}},
        "security": _security(Proof.ACCESS_TOKEN if path == EVENTS[0] else Proof.NOTHING),
    }
    if parameters := [_parameter(name, "path") for name in _PARAMETER.findall(path)]:
        described["parameters"] = parameters
    return described


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": {"type": "string"},
    }
