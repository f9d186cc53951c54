"""What strangers and faulty clients send: always a 4xx, never a 500, never for ever."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import urllib.parse
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import (
    Enrol,
    Operation,
    Push,
    PushAnswer,
    SignedPush,
    Verb,
    pack,
    push_proof,
)
from kaa_server.app import ROUTES
from kaa_server.errors import RequestError
from kaa_server.openapi import document
from kaa_server.routes_notices import DESCRIBED
from kaa_server.wire import Limits, read_body
from tests.server_fixture import Enroller
from tests.server_process import Device, ServerProcess, new_record
from tests.unit.server.operations import NOTE, YOUTH, youth

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False)
) | (st.text(max_size=8) | st.binary(max_size=20))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 30), inner),
    max_leaves=12,
)
KINDS = [kind.id for kind in REGISTRY]


@pytest.fixture
def anna(enroller: Enroller) -> Device:
    return enroller.device("anna")


@MANY
@given(body=st.binary(max_size=300), encoding=st.sampled_from(["", "zstd", "gzip"]))
def test_any_bytes_to_push(anna: Device, body: bytes, encoding: str) -> None:
    headers = {"content-encoding": encoding, "content-type": "application/msgpack"}
    assert 400 <= anna.send("POST", "/v1/push", body, headers=headers).status_code < 500


@MANY
@given(body=VALUES.map(msgspec.msgpack.encode), path=st.sampled_from(["", "/refresh"]))
def test_any_message_without_a_token(anna: Device, body: bytes, path: str) -> None:
    anna.access = ""
    for target in (f"/v1/session{path}", "/v1/enrol"):
        assert 400 <= anna.send("POST", target, body).status_code < 500


@MANY
@given(payload=st.binary(max_size=60) | VALUES.map(msgspec.msgpack.encode))
def test_any_payload_in_a_signed_push(anna: Device, payload: bytes) -> None:
    body = pack(SignedPush(bytes(64), payload))
    assert 400 <= anna.send("POST", "/v1/push", body).status_code < 500


OPERATIONS = st.builds(
    Operation,
    n=st.just(0),
    tx=st.just(0),
    verb=st.sampled_from(Verb),
    kind=st.sampled_from([*KINDS, 999, 2**40, -1]),
    record=st.sampled_from([bytes(16), bytes(15)]) | st.binary(min_size=16, max_size=16),
    values=st.dictionaries(st.sampled_from([*range(25), -1, 2**40]), VALUES, max_size=6),
    base=st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
    at=st.integers(-(2**63), 2**63 - 1),
    scope=st.none() | st.just(bytes(16)) | st.binary(max_size=20),
)


@MANY
@given(operation=OPERATIONS)
def test_any_operation_is_answered_and_never_breaks_the_server(
    anna: Device, operation: Operation
) -> None:
    """Honestly signed and numbered, odd in everything else: refused, or taken and read again."""
    answered = _push_odd(anna, operation)
    assert answered in {200, 400}
    if answered == 200:
        anna.n += 1
        assert anna.me is not None
        assert anna.send("GET", "/v1/snapshot").status_code == 200
        target = f"/v1/pull?epoch={anna.me.epoch.hex()}&after=0"
        assert anna.send("GET", target).status_code == 200


@MANY
@given(
    named=st.dictionaries(st.sampled_from([2, 3, 4, 16, 18, 19]), VALUES),
    base=st.integers(-3, 9),
)
def test_any_resolution_of_a_real_conflict(
    enroller: Enroller, anna: Device, named: dict[int, Any], base: int
) -> None:
    conflict = REGISTRY.kind(Conflict)
    if anna.n == 0:
        created = youth(anna)
        anna.push([created])
        for value in ("1", "2"):
            n = anna.next_n()
            anna.push([Operation(n, n, Verb.SET, YOUTH.id, created.record, {7: value}, 0, 0)])
    assert anna.me is not None
    target = f"/v1/pull?epoch={anna.me.epoch.hex()}&after=0"
    changes = msgspec.msgpack.decode(_plain(anna.send("GET", target).content))[3]
    made = next(row for row in changes if row[3] == conflict.id)
    values = {k: made[6][k] for k in (2, 3, 4, 16) if k in made[6]} | named
    operation = Operation(0, 0, Verb.RESOLVE, conflict.id, made[4], values, base, 0)
    answered = _push_odd(anna, operation)
    assert answered in {200, 400}
    anna.n += answered == 200


def _push_odd(device: Device, operation: Operation) -> int:
    assert device.me is not None
    n = device.n + 1
    numbered = msgspec.structs.replace(operation, n=n, tx=n)
    push = Push(device.me.device, 1, device.me.user, 1, [numbered])
    payload = pack(push)
    signed = SignedPush(device.key.sign(push_proof(push, payload)), payload)
    return device.send("POST", "/v1/push", pack(signed)).status_code


def _plain(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(body) if body[:1] == b"\x28" else body


@pytest.mark.parametrize(
    "change",
    [
        {"n": 3, "tx": 3},
        {"n": 0, "tx": 0},
        {"n": -1, "tx": -1},
        {"n": 2**63 - 1, "tx": 2**63 - 1},
        {"n": 2, "tx": 0},
        {"n": 2, "tx": 3},
    ],
)
def test_holes_and_split_transactions_are_refused(anna: Device, change: dict[str, int]) -> None:
    operations = [youth(anna), youth(anna)]
    operations[1] = msgspec.structs.replace(operations[1], **change)
    assert anna.send("POST", "/v1/push", pack(anna.signed(operations))).status_code == 400


def test_an_empty_push_and_odd_incarnations_are_refused(anna: Device) -> None:
    operations = [youth(anna)]
    for signed in (
        anna.signed([]),
        anna.signed(operations, incarnation=0),
        anna.signed(operations, incarnation=-5),
        anna.signed(operations, incarnation=2**62),
    ):
        assert anna.send("POST", "/v1/push", pack(signed)).status_code == 400


def test_sizes_are_bounded_as_sent_and_unpacked(anna: Device) -> None:
    anna.access = ""
    assert anna.send("POST", "/v1/enrol", bytes(8 * 1024 * 1024 + 1)).status_code == 413
    bomb = zstandard.ZstdCompressor().compress(bytes(200 * 1024 * 1024))
    assert len(bomb) < 100_000
    response = anna.send("POST", "/v1/enrol", bomb, headers={"content-encoding": "zstd"})
    assert response.status_code == 413
    deep = b"\x91" * 100_000 + b"\xc0"
    assert anna.send("POST", "/v1/enrol", deep).status_code == 400


def test_a_window_larger_than_allowed_is_refused_before_memory_is_taken(anna: Device) -> None:
    anna.access = ""
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(b"x" * 1000) + packer.flush()
    response = anna.send("POST", "/v1/enrol", body, headers={"content-encoding": "zstd"})
    assert response.status_code == 400


def test_names_and_passwords_have_a_length(anna: Device) -> None:
    anna.access = ""
    key = anna.key.public_key().public_bytes_raw()
    long = Enrol("9901", "a", "x" * 1025, "c", "d", key, "p")
    nul = Enrol("9901", "a\0", "x", "c", "d", key, "p")
    for form in (long, nul):
        assert anna.send("POST", "/v1/enrol", pack(form)).status_code == 400


def test_only_messagepack_is_read(anna: Device) -> None:
    for headers in ({"content-type": "text/plain"}, {"content-encoding": "br"}):
        assert anna.send("POST", "/v1/push", b"{}", headers=headers).status_code == 415


def test_a_body_that_never_comes_is_given_up() -> None:
    async def receive() -> Any:
        await asyncio.Event().wait()

    scope = {"type": "http", "method": "POST", "headers": [], "path": "/", "query_string": b""}

    async def read() -> None:
        await read_body(Request(scope, receive), Limits(read_seconds=0.05))

    with pytest.raises(RequestError) as refused:
        asyncio.run(read())
    assert refused.value.status == 408


def test_a_length_that_lies_does_not_hinder_the_bound() -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": bytes(600), "more_body": True}

    for declared in (b"1", b"-1", b"hej", b"99999999999999999999"):
        headers = [(b"content-length", declared)]
        scope = {"type": "http", "method": "POST", "headers": headers, "path": "/"}
        limits = Limits(sent_bytes=1000)
        with pytest.raises(RequestError) as refused:
            asyncio.run(read_body(Request(scope, receive), limits))
        assert refused.value.status == 413


@pytest.mark.parametrize(
    "raw",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /v1/pull%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/history/%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/push HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /v1/pull HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\nKaa-Signature: \xff\r\n\r\n",
        b"GET /v1/pull?epoch=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_broken_http_is_the_senders_fault(server: ServerProcess, raw: bytes) -> None:
    place = urllib.parse.urlsplit(server.url)
    assert place.hostname is not None
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        answer = b""
        with contextlib.suppress(OSError):  # the server may already have hung up
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            answer = connection.recv(64)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


def test_paths_and_methods_that_are_not_there(anna: Device) -> None:
    for method, target, status in (
        ("GET", "/", 404),
        ("GET", "/v1/pull/", 404),
        ("DELETE", "/v1/push", 405),
        ("GET", "/v1/push", 405),
        ("POST", "/v1/pull", 405),
    ):
        response = anna.send(method, target)
        assert response.status_code == status, target
        assert response.headers["content-type"] == "application/msgpack"


def test_every_answer_carries_the_security_headers(anna: Device) -> None:
    for target in ("/livez", "/v1/about", "/finns-inte", "/v1/pull"):
        headers = anna.send("GET", target).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_document_and_the_routes_are_the_same(anna: Device) -> None:
    described = json.loads(anna.send("GET", "/openapi.json").content)
    assert described == json.loads(json.dumps(document(ROUTES, DESCRIBED)))
    asked = {(route.method.lower(), route.path) for route in ROUTES}
    told = {
        (method, path)
        for path, operations in described["paths"].items()
        for method in operations
        if path.startswith("/v1/") and path != "/v1/events"
    }
    assert told == asked
    for path in described["paths"]:
        response = anna.send("OPTIONS", re.sub(r"\{\w+\}", new_record().hex(), path))
        assert response.status_code == 405, path
    for form in ("SignedPush", "PushAnswer", "Change", "ErrorBody", "Enrol"):
        assert form in described["components"]["schemas"]


def test_nothing_about_a_person_is_in_the_log(enroller: Enroller, server: ServerProcess) -> None:
    anna = enroller.device("annakarinlog")
    created = youth(anna, given_name="Planterad")
    note = NOTE.by_name["text"].id
    n = anna.next_n()
    text = {
        NOTE.by_name["youth"].id: created.record,
        NOTE.by_name["occurred_on"].id: "2026-11-20",
        note: "Planterad anteckning",
    }
    told = Operation(n, n, Verb.CREATE, NOTE.id, new_record(), text, 0, 0, created.record)
    anna.push([created, told])
    anna.send("GET", f"/v1/history/{created.record.hex()}")
    anna.send("GET", "/v1/pull?epoch=Planterad&after=0")
    anna.send("GET", "/v1/Planterad")
    anna.ask("POST", "/v1/push", PushAnswer, anna.signed([created, told]))
    written = server.log.read_text()
    assert '"/v1/history/{record}"' in written
    assert anna.me is not None
    for planted in ("Planterad", "annakarinlog", "Annakarinlog", "200801012383"):
        assert planted not in written.replace(str(server.port), "")
    for secret in (created.record.hex(), anna.access, anna.refresh):
        assert secret not in written


def test_no_request_of_these_tests_was_answered_with_500(server: ServerProcess) -> None:
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line[:1] == "{"]
    assert [line for line in lines if line["event"] == "failed"] == []
    assert {line["status"] for line in lines if line["event"] == "request"} <= {
        *(200, 201, 303, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 503),
    }
