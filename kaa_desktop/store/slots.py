"""The slots file: the data key wrapped once per way in, beside the database.

The file names its profile and carries a checksum, so that damage, a file from another profile and
a wrong passphrase are three different things. The checksum is against accidents only; what an
attacker changes fails in AES-GCM, whose additional data binds profile, slot kind and parameters.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from attrs import evolve, field, frozen
from cryptography.exceptions import InvalidTag

from kaa_desktop.store import keys
from kaa_desktop.store.errors import (
    NoRecovery,
    SlotsDamaged,
    SlotsMissing,
    SlotsSwapped,
    WrongPassphrase,
    WrongRecoveryKey,
)
from kaa_desktop.store.files import from_os, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kaa_desktop.store.keys import DataKey

_FORMAT: Final = 1
_MAX_BYTES: Final = 64 * 1024
_WRAPPED_LENGTH: Final = keys.KEY_LENGTH + 16
# What a file may ask of the computer: a damaged or planted file must not eat all memory or an hour.
_MEMORY_KIB: Final = range(8 * 1024, 256 * 1024 + 1)
_TIME: Final = range(1, 11)
_LANES: Final = range(1, 9)


@frozen
class KdfParams:
    """Argon2id parameters: memory in KiB, passes, lanes, and the salt (16 bytes)."""

    memory_kib: int = 64 * 1024
    time: int = 3
    lanes: int = 4
    salt: bytes = field(factory=lambda: secrets.token_bytes(16), repr=False)

    def within_bounds(self) -> bool:
        """Whether the parameters are ones that this program would ever have written."""
        return (
            self.memory_kib in _MEMORY_KIB
            and self.time in _TIME
            and self.lanes in _LANES
            and len(self.salt) == 16
        )


@frozen
class PassphraseSlot:
    """The data key wrapped under a passphrase."""

    kdf: KdfParams
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


@frozen
class RecoverySlot:
    """The data key wrapped for the municipality's X25519 public key (`recipient`)."""

    recipient: bytes
    ephemeral: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


@frozen
class Slots:
    """All ways in to one profile's store."""

    profile: UUID
    passphrase: PassphraseSlot
    recovery: RecoverySlot | None = None


class SlotFile:
    """`slots.json` of one profile. Every write replaces the file whole."""

    def __init__(self, path: Path, profile: UUID, kdf: KdfParams | None = None) -> None:
        """`kdf`: strength for new slots (its salt is always renewed); the default is the rule's."""
        self._path = path
        self._profile = profile
        self._kdf = kdf or KdfParams()

    def exists(self) -> bool:
        """Whether the file is there."""
        return self._path.exists()

    def create(self, key: DataKey, passphrase: str, recovery: bytes | None = None) -> None:
        """Write the first file: `key` under `passphrase` and for the public key `recovery`."""
        slots = Slots(
            profile=self._profile,
            passphrase=self._passphrase_slot(key, passphrase),
            recovery=None if recovery is None else self._recovery_slot(key, recovery),
        )
        self._write(slots)

    def read(self) -> Slots:
        """The file's content. Raises `SlotsMissing`, `SlotsDamaged` or `SlotsSwapped`."""
        try:
            with self._path.open("rb") as stream:
                content = stream.read(_MAX_BYTES + 1)
        except FileNotFoundError:
            raise SlotsMissing from None
        except OSError as error:
            raise from_os(error) from None
        slots = parse(content)
        if slots.profile != self._profile:
            raise SlotsSwapped
        return slots

    def unlock(self, passphrase: str) -> DataKey:
        """The data key. Raises `WrongPassphrase`, or what `read` raises."""
        slots = self.read()
        slot = slots.passphrase
        wrapping = keys.derive(passphrase, slot.kdf)
        try:
            aad = _passphrase_aad(slots.profile, slot.kdf)
            return keys.unwrap(slot.nonce, slot.wrapped, wrapping, aad)
        except InvalidTag:
            raise WrongPassphrase from None
        finally:
            keys.wipe(wrapping)

    def recover(self, private: bytes) -> DataKey:
        """The data key by the municipality's X25519 private key (32 bytes)."""
        slots = self.read()
        slot = slots.recovery
        if slot is None:
            raise NoRecovery
        if len(private) != keys.KEY_LENGTH:
            raise WrongRecoveryKey
        try:
            recipient, wrapping = keys.open_with(private, slot.ephemeral)
        except ValueError:  # an ephemeral key of low order: only a planted file has one
            raise SlotsDamaged from None
        try:
            aad = _recovery_aad(slots.profile, recipient, slot.ephemeral)
            return keys.unwrap(slot.nonce, slot.wrapped, wrapping, aad)
        except InvalidTag:
            raise WrongRecoveryKey from None
        finally:
            keys.wipe(wrapping)

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the same data key under `new`; the database is not touched."""
        keys.check_passphrase(new)
        with self.unlock(old) as key:
            self.set_passphrase(key, new)

    def set_passphrase(self, key: DataKey, new: str) -> None:
        """Wrap `key` under `new` (after a recovery, when the old passphrase is unknown)."""
        slot = self._passphrase_slot(key, new)
        self._write(evolve(self.read(), passphrase=slot))

    def set_recovery(self, key: DataKey, recipient: bytes | None) -> None:
        """Wrap `key` for the municipality's public key, or take the recovery slot away."""
        slot = None if recipient is None else self._recovery_slot(key, recipient)
        self._write(evolve(self.read(), recovery=slot))

    def _passphrase_slot(self, key: DataKey, passphrase: str) -> PassphraseSlot:
        keys.check_passphrase(passphrase)
        kdf = KdfParams(self._kdf.memory_kib, self._kdf.time, self._kdf.lanes)
        wrapping = keys.derive(passphrase, kdf)
        try:
            nonce, wrapped = keys.wrap(key, wrapping, _passphrase_aad(self._profile, kdf))
        finally:
            keys.wipe(wrapping)
        return PassphraseSlot(kdf, nonce, wrapped)

    def _recovery_slot(self, key: DataKey, recipient: bytes) -> RecoverySlot:
        ephemeral, wrapping = keys.seal_for(recipient)
        try:
            aad = _recovery_aad(self._profile, recipient, ephemeral)
            nonce, wrapped = keys.wrap(key, wrapping, aad)
        finally:
            keys.wipe(wrapping)
        return RecoverySlot(recipient, ephemeral, nonce, wrapped)

    def _write(self, slots: Slots) -> None:
        write_atomically(self._path, serialise(slots))


