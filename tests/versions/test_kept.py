"""What former versions have written and said is read by the program as it is now."""

from __future__ import annotations

import importlib
import json
import lzma
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from kaa_core.model.records import JournalNote
from kaa_core.sync.messages import ErrorBody, Message, Push, SignedPush, pack, unpack
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
from kaa_server.app import ROUTES
from kaa_server.push import check_form
from tests.fixtures.running import PASSPHRASE, VERSIONS, names

NAMES = names()


@pytest.fixture(params=NAMES)
def version(request: pytest.FixtureRequest) -> Path:
    """The folder of a kept version."""
    return VERSIONS / str(request.param)


def laptop(version: Path, folder: Path) -> tuple[Store, dict[str, Any]]:
    """The kept laptop's store, opened by the program as it is now, and what it is to hold."""
    shutil.unpack_archive(version / "profile.tar.xz", folder)
    from kaa_desktop.app import profiles

    [profile] = profiles.read(folder)
    with SlotFile(folder / SLOTS, profile.id).unlock(PASSPHRASE) as key:
        store = Store.open(folder, key, lambda: 1_795_000_000_000)
    return store, json.loads((version / "expected.json").read_text())


def test_a_former_store_opens_with_nothing_lost(version: Path, tmp_path: Path) -> None:
    store, expected = laptop(version, tmp_path)
    with store:
        store.lists_ready().result(30)
        store.search_ready().result(30)
        assert held(store) == expected["state"]
        assert len(store.waiting(1000)) == expected["waiting"]
        assert [one.n for one in store.waiting(1000)] == sorted(
            one.n for one in store.waiting(1000)
        )
        assert len(store.queries.drafts()) == len(expected["drafts"])
        unsettled = [one for one in store.queries.conflicts() if one.resolution is None]
        assert len(unsettled) == expected["conflicts"]
        found = store.queries.notes("plommonstop")
        assert [one.text for one in found if isinstance(one, JournalNote)] == [
            "Skrivet utan nät. Plommonstop."
        ]


def held(store: Store) -> dict[str, Any]:
    """Every record that is not deleted, in the words of expected.json."""
    from tests.torture.verdict import state_of

    return {
        record.hex(): {str(one): repr(values[one]) for one in sorted(values)}
        for record, (_, _, values, _) in state_of(store).items()
    }


def test_former_samples_are_read_and_today_only_adds_at_the_end(version: Path) -> None:
    samples = json.loads((version / "wire.json").read_text())
    for name, digits in samples.items():
        module, form = name.split(".")
        cls: type[Message] = getattr(importlib.import_module(f"kaa_core.sync.{module}"), form)
        body = bytes.fromhex(digits)
        before = msgspec.msgpack.decode(body)
        now = msgspec.msgpack.decode(pack(unpack(body, cls)))
        assert grown(before, now), f"{name} is not what it was with more at the end"


def grown(before: Any, now: Any) -> bool:
    """Whether a packed value is what it was, with nothing but new fields at the end of arrays."""
    if isinstance(before, list) and isinstance(now, list):
        pairs = zip(before, now, strict=False)
        return len(before) <= len(now) and all(grown(*pair) for pair in pairs)
    return bool(before == now)


def conversation(version: Path) -> Iterator[tuple[str, str, bytes, int, bytes]]:
    """Method, target, body, status and answer of each exchange that was answered whole."""
    pairs = msgspec.msgpack.decode(
        lzma.decompress((version / "conversation.xz").read_bytes()), type=list[tuple[bytes, bytes]]
    )
    for asked, answered in pairs:
        start, headers, body = parts(asked)
        answer_start, answer_headers, answer = parts(answered)
        if (
            headers is None
            or answer_headers is None
            or "text/event-stream" in answer_headers.get("content-type", "")
        ):
            continue
        method, target, _ = start.split(" ", 2)
        yield method, target, body, int(answer_start.split(" ")[1]), answer


def parts(raw: bytes) -> tuple[str, dict[str, str] | None, bytes]:
    """First line, headers and unpacked body; no headers when it was cut short."""
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        return "", None, b""
    start, *lines = head.decode().split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
    }
    if headers.get("transfer-encoding") != "chunked":
        body = body[: int(headers.get("content-length", 0))]
    if headers.get("content-encoding") == "zstd":
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return start, headers, body


def test_the_recorded_conversation_is_understood(version: Path) -> None:
    """Each request by the server as it is now, each answer by the desktop as it is now."""
    seen: set[str] = set()
    for method, target, body, status, answer in conversation(version):
        path = target.partition("?")[0]
        [route] = [
            one
            for one in ROUTES
            if one.method == method
            and one.path.partition("{")[0] == path[: len(one.path.partition("{")[0])]
            and ("{" in one.path or one.path == path)
        ]
        seen.add(route.path)
        if route.body is not None:
            message = unpack(body, route.body)
            if isinstance(message, SignedPush):
                check_form(unpack(message.payload, Push))
        unpack(answer, route.answer if status == 200 else ErrorBody)
    assert {"/v1/enrol", "/v1/push", "/v1/pull", "/v1/snapshot"} <= seen
