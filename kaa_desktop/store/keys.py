"""The data key and how it is wrapped.

The store is encrypted with 32 random bytes that never change; the passphrase and the municipality's
recovery key each wrap those bytes. Secrets live in `bytearray`s that are overwritten after use.
Python may still copy a `str` (the passphrase as typed); that is as far as it can be taken.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING, Self, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kaa_desktop.store.errors import PassphraseTooShort

if TYPE_CHECKING:
    from kaa_desktop.store.slots import KdfParams

KEY_LENGTH = 32
NONCE_LENGTH = 12
PASSPHRASE_MIN = 15
_RECOVERY_INFO = b"kaa-recovery-slot-1"


def wipe(secret: bytearray) -> None:
    """Overwrite `secret` with zeros, in place."""
    secret[:] = bytes(len(secret))


class DataKey:
    """The 32 bytes that encrypt the store. `wipe` overwrites them; `with` does so at the end."""

    __slots__ = ("_material",)

    def __init__(self, material: bytearray) -> None:
        # SQLCipher silently takes 31 bytes as a passphrase and nothing as "no encryption".
        if len(material) != KEY_LENGTH:
            raise ValueError("a data key is exactly 32 bytes")
        self._material = material

    @classmethod
    def generate(cls) -> Self:
        """A new random key from the operating system."""
        return cls(bytearray(secrets.token_bytes(KEY_LENGTH)))

    @property
    def material(self) -> bytearray:
        """The bytes themselves, not a copy. Raises `ValueError` once wiped."""
        if self.wiped:
            raise ValueError("the data key has been wiped")
        return self._material

    @property
    def wiped(self) -> bool:
        """Whether the bytes have been overwritten."""
        return not any(self._material)

    def copy(self) -> DataKey:
        """A second holder of the same bytes, to be wiped on its own."""
        return DataKey(bytearray(self.material))

    def wipe(self) -> None:
        """Overwrite the bytes."""
        wipe(self._material)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return "DataKey(wiped)" if self.wiped else "DataKey(…)"


def normalised(passphrase: str) -> bytearray:
    """The passphrase as UTF-8 of its NFC form, so that å typed in two ways is one å."""
    return bytearray(unicodedata.normalize("NFC", passphrase), "utf-8", "surrogatepass")


def check_passphrase(passphrase: str) -> None:
    """Raise `PassphraseTooShort` under 15 characters (NFC, counted in characters)."""
    if len(unicodedata.normalize("NFC", passphrase)) < PASSPHRASE_MIN:
        raise PassphraseTooShort


def derive(passphrase: str, params: KdfParams) -> bytearray:
    """The 32-byte wrapping key of a passphrase by Argon2id. The caller wipes it."""
    typed, derived = normalised(passphrase), bytearray(KEY_LENGTH)
    try:
        kdf = Argon2id(
            salt=params.salt,
            length=KEY_LENGTH,
            iterations=params.time,
            lanes=params.lanes,
            memory_cost=params.memory_kib,
        )
        # Any buffer will do; the annotation says bytes only.
        kdf.derive_into(cast("bytes", typed), derived)
    finally:
        wipe(typed)
    return derived


def wrap(key: DataKey, wrapping: bytearray, aad: bytes) -> tuple[bytes, bytes]:
    """`key` encrypted with AES-256-GCM: (nonce, ciphertext with tag, 48 bytes)."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce, AESGCM(wrapping).encrypt(nonce, key.material, aad)


def unwrap(nonce: bytes, wrapped: bytes, wrapping: bytearray, aad: bytes) -> DataKey:
    """The inverse of `wrap`. Raises `cryptography.exceptions.InvalidTag` when nothing fits."""
    material = bytearray(KEY_LENGTH)
    AESGCM(wrapping).decrypt_into(nonce, wrapped, aad, material)
    return DataKey(material)


def recovery_secret(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytearray:
    """HKDF-SHA256 over the ECDH secret, bound to both public keys. The caller wipes it."""
    derived = bytearray(KEY_LENGTH)
    kdf = HKDF(SHA256(), KEY_LENGTH, salt=ephemeral + recipient, info=_RECOVERY_INFO)
    kdf.derive_into(shared, derived)
    return derived


def seal_for(recipient: bytes) -> tuple[bytes, bytearray]:
    """(ephemeral public key, wrapping key) for the municipality's X25519 public key, 32 bytes."""
    one_time = X25519PrivateKey.generate()
    ephemeral = one_time.public_key().public_bytes_raw()
    shared = one_time.exchange(X25519PublicKey.from_public_bytes(recipient))
    return ephemeral, recovery_secret(shared, ephemeral, recipient)


def open_with(private: bytes, ephemeral: bytes) -> tuple[bytes, bytearray]:
    """(own public key, wrapping key) from the municipality's X25519 private key, 32 bytes."""
    holder = X25519PrivateKey.from_private_bytes(private)
    recipient = holder.public_key().public_bytes_raw()
    shared = holder.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    return recipient, recovery_secret(shared, ephemeral, recipient)
