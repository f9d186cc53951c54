"""Bodies as they lie in the database: sealed under the youth's own key.

AES-256-GCM; the associated data names municipality, place and record, so that a body cannot be moved.
A sealed body begins with a byte that MessagePack never uses, then which of the youth's keys it is
under: what the municipality shares, and what was stored before there were keys, is plain. Keys are
kept in memory as long as nothing is erased; the municipality's count of erasures tells.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_server.errors import Code, RequestError
from kaa_server.faults import OperatorError
from kaa_server.keyring import Keyring, Master

if TYPE_CHECKING:
    from kaa_server.database import Connection

SEALED: Final = 0xC1
_NONCE: Final = 12
_HEAD: Final = 2 + _NONCE
_MOST: Final = 200_000
"""Keys held in memory at most; with more all are read anew."""
NO_FILE: Final = (
    "Nyckelfilen saknar kommunens nyckel, och utan den går det som är skrivet om ungdomarna inte att "
    "läsa. Ingenting är ändrat. Ange filen med --youth-keys, eller lägg tillbaka den från den senaste "
    "säkerhetskopian."
)


def _cipher(key: Key) -> AESGCM:
    return AESGCM(key.secret)


@attrs.frozen(slots=True)
class Key:
    """One youth's key, and which in order it is."""

    generation: int
    secret: bytes = attrs.field(repr=False)
    cipher: AESGCM = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_cipher, takes_self=True)
    )

    @property
    def mark(self) -> bytes:
        """What a body under it begins with."""
        return bytes((SEALED, self.generation & 0xFF))

    def digest(self, content: bytes) -> bytes:
        """Four bytes by which the same content is known again by who has the key."""
        return hashlib.blake2b(content, digest_size=4, key=self.secret).digest()


Keys = Mapping[bytes, Key]


def in_log(record: bytes, seq: int) -> bytes:
    """The place of a row of the log."""
    return b"L" + record + seq.to_bytes(8, "big")


def in_records(record: bytes) -> bytes:
    """The place of a record's body."""
    return b"R" + record


class Codec:
    """Seals and opens bodies, with the keys of a server's youths."""

    def __init__(self, keyring: Keyring, *, off: bool = False) -> None:
        self.keyring = keyring
        self._off = off
        self._held: dict[str, dict[bytes, Key]] = {}
        self._erasures: dict[str, int] = {}

    def heed(self, municipality: str, erasures: int) -> None:
        """Let go of keys from before an erasure. Told by whoever holds the municipality's counter."""
        if self._erasures.get(municipality) != erasures:
            self._held.pop(municipality, None)
            self.keyring.forget()  # another process may have replaced the master key
            self._erasures[municipality] = erasures

    def forget(self, municipality: str) -> None:
        """Let go of every key of a municipality."""
        self._held.pop(municipality, None)

    def keys(self, connection: Connection, municipality: str, youths: Iterable[bytes]) -> Keys:
        """The keys of these youths; one who has none is not in it."""
        held = self._held.setdefault(municipality, {})
        missing = [one for one in set(youths) if one not in held]
        if missing:
            if len(held) + len(missing) > _MOST:
                held.clear()
            held |= self._read(connection, municipality, missing)
        return held

    def keys_to_write(
        self, connection: Connection, municipality: str, youths: Iterable[bytes]
    ) -> Keys:
        """The keys of these youths, made for those who have none. New ones hold when it commits."""
        wanted = set(youths)
        if self._off or not wanted:
            return {}
        held = self.keys(connection, municipality, wanted)
        fresh = {one: Key(0, os.urandom(32)) for one in wanted if one not in held}
        if fresh:
            write_keys(connection, municipality, self._newest(connection, municipality), fresh)
        return {**held, **fresh} if fresh else held

    def _newest(self, connection: Connection, municipality: str) -> Master:
        newest = self.keyring.newest(municipality)
        if newest is not None:
            return newest
        row = connection.execute(
            "SELECT 1 FROM youth_key WHERE municipality = %s LIMIT 1", [municipality]
        ).fetchone()
        if row is not None:
            raise OperatorError(NO_FILE)
        return self.keyring.add(municipality)

    def _read(
        self, connection: Connection, municipality: str, youths: Iterable[bytes]
    ) -> dict[bytes, Key]:
        rows = connection.execute(
            "SELECT youth, generation, master, wrapped FROM youth_key "
            "WHERE municipality = %s AND youth = ANY(%b)",
            [municipality, [uuid.UUID(bytes=one) for one in youths]],
            binary=True,
        )
        found = {}
        for youth, generation, master, wrapped in rows:
            found[youth.bytes] = self.unwrap(municipality, youth.bytes, generation, master, wrapped)
        return found

    def unwrap(
        self, municipality: str, youth: bytes, generation: int, master: bytes, wrapped: bytes
    ) -> Key:
        """A youth's key out of its row."""
        under = self.keyring.find(municipality, bytes(master))
        if under is None:
            raise OperatorError(NO_FILE)
        secret = AESGCM(under.secret).decrypt(
            wrapped[:_NONCE], wrapped[_NONCE:], _wrapping(municipality, youth, generation)
        )
        return Key(generation, secret)

    # -- bodies

    def seal(
        self,
        keys: Keys,
        municipality: str,
        youths: Sequence[bytes | None],
        places: Iterable[bytes],
        bodies: Sequence[bytes],
    ) -> list[bytes]:
        """Bodies as they are stored; those about no youth as they are."""
        if self._off:
            return list(bodies)
        nonces = os.urandom(_NONCE * len(bodies))
        code, at, sealed = municipality.encode(), 0, []
        for youth, place, body in zip(youths, places, bodies, strict=True):
            nonce = nonces[at : at + _NONCE]
            at += _NONCE
            if youth is None:
                sealed.append(body)
                continue
            key = keys[youth]
            locked = key.cipher.encrypt(nonce, body, code + place)
            sealed.append(key.mark + nonce + locked)
        return sealed

    def open(
        self,
        connection: Connection,
        municipality: str,
        youths: Sequence[bytes | None],
        places: Sequence[bytes],
        bodies: Sequence[bytes],
    ) -> list[bytes]:
        """Bodies as they were before they were sealed.

        Raises:
            RequestError: 503 when what this reader sees was erased while it read; asked again it goes.
        """
        sealed = {
            youth for youth, body in zip(youths, bodies, strict=True) if body and body[0] == SEALED
        }
        if not sealed:
            return list(bodies)
        wanted = {one for one in sealed if one is not None}
        code = municipality.encode()
        keys = self.keys(connection, municipality, wanted)
        for _ in range(2):
            try:
                return [
                    _opened(keys, code, youth, place, body)
                    for youth, place, body in zip(youths, places, bodies, strict=True)
                ]
            except (InvalidTag, KeyError):
                # An erasure has changed keys since they were read, here or in another process.
                keys = self._read(connection, municipality, wanted)
        raise RequestError(503, Code.UNAVAILABLE, retry_after=1)


