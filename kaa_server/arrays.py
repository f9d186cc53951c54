"""Arrays for PostgreSQL in its binary form, made of a whole list at a time; and ids read as bytes.

psycopg makes them element by element; of a push of two thousand operations that was a third of the
server's work (docs/adr/033). One dimension; None is NULL where it says so.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import attrs
import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_NULL: Final = b"\xff\xff\xff\xff"
_ID: Final = b"\x00\x00\x00\x10"


@attrs.frozen(repr=False)
class Array:
    """An array ready to be sent."""

    element: ClassVar[int]
    count: int
    body: bytes
    nulls: bool = False

    def sent(self) -> bytes:
        """As PostgreSQL reads it: dimensions, whether there are NULLs, the type, length, from 1."""
        if not self.count:
            return struct.pack("!iii", 0, 0, self.element)
        head = struct.pack("!iiiii", 1, int(self.nulls), self.element, self.count, 1)
        return head + self.body


class Ids(Array):
    """uuid[] of ids of 16 bytes, or None."""

    element = 2950

    @classmethod
    def of(cls, ids: Sequence[bytes | None]) -> Ids:
        """Ids of another length are refused by PostgreSQL."""
        if None in ids:
            parts = [_NULL if one is None else _ID + one for one in ids]
            return cls(len(ids), b"".join(parts), nulls=True)
        whole: Any = ids
        return cls(len(ids), _ID + _ID.join(whole) if ids else b"")


class Bytes(Array):
    """bytea[]."""

    element = 17

    @classmethod
    def of(cls, values: Sequence[bytes]) -> Bytes:
        """Of bytes, none of them None."""
        parts: list[bytes] = [b""] * (2 * len(values))
        parts[::2] = [len(one).to_bytes(4, "big") for one in values]
        parts[1::2] = values
        return cls(len(values), b"".join(parts))


class _Numbers(Array):
    form: ClassVar[str]
    size: ClassVar[int]

    @classmethod
    def of(cls, values: Sequence[int]) -> _Numbers:
        """Of whole numbers that fit; struct.error for one that does not."""
        parts = [cls.size] * (2 * len(values))
        parts[1::2] = values
        return cls(len(values), struct.pack(f"!{f'i{cls.form}' * len(values)}", *parts))


class Bigints(_Numbers):
    """bigint[]."""

    element, form, size = 20, "q", 8


class Integers(_Numbers):
    """integer[]."""

    element, form, size = 23, "i", 4


class Smallints(_Numbers):
    """smallint[]."""

    element, form, size = 21, "h", 2


class Booleans(_Numbers):
    """boolean[]."""

    element, form, size = 16, "?", 1


_ARRAY_OF: Final[dict[type[Array], int]] = {
    Ids: 2951,
    Bytes: 1001,
    Bigints: 1016,
    Integers: 1007,
    Smallints: 1005,
    Booleans: 1000,
}


class _AsItLies(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> Buffer:
        return obj.sent()


def register() -> None:
    """Have every connection that is opened from now on send these as they are."""
    for form, number in _ARRAY_OF.items():
        dumper = type(f"_{form.__name__}Dumper", (_AsItLies,), {"oid": number})
        psycopg.adapters.register_dumper(form, dumper)


register()
_BYTEA: Final = 17


def with_plain_ids(
    connection: psycopg.Connection[tuple[Any, ...]], query: str | bytes, parameters: Any
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run a query; each uuid comes as its 16 bytes, which is what goes out on the wire."""
    cursor = connection.cursor(binary=True)
    loader = psycopg.adapters.get_loader(_BYTEA, Format.BINARY)
    assert loader is not None
    cursor.adapters.register_loader("uuid", loader)
    return cursor.execute(query if isinstance(query, bytes) else query.encode(), parameters)
