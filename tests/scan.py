"""Look for planted text in files, in the clear and behind the key.

Two halves that control each other: `in_the_clear` must find nothing that was planted, and
`behind_the_key` must find it, so that the first half is known to look where it would be. SQLCipher 4
(zetetic.net/sqlcipher/design): pages of 4096 bytes, AES-256-CBC, the last 80 bytes of a page hold the
IV (16) and an HMAC-SHA512 (64) over ciphertext, IV and page number; page 1 begins with the salt.
Written against the format, not with SQLCipher: what it reads is what an attacker with the key reads.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
SALT = 16
IV = 16
MAC = 64
RESERVED = IV + MAC
WAL_HEADER = 32
FRAME_HEADER = 24
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@attrs.frozen
class Finding:
    """A planted text seen in a file. Its repr tells where, never what."""

    path: Path
    encoding: str
    text: str = attrs.field(repr=False)


@attrs.frozen
class Page:
    """A decrypted page: "db 7" is the database's, "wal 3" the frame's page number in the WAL."""

    place: str
    content: bytes = attrs.field(repr=False)


def in_the_clear(roots: Iterable[Path], texts: Iterable[str]) -> list[Finding]:
    """Every planted text that stands unencrypted in any file under `roots`, in any encoding."""
    wanted = [(one, code, one.encode(code)) for one in texts for code in ENCODINGS]
    findings = []
    for path in _files(roots):
        content = path.read_bytes()
        findings += [Finding(path, code, text) for text, code, coded in wanted if coded in content]
    return findings


def behind_the_key(database: Path, key: bytes, texts: Iterable[str]) -> dict[str, list[str]]:
    """For every text the places where it stands once decrypted, freelist and WAL included.

    A text that a record's overflow splits over two pages is not seen: plant short ones.
    """
    wanted = {text: text.encode() for text in texts}
    found: dict[str, list[str]] = {text: [] for text in wanted}
    for page in pages(database, key):
        for text, coded in wanted.items():
            if coded in page.content:
                found[text].append(page.place)
    return found


def pages(database: Path, key: bytes) -> Iterator[Page]:
    """All pages of the file and all frames of its WAL, also those given up, decrypted.

    Raises `ValueError` for a page whose HMAC does not fit: then the key or the format is another.
    """
    content = database.read_bytes()
    salt = content[:SALT]
    for number in range(1, len(content) // PAGE + 1):
        raw = content[(number - 1) * PAGE : number * PAGE]
        if any(raw):
            yield Page(f"db {number}", _decrypted(raw, number, key, salt))
    wal = database.with_name(database.name + "-wal")
    if wal.exists():
        yield from _frames(wal.read_bytes(), key, salt)


def _frames(content: bytes, key: bytes, salt: bytes) -> Iterator[Page]:
    step = FRAME_HEADER + PAGE
    for start in range(WAL_HEADER, len(content) - step + 1, step):
        number = int.from_bytes(content[start : start + 4], "big")
        raw = content[start + FRAME_HEADER : start + step]
        yield Page(f"wal {number}", _decrypted(raw, number, key, salt))


def _decrypted(raw: bytes, number: int, key: bytes, salt: bytes) -> bytes:
    start = SALT if number == 1 else 0
    body, iv, mac = raw[start:-RESERVED], raw[-RESERVED:-MAC], raw[-MAC:]
    mac_salt = bytes(one ^ 0x3A for one in salt)
    mac_key = hashlib.pbkdf2_hmac("sha512", key, mac_salt, 2, 32)
    expected = hmac.digest(mac_key, body + iv + number.to_bytes(4, "little"), "sha512")
    if not hmac.compare_digest(mac, expected):
        raise ValueError(f"page {number} is not of this key")
    cipher = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return cipher.update(body) + cipher.finalize()


def _files(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_file():
            yield root
        else:
            yield from (one for one in sorted(root.rglob("*")) if one.is_file())


def in_memory(process: int, wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each pattern stands in the readable memory of a process (Linux, root)."""
    counts = dict.fromkeys(wanted, 0)
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - unbuffered
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if "r" not in rights or "[v" in line:
                continue
            low, high = (int(end, 16) for end in span.split("-"))
            try:
                memory.seek(low)
                content = memory.read(high - low)
            except (OSError, ValueError):
                continue
            for name, pattern in wanted.items():
                counts[name] += content.count(pattern)
    return counts