class _NoCodec(Codec):
    """Of a connection that was not given the key file: nothing about a youth goes in or out."""

    def __init__(self) -> None:
        super().__init__(Keyring(Path(os.devnull)))

    def keys_to_write(
        self, connection: Connection, municipality: str, youths: Iterable[bytes]
    ) -> Keys:
        if set(youths):
            raise OperatorError(NO_FILE)
        return super().keys_to_write(connection, municipality, ())

    def keys(self, connection: Connection, municipality: str, youths: Iterable[bytes]) -> Keys:
        if set(youths):
            raise OperatorError(NO_FILE)
        return super().keys(connection, municipality, ())


NO_CODEC: Final = _NoCodec()


def _opened(keys: Keys, code: bytes, youth: bytes | None, place: bytes, body: bytes) -> bytes:
    if not body or body[0] != SEALED:
        return body
    assert youth is not None
    key = keys[youth]
    return key.cipher.decrypt(body[2:_HEAD], body[_HEAD:], code + place)


def write_keys(
    connection: Connection, municipality: str, master: Master, keys: Mapping[bytes, Key]
) -> None:
    """Keep keys under a master key, new or in the place of others."""
    cipher = AESGCM(master.secret)
    wrapped = []
    for youth, key in keys.items():
        nonce = os.urandom(_NONCE)
        about = _wrapping(municipality, youth, key.generation)
        wrapped.append(nonce + cipher.encrypt(nonce, key.secret, about))
    connection.execute(
        "INSERT INTO youth_key (municipality, youth, generation, master, wrapped) "
        "SELECT %(m)s, youth, generation, %(master)b, wrapped FROM unnest(%(youths)b::uuid[], "
        "%(generations)b::integer[], %(wrapped)b::bytea[]) AS coming (youth, generation, wrapped) "
        "ON CONFLICT (municipality, youth) DO UPDATE SET generation = excluded.generation, "
        "master = excluded.master, wrapped = excluded.wrapped",
        {
            "m": municipality,
            "master": master.id,
            "youths": [uuid.UUID(bytes=youth) for youth in keys],
            "generations": [key.generation for key in keys.values()],
            "wrapped": wrapped,
        },
    )


def rewrap(codec: Codec, connection: Connection, municipality: str, master: Master) -> int:
    """Put every key of a municipality under another master key; how many there are."""
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT youth, generation, master, wrapped FROM youth_key WHERE municipality = %s",
        [municipality],
        binary=True,
    ).fetchall()
    keys = {
        youth.bytes: codec.unwrap(municipality, youth.bytes, generation, under, wrapped)
        for youth, generation, under, wrapped in rows
    }
    if keys:
        write_keys(connection, municipality, master, keys)
    return len(keys)


def _wrapping(municipality: str, youth: bytes, generation: int) -> bytes:
    return b"kaa-youth-key" + municipality.encode() + youth + generation.to_bytes(4, "big")
