"""PostgreSQL's files read as a thief would: every file of the data folder, heap, indexes, log and all.

`in_files` looks for planted text as it is. `within_reach` is for who has the key file too: it takes
every wrapped key that lies anywhere, current or left behind, under one of the file's master keys, opens
it, and deciphers all that looks like a sealed body, whatever its seal would say.
Written against the form (codec.py, migration 0005), not with the codec.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_server.postgres import Endpoints

T = TypeVar("T", str, bytes)
_SEALED = re.compile(rb"(?s)\xc1[\x00-\x07](.{12})(.{1,700})")
_START = re.compile(rb"\xc1[\x00-\x07]")


def settle(cluster: Endpoints) -> None:
    """Have all that is in memory written to the files, in a form that can be read without unpacking."""
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_compression = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")


def files(data: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of the data folder."""
    for path in sorted(data.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, path.read_bytes()


def in_files(data: Path, markers: Iterable[str]) -> dict[str, list[str]]:
    """By planted text, the files where it stands as it is."""
    wanted = {one: one.encode() for one in markers}
    found: dict[str, list[str]] = {one: [] for one in wanted}
    for path, content in files(data):
        for one, coded in wanted.items():
            if coded in content:
                found[one].append(str(path.relative_to(data)))
    return found


def within_reach(
    data: Path, key_file: Path, municipality: str, markers: Iterable[T]
) -> tuple[int, dict[T, list[str]]]:
    """How many keys the master keys open, and by planted text the files where those keys bring it out."""
    wanted = {one: _coded(one) for one in markers}
    found: dict[T, list[str]] = {one: [] for one in wanted}
    masters = [bytes.fromhex(one) for one in json.loads(key_file.read_text())[municipality]]
    whole = list(files(data))
    keys = set[bytes]()
    for _, content in whole:
        keys |= _opened(content, masters, municipality)
    for path, content in whole:
        for start in _START.finditer(content):
            sealed = _SEALED.match(content, start.start())
            if sealed is None:
                continue
            for key in keys:
                counter = sealed[1] + (2).to_bytes(4, "big")
                cipher = Cipher(algorithms.AES256(key), modes.CTR(counter)).decryptor()
                plain = cipher.update(sealed[2])
                for one, coded in wanted.items():
                    if coded in plain:
                        found[one].append(str(path.relative_to(data)))
    return len(keys), found


def _coded(one: str | bytes) -> bytes:
    return one if isinstance(one, bytes) else one.encode()


def _opened(content: bytes, masters: list[bytes], municipality: str) -> set[bytes]:
    keys = set[bytes]()
    for master in masters:
        # A row of youth_key, in heap or log: uuid, padding, int4, bytea of 8 and bytea of 60 bytes.
        place = hashlib.blake2b(master, digest_size=8, person=b"kaa-master").digest()
        named = re.compile(
            rb"(?s)(.{16})(\x00{0,3})(.{4})\x13" + re.escape(place) + rb"\x7b(.{60})"
        )
        at = content.find(place)
        while at >= 0:
            for padding in range(4):
                start = at - 1 - 4 - padding - 16
                found = named.match(content, max(0, start)) if start >= 0 else None
                if found is not None:
                    keys |= _unwrapped(found, master, municipality)
            at = content.find(place, at + 1)
    return keys


def _unwrapped(found: re.Match[bytes], master: bytes, municipality: str) -> set[bytes]:
    youth, _, number, wrapped = found.groups()
    generation = int.from_bytes(number, "little")
    about = b"kaa-youth-key" + municipality.encode() + youth
    try:
        about += generation.to_bytes(4, "big")
        return {AESGCM(master).decrypt(wrapped[:12], wrapped[12:], about)}
    except (InvalidTag, OverflowError):
        return set()
