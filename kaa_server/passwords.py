"""Passwords by Argon2id, and one-time codes that a person can read aloud."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
#: Crockford's: no I, L, O or U, so that nothing is mistaken when it is read over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # 80 bits, lives 24 hours
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Passwords:
    """Argon2id (RFC 9106's second choice: 64 MiB, t=3, p=4), few at a time to bound memory."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = 4) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = threading.BoundedSemaphore(at_once)
        self._nobody = self.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """The encoded hash to keep."""
        with self._slots:
            return self._hasher.hash(_normal(password))

    def matches(self, encoded: str | None, password: str) -> bool:
        """Is it this password? With no account (None) it takes the same time and answers no."""
        with self._slots:
            try:
                self._hasher.verify(encoded or self._nobody, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return encoded is not None


def new_code() -> str:
    """A one-time code in four groups of four."""
    letters = [secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, CODE_LENGTH, 4))


def code_hash(code: str) -> bytes:
    """What is kept of a code. Case, dashes and spaces do not matter, nor 0/O and 1/I/L."""
    return hashlib.sha256(normal_code(code).encode()).digest()


def normal_code(code: str) -> str:
    """A code as it was made, however it is written."""
    return code.upper().translate(_MISREAD)


def same(left: bytes, right: bytes) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(left, right)


def normal_username(username: str) -> str:
    """The form in which user names are compared and kept."""
    return unicodedata.normalize("NFC", username).strip().casefold()


def _normal(password: str) -> str:
    """The same password from another keyboard gives the same bytes (NIST SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
