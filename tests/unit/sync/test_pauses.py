"""How long the engine waits after a failure."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.sync.messages import Tokens
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.engine import LONGEST_LOOK, LONGEST_PAUSE, STOPPED_PAUSE, Engine
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.rounds import Replica
from kaa_desktop.sync.state import SyncState

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Vault:
    def tokens(self) -> Tokens | None:
        return None

    def keep_tokens(self, tokens: Tokens) -> None:
        raise AssertionError


def nobody(_state: SyncState) -> None:
    pass


def pauses(
    name: str, jitter: float, failures: int, listener: Callable[[SyncState], None] = nobody
) -> list[float]:
    signer = Signer(key=Ed25519PrivateKey.generate())
    client = Client("http://127.0.0.1:9", signer, monotonic=lambda: 0.0)
    link = Link(client, Vault(), "9901", b"d" * 16)
    engine = Engine(
        cast("Replica", None),  # no failure asks the store
        link,
        now=lambda: NOW,
        jitter=lambda: jitter,
        listener=listener,
    )
    found = [engine._failed(faults.fault(name)) for _ in range(failures)]
    client.close()
    return found


@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_a_server_that_is_away_is_looked_for_twice_a_second(jitter: float) -> None:
    found = pauses("offline", jitter, 1300)
    assert all(0.375 <= one <= 0.5 for one in found[:1200])
    assert max(found) <= LONGEST_LOOK


def test_a_server_that_answers_wrongly_is_spared() -> None:
    found = pauses("server", 1.0, 20)
    assert found[:5] == [1.0] * 5
    assert found == sorted(found)
    assert found[-1] == LONGEST_PAUSE


def test_what_somebody_must_mend_is_tried_seldom() -> None:
    assert pauses("device_blocked", 1.0, 2) == [STOPPED_PAUSE] * 2
    assert pauses("login", 1.0, 1) == [STOPPED_PAUSE]


class TellsAll:
    """A store whose fault quotes what it read."""

    def history(self) -> None:
        raise RuntimeError("Karin Hemlig 20090302-2390")

    def settle(self) -> None:
        """Nothing is being written."""


def test_an_unforeseen_fault_is_logged_by_kind_and_place_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    signer = Signer(key=Ed25519PrivateKey.generate())
    client = Client("http://127.0.0.1:9", signer, monotonic=lambda: 0.0)
    engine = Engine(
        cast("Replica", TellsAll()),
        Link(client, Vault(), "9901", b"d" * 16),
        now=lambda: NOW,
        jitter=lambda: 1.0,
        listener=nobody,
    )
    with caplog.at_level(logging.ERROR):
        engine._round()
    client.close()
    assert engine.state.fault is not None
    assert engine.state.fault.code == faults.fault("internal").code
    assert "RuntimeError at kaa_desktop.sync." in caplog.text
    assert "Hemlig" not in caplog.text


def test_a_listener_that_fails_does_not_end_synchronisation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)

    def fails(_state: SyncState) -> None:
        raise RuntimeError("a view")

    assert pauses("offline", 1.0, 1, fails) == [0.5]
    assert [one.exc_type for one in seen] == [RuntimeError]


class WrittenMeanwhile:
    """A replica that is done, and whose user writes while the round that succeeds is under way."""

    def __init__(self) -> None:
        self.engine: Engine | None = None

    def synchronise(self) -> None:
        assert self.engine is not None
        self.engine.changed()

    def unchecked(self) -> None:
        """The connection was lost."""

    parted = unchecked


def test_what_is_written_in_the_round_after_a_failure_is_sent_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signer = Signer(key=Ed25519PrivateKey.generate())
    client = Client("http://127.0.0.1:9", signer, monotonic=lambda: 0.0)
    engine = Engine(
        cast("Replica", None),
        Link(client, Vault(), "9901", b"d" * 16),
        now=lambda: NOW,
        jitter=lambda: 1.0,
        listener=nobody,
    )
    round_ = WrittenMeanwhile()
    round_.engine = engine
    monkeypatch.setattr(engine, "_rounds", round_)
    monkeypatch.setattr(engine._wakeup, "online", lambda: None)
    engine._failed(faults.fault("offline"))
    engine._round()
    client.close()
    assert engine._go.is_set(), "it would wait for the next look at the server, a minute later"
