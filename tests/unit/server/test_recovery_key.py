"""The municipality's recovery key: made once, kept as a file under a password, told to the desktops."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kaa_core.sync.messages import Refresh, Tokens
from kaa_server import municipalities, recovery
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from tests.server_fixture import Enroller

SECRET = "fyra ord i en rad"


def held(database: Database, municipality: str) -> bytes | None:
    with database.tenant(municipality) as connection:
        known = municipalities.load(connection, municipality)
    return None if known is None else known.recovery_key


def public_of(path: Path) -> bytes:
    private = load_pem_private_key(path.read_bytes(), SECRET.encode())
    assert isinstance(private, X25519PrivateKey)
    return private.public_key().public_bytes_raw()


def test_the_file_holds_the_other_half_and_only_its_owner_reads_it(
    database: Database, municipality: str, tmp_path: Path
) -> None:
    out = tmp_path / "nyckel.pem"
    recovery.make(database, municipality, out, SECRET, replace=False)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert public_of(out) == held(database, municipality)


def test_a_key_is_replaced_only_when_asked(
    database: Database, municipality: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.pem", tmp_path / "2.pem"
    recovery.make(database, municipality, first, SECRET, replace=False)
    with pytest.raises(OperatorError, match="har redan en återställningsnyckel"):
        recovery.make(database, municipality, second, SECRET, replace=False)
    assert not second.exists()
    assert public_of(first) == held(database, municipality)
    recovery.make(database, municipality, second, SECRET, replace=True)
    assert public_of(second) == held(database, municipality)


def test_nothing_is_changed_when_the_file_cannot_be_made(
    database: Database, municipality: str, tmp_path: Path
) -> None:
    taken = tmp_path / "nyckel.pem"
    taken.write_text("något annat")
    for path, password, words in (
        (taken, SECRET, "skrivs inte över"),
        (tmp_path / "ingen mapp" / "x.pem", SECRET, "går inte att skriva"),
        (tmp_path / "kort.pem", "för kort", "minst 15 tecken"),
    ):
        with pytest.raises(OperatorError, match=words):
            recovery.make(database, municipality, path, password, replace=False)
    assert taken.read_text() == "något annat"
    assert [path.name for path in tmp_path.iterdir()] == ["nyckel.pem"]
    assert held(database, municipality) is None
    with pytest.raises(OperatorError, match="finns inte på den här servern"):
        recovery.make(database, "0000", tmp_path / "x.pem", SECRET, replace=False)
    assert not (tmp_path / "x.pem").exists()


def test_a_connected_device_is_told_with_its_next_tokens(
    database: Database, enroller: Enroller, tmp_path: Path
) -> None:
    device = enroller.device("anna")
    assert device.me is not None
    assert (device.me.recovery_key, device.me.tokens.recovery_key) == (None, None)
    recovery.make(database, enroller.municipality, tmp_path / "k.pem", SECRET, replace=False)
    answer = device.ask("POST", "/v1/session/refresh", Tokens, Refresh(device.refresh))
    assert answer.recovery_key == public_of(tmp_path / "k.pem")
    later = enroller.device("bo")
    assert later.me is not None
    assert later.me.recovery_key == answer.recovery_key
