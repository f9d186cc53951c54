"""The slots file: ways in, damage, swaps, and that no bytes at all lead to a traceback."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_desktop.store import errors, keys, slots
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import KdfParams, SlotFile
from tests.unit.store.conftest import CHEAP, PASSPHRASE, PROFILE

if TYPE_CHECKING:
    from pathlib import Path

OTHER = UUID("01900000-0000-7000-8000-000000000002")


def _rewritten(path: Path, **changes: Any) -> None:
    """Change the passphrase slot and make the checksum right again, as an attacker would."""
    body = json.loads(path.read_bytes())
    body.pop("checksum")
    for name, value in changes.items():
        if name == "profile":
            body[name] = value
        else:
            body["passphrase"][name] = value
    path.write_text(json.dumps(body | {"checksum": slots._checksum(body)}))


def test_the_passphrase_opens_the_key(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE)
    assert slot_file.unlock(PASSPHRASE).material == key.material


def test_a_passphrase_typed_with_combining_marks_is_the_same(
    slot_file: SlotFile, key: DataKey
) -> None:
    slot_file.create(key, "å" * 15)
    assert slot_file.unlock("a\u030a" * 15).material == key.material


def test_a_wrong_passphrase_says_so(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE)
    with pytest.raises(errors.WrongPassphrase, match="stämmer inte"):
        slot_file.unlock(PASSPHRASE + " ")


@pytest.mark.parametrize("short", ["", "x" * 14, "a\u030a" * 14])
def test_fifteen_characters_are_counted_after_normalisation(
    slot_file: SlotFile, key: DataKey, short: str
) -> None:
    with pytest.raises(errors.PassphraseTooShort, match="minst 15 tecken"):
        slot_file.create(key, short)
    assert not slot_file.exists()


def test_argon2id_is_the_algorithm_others_mean_by_it() -> None:
    params = KdfParams(salt=b"0123456789abcdef")
    expected = hash_secret_raw(PASSPHRASE.encode(), params.salt, 3, 65536, 4, 32, Type.ID, 0x13)
    assert keys.derive(PASSPHRASE, params) == expected


def test_a_new_profile_gets_the_strength_of_the_rule(tmp_path: Path, key: DataKey) -> None:
    strong = SlotFile(tmp_path / "slots.json", PROFILE)
    strong.create(key, PASSPHRASE)
    kdf = strong.read().passphrase.kdf
    assert (kdf.memory_kib, kdf.time, kdf.lanes) == (65536, 3, 4)


def test_changing_the_passphrase_keeps_the_key(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE, X25519PrivateKey.generate().public_key().public_bytes_raw())
    before = slot_file.read()
    slot_file.change_passphrase(PASSPHRASE, "en helt annan lösenfras")
    after = slot_file.read()
    assert slot_file.unlock("en helt annan lösenfras").material == key.material
    assert after.passphrase.kdf.salt != before.passphrase.kdf.salt
    assert after.recovery == before.recovery
    with pytest.raises(errors.WrongPassphrase):
        slot_file.unlock(PASSPHRASE)


def test_a_failed_change_leaves_the_old_passphrase(
    slot_file: SlotFile, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot_file.create(key, PASSPHRASE)
    with pytest.raises(errors.WrongPassphrase):
        slot_file.change_passphrase("fel fel fel fel fel", "en helt annan lösenfras")

    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(errors.DiskFull):
        slot_file.change_passphrase(PASSPHRASE, "en helt annan lösenfras")
    assert slot_file.unlock(PASSPHRASE).material == key.material
    assert [p.name for p in slot_file._path.parent.iterdir()] == ["slots.json"]


def test_the_municipality_opens_the_recovery_slot(slot_file: SlotFile, key: DataKey) -> None:
    municipality = X25519PrivateKey.generate()
    slot_file.create(key, PASSPHRASE, municipality.public_key().public_bytes_raw())
    with slot_file.recover(municipality.private_bytes_raw()) as recovered:
        assert recovered.material == key.material
        slot_file.set_passphrase(recovered, "ny fras efter glömska")
    assert slot_file.unlock("ny fras efter glömska").material == key.material
    with pytest.raises(errors.WrongRecoveryKey):
        slot_file.recover(X25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(errors.WrongRecoveryKey):
        slot_file.recover(b"short")


def test_without_a_recovery_slot_there_is_none(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE)
    with pytest.raises(errors.NoRecovery):
        slot_file.recover(bytes(range(32)))


def test_a_file_from_another_profile_is_told_apart(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "slots.json"
    SlotFile(path, OTHER, CHEAP).create(key, PASSPHRASE)
    with pytest.raises(errors.SlotsSwapped, match="annan profil"):
        SlotFile(path, PROFILE, CHEAP).unlock(PASSPHRASE)
    _rewritten(path, profile=str(PROFILE))
    with pytest.raises(errors.WrongPassphrase):
        SlotFile(path, PROFILE, CHEAP).unlock(PASSPHRASE)


@pytest.mark.parametrize(
    "absurd",
    [
        {"memory_kib": 64 * 1024 * 1024},
        {"memory_kib": 8},
        {"memory_kib": 8192.0},
        {"time": 10_000},
        {"time": 0},
        {"time": True},
        {"lanes": 1000},
        {"kdf": "pbkdf2"},
        {"salt": "AAAA"},
    ],
)
def test_absurd_parameters_are_refused_before_they_are_used(
    slot_file: SlotFile, key: DataKey, absurd: dict[str, Any]
) -> None:
    slot_file.create(key, PASSPHRASE)
    _rewritten(slot_file._path, **absurd)
    with pytest.raises(errors.SlotsDamaged):
        slot_file.unlock(PASSPHRASE)


def test_changed_parameters_do_not_open(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE)
    _rewritten(slot_file._path, time=2)
    with pytest.raises(errors.WrongPassphrase):
        slot_file.unlock(PASSPHRASE)


def test_a_missing_file_says_so(slot_file: SlotFile) -> None:
    with pytest.raises(errors.SlotsMissing, match="saknas"):
        slot_file.unlock(PASSPHRASE)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ).map(lambda value: json.dumps(value).encode()),
        st.just(b"[" * 100_000),
        st.just(b"1" * 10_000),
    )
)
def test_any_bytes_are_a_typed_fault(slot_file: SlotFile, content: bytes) -> None:
    slot_file._path.write_bytes(content)
    with pytest.raises(errors.SlotsDamaged) as caught:
        slot_file.unlock(PASSPHRASE)
    assert "skadad" in caught.value.sentence


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
@given(data=st.data())
def test_a_changed_or_cut_file_is_a_typed_fault_or_still_whole(
    slot_file: SlotFile, key: DataKey, data: st.DataObject
) -> None:
    if not slot_file.exists():
        slot_file.create(key, PASSPHRASE)
        slot_file._path.with_suffix(".good").write_bytes(slot_file._path.read_bytes())
    good = slot_file._path.with_suffix(".good").read_bytes()
    spoilt = bytearray(good)
    place = data.draw(st.integers(0, len(good) - 1))
    if data.draw(st.booleans()):
        spoilt[place] ^= data.draw(st.integers(1, 255))
    else:
        del spoilt[place:]
    try:
        parsed = slots.parse(bytes(spoilt))
    except errors.SlotsDamaged:
        return
    assert parsed == slots.parse(good)  # only white space can differ without being seen


def test_the_file_is_private(slot_file: SlotFile, key: DataKey) -> None:
    slot_file.create(key, PASSPHRASE)
    if os.name == "posix":
        assert slot_file._path.stat().st_mode & 0o777 == 0o600


def test_the_key_is_zero_after_use(key: DataKey) -> None:
    material = key.material
    with key:
        assert any(material)
    assert material == bytes(32)
    assert repr(key) == "DataKey(wiped)"
    with pytest.raises(ValueError, match="wiped"):
        key.copy()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(bytearray(length))
