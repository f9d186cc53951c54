"""A forgotten passphrase: the municipality's recovery key opens the profile and a new one is set.

Nothing is re-encrypted and nothing removed: the data key is only wrapped once more (store/slots.py). The key
comes as the file that `kaa-server municipality recovery-key` wrote.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kaa_desktop.app import profiles
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.profiles import Profile
from kaa_desktop.store.errors import DiskFull, StoreFault, StoreNotWritable
from kaa_desktop.store.keys import DataKey, check_passphrase
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import SLOTS, THROTTLE
from kaa_desktop.store.throttle import Throttle

_MARK: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_MAX_BYTES: Final = 16 * 1024


class NoProfile(StoreFault):
    """The folder holds no profile."""

    happened = "Det finns ingen profil i mappen."
    safe = "Ingenting är ändrat."
    advice = "Ange den mapp där filen profile.json ligger."


class KeyFileUnreadable(StoreFault):
    """The file is not there or may not be read."""

    happened = "Nyckelfilen finns inte eller går inte att läsa."
    safe = "Ingenting är ändrat."
    advice = "Kontrollera filens namn och att du får läsa den."


class NotAKeyFile(StoreFault):
    """The file is something else than what the server wrote."""

    happened = "Filen är inte en återställningsnyckel."
    safe = "Ingenting är ändrat."
    advice = (
        "Välj filen som kommunens administratör gjorde med kaa-server municipality recovery-key."
    )


class WrongKeyFilePassword(StoreFault):
    """The password does not open the file, or the file is damaged: they cannot be told apart."""

    happened = "Lösenordet öppnar inte nyckelfilen."
    safe = "Ingenting är ändrat."
    advice = "Kontrollera lösenordet. Stämmer det är filen skadad; hämta den ur er säkerhetskopia."


def recover(
    folder: Path,
    key_file: Path,
    password: str,
    passphrase: str,
    clock: Clock,
    *,
    kdf: KdfParams | None = None,
) -> Profile:
    """Set a new passphrase on the profile in `folder` by the key in `key_file`.

    Raises a `StoreFault`; then nothing has changed. The pause after wrong passphrases ends: whoever
    holds the key need not wait.
    """
    check_passphrase(passphrase)
    profile = next(profiles.read(folder), None)
    if profile is None:
        raise NoProfile
    private = _private_key(key_file, password)
    slots = SlotFile(folder / SLOTS, profile.id, kdf)
    with slots.recover(private.private_bytes_raw()) as key:
        slots.set_passphrase(key, passphrase)
    Throttle(folder / THROTTLE, clock.monotonic).succeeded()
    return profile


def renew_slot(profile: Profile, key: DataKey, recipient: bytes | None) -> None:
    """Wrap `key` for the municipality's public key of now, where the slots file does not have it yet.

    A full disk is no reason not to be let in, nor is a key that is none: the next unlock tries again.
    """
    slots = SlotFile(profile.folder / SLOTS, profile.id)
    held = slots.read().recovery
    if recipient is None or (held is not None and held.recipient == recipient):
        return
    with contextlib.suppress(DiskFull, StoreNotWritable, ValueError):
        slots.set_recovery(key, recipient)


def _private_key(path: Path, password: str) -> X25519PrivateKey:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES)
    except OSError:
        raise KeyFileUnreadable from None
    if _MARK not in content:
        raise NotAKeyFile
    try:
        key = load_pem_private_key(content, password.encode())
    except UnsupportedAlgorithm:
        raise NotAKeyFile from None
    except (ValueError, TypeError):
        raise WrongKeyFilePassword from None
    if not isinstance(key, X25519PrivateKey):
        raise NotAKeyFile
    return key