def serialise(slots: Slots) -> bytes:
    """The file's bytes."""
    body: dict[str, Any] = {
        "format": _FORMAT,
        "profile": str(slots.profile),
        "passphrase": {
            "kdf": "argon2id",
            "memory_kib": slots.passphrase.kdf.memory_kib,
            "time": slots.passphrase.kdf.time,
            "lanes": slots.passphrase.kdf.lanes,
            "salt": _text(slots.passphrase.kdf.salt),
            "nonce": _text(slots.passphrase.nonce),
            "wrapped": _text(slots.passphrase.wrapped),
        },
    }
    if slots.recovery is not None:
        body["recovery"] = {
            "kdf": "x25519-hkdf-sha256",
            "recipient": _text(slots.recovery.recipient),
            "ephemeral": _text(slots.recovery.ephemeral),
            "nonce": _text(slots.recovery.nonce),
            "wrapped": _text(slots.recovery.wrapped),
        }
    return json.dumps(body | {"checksum": _checksum(body)}, indent=1).encode()


def parse(content: bytes) -> Slots:
    """The slots in `content`. Raises `SlotsDamaged` for anything that `serialise` never wrote."""
    try:
        return _parse(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise SlotsDamaged from None


def _parse(content: bytes) -> Slots:
    if len(content) > _MAX_BYTES:
        raise ValueError("too large")
    body = json.loads(content.decode("utf-8"))
    if not isinstance(body, dict):
        raise TypeError("not an object")
    if body.pop("checksum") != _checksum(body) or body["format"] != _FORMAT:
        raise ValueError("checksum or format")
    one, two = body["passphrase"], body.get("recovery")
    numbers = (one["memory_kib"], one["time"], one["lanes"])
    kdf = KdfParams(*numbers, salt=_bytes(one["salt"], 16))
    if one["kdf"] != "argon2id" or {type(n) for n in numbers} != {int} or not kdf.within_bounds():
        raise ValueError("parameters out of bounds")
    return Slots(
        profile=UUID(body["profile"]),
        passphrase=PassphraseSlot(
            kdf, _bytes(one["nonce"], keys.NONCE_LENGTH), _bytes(one["wrapped"], _WRAPPED_LENGTH)
        ),
        recovery=None if two is None else _parse_recovery(two),
    )


def _parse_recovery(body: dict[str, Any]) -> RecoverySlot:
    if body["kdf"] != "x25519-hkdf-sha256":
        raise ValueError("unknown recovery slot")
    return RecoverySlot(
        recipient=_bytes(body["recipient"], 32),
        ephemeral=_bytes(body["ephemeral"], 32),
        nonce=_bytes(body["nonce"], keys.NONCE_LENGTH),
        wrapped=_bytes(body["wrapped"], _WRAPPED_LENGTH),
    )


def _passphrase_aad(profile: UUID, kdf: KdfParams) -> bytes:
    parts = ("passphrase", kdf.memory_kib, kdf.time, kdf.lanes, kdf.salt.hex(), profile.hex)
    return b"kaa-slot-1 " + " ".join(map(str, parts)).encode()


def _recovery_aad(profile: UUID, recipient: bytes, ephemeral: bytes) -> bytes:
    parts = ("recovery", recipient.hex(), ephemeral.hex(), profile.hex)
    return b"kaa-slot-1 " + " ".join(parts).encode()


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str, length: int) -> bytes:
    try:
        decoded = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if len(decoded) != length:
        raise ValueError("wrong length")
    return decoded
