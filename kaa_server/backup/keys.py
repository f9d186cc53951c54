"""Who can open a backup: the holder of a private key, or of a passphrase.

With a key pair the server holds only the public half. Whoever breaks into the server can then write
backups but read none, and a nightly timer needs no secret.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kaa_server.backup.sealed import KEY, KeyFor, KeyUnder, Lock
from kaa_server.faults import OperatorError
from kaa_server.recovery import MIN_LENGTH, write_new

#: RFC 9106's first choice asks 2 GiB; a small server has 64 MiB to spare, twice as long.
MEMORY_KIB: Final = 64 * 1024
TIME: Final = 6
LANES: Final = 4
_INFO: Final = b"kaa-backup-key-1"
_MAX_PEM: Final = 16 * 1024


def make_pair(private: Path, public: Path, password: str) -> None:
    """Write a new pair: the private half under a password, the public half for the server.

    Raises:
        OperatorError: too short a password, or a file that exists or cannot be written.
    """
    check_length(password, "Lösenordet till nyckelfilen")
    pair = X25519PrivateKey.generate()
    encryption = BestAvailableEncryption(password.encode())
    write_new(private, pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    try:
        pem = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_new(public, pem)
    except BaseException:
        private.unlink(missing_ok=True)
        raise


def check_length(secret: str, what: str) -> None:
    """Refuse a short secret: a backup can be tried against for years."""
    if len(secret) < MIN_LENGTH:
        raise OperatorError(
            f"{what} är för kort. Det ska ha minst {MIN_LENGTH} tecken. Ingenting är ändrat."
        )


def lock_for(recipient: Path, key: bytes) -> KeyFor:
    """The file's key, wrapped for the public key in this file.

    Raises:
        OperatorError: when the file holds none.
    """
    public = _public_key(recipient)
    one_time = X25519PrivateKey.generate()
    ephemeral, raw = one_time.public_key().public_bytes_raw(), public.public_bytes_raw()
    wrapping = _shared(one_time.exchange(public), ephemeral, raw)
    nonce = os.urandom(12)
    return KeyFor(raw, ephemeral, nonce, AESGCM(wrapping).encrypt(nonce, key, None))


def lock_under(passphrase: str, key: bytes) -> KeyUnder:
    """The file's key, wrapped under a passphrase.

    Raises:
        OperatorError: when it is too short.
    """
    check_length(passphrase, "Säkerhetskopians lösenord")
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapping = _derived(passphrase, salt, MEMORY_KIB, TIME, LANES)
    wrapped = AESGCM(wrapping).encrypt(nonce, key, None)
    return KeyUnder(salt, MEMORY_KIB, TIME, LANES, nonce, wrapped)


def open_lock(lock: Lock, key_file: Path | None, secret: Callable[[], str]) -> bytes:
    """The file's key.

    Args:
        lock: What the file's header says.
        key_file: The private key's file; needed when the backup was made for a key.
        secret: Asks for the key file's password, or the backup's own.

    Raises:
        OperatorError: with a sentence that says which of them does not fit.
    """
    if isinstance(lock, KeyUnder):
        wrapping = _derived(secret(), lock.salt, lock.memory_kib, lock.time, lock.lanes)
        return _unwrapped(wrapping, lock, "Lösenordet öppnar inte säkerhetskopian.")
    if key_file is None:
        raise OperatorError(
            "Säkerhetskopian är gjord för en nyckel. Ange den hemliga nyckelns fil med --key-file."
        )
    private = _private_key(key_file, secret())
    raw = private.public_key().public_bytes_raw()
    if raw != lock.recipient:
        raise OperatorError(
            "Säkerhetskopian är gjord för en annan nyckel. Ingenting har lästs in. "
            "Ange den hemliga nyckel som hör till den öppna nyckel som servern hade då."
        )
    shared = private.exchange(X25519PublicKey.from_public_bytes(lock.ephemeral))
    wrapping = _shared(shared, lock.ephemeral, raw)
    return _unwrapped(wrapping, lock, "Nyckeln öppnar inte säkerhetskopian.")


def _unwrapped(wrapping: bytes, lock: Lock, happened: str) -> bytes:
    try:
        key = AESGCM(wrapping).decrypt(lock.nonce, lock.wrapped, None)
    except (InvalidTag, ValueError):
        key = b""
    if len(key) != KEY:
        raise OperatorError(
            f"{happened} Ingenting har lästs in. Kontrollera att du skrev rätt. "
            "Stämmer det är filens början skadad; ta en annan kopia."
        ) from None
    return key


def _shared(exchanged: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=ephemeral + recipient, info=_INFO).derive(exchanged)


def _derived(passphrase: str, salt: bytes, memory_kib: int, time: int, lanes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY, iterations=time, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode())


def _public_key(path: Path) -> X25519PublicKey:
    key: object = None
    with contextlib.suppress(ValueError, UnsupportedAlgorithm):
        key = load_pem_public_key(_read(path))
    if not isinstance(key, X25519PublicKey):
        raise OperatorError(
            f"Filen {path} är ingen öppen nyckel för säkerhetskopior. Ingenting är kopierat. "
            "Ange filen som kaa-server backup key skrev med --public."
        )
    return key


def _private_key(path: Path, password: str) -> X25519PrivateKey:
    content = _read(path)
    if b"PRIVATE KEY-----" not in content:
        raise OperatorError(
            f"Filen {path} är ingen hemlig nyckel. Ingenting har lästs in. "
            "Ange filen som kaa-server backup key skrev med --out."
        )
    key: object = None
    with contextlib.suppress(ValueError, TypeError, UnsupportedAlgorithm):
        key = load_pem_private_key(content, password.encode() or None)
    if not isinstance(key, X25519PrivateKey):
        raise OperatorError(
            "Lösenordet öppnar inte nyckelfilen. Ingenting har lästs in. "
            "Kontrollera lösenordet. Stämmer det är nyckelfilen skadad."
        )
    return key


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_PEM)
    except OSError:
        raise OperatorError(
            f"Filen {path} finns inte eller går inte att läsa. Ingenting är ändrat."
        ) from None
