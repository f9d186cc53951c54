"""Small values inside the encrypted store: who this device is, tokens, cursor, counters.

Named bytes; the device's private key and the tokens are among them and leave the store never in the
clear. Other layers use `Store.setting` and `Store.put_settings` with names of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

NEXT_N: Final = "next_n"
INCARNATION: Final = "incarnation"
CURSOR: Final = "cursor"
SNAPSHOT: Final = "snapshot"
REGISTRY_FINGERPRINT: Final = "registry"
SEARCH: Final = "search"
ANCHORS: Final = "anchors"
RENEWING: Final = "renewing"
HISTORY: Final = "history"
LOST_BASES: Final = "lost_bases"
DIGESTS_DUE: Final = "digests_due"
CHECK_DUE: Final = "check_due"
ROUTINE: Final = "routine"
MENDED: Final = "mended"
ERASED: Final = "erased"
ERASED_CLEAN: Final = "erased_clean"
OWN: Final = frozenset(
    {
        NEXT_N,
        INCARNATION,
        CURSOR,
        SNAPSHOT,
        REGISTRY_FINGERPRINT,
        SEARCH,
        ANCHORS,
        RENEWING,
        HISTORY,
        LOST_BASES,
        MENDED,
        ERASED,
        ERASED_CLEAN,
        DIGESTS_DUE,
        CHECK_DUE,
        ROUTINE,
    }
)
"""Names that only this package writes."""


def get(connection: Connection, name: str) -> bytes | None:
    """The value with this name, or None."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def put(connection: Connection, name: str, value: bytes | None) -> None:
    """Set the value with this name; None takes it away."""
    if value is None:
        connection.execute("DELETE FROM setting WHERE name = ?", (name,))
    else:
        connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


def get_number(connection: Connection, name: str, default: int) -> int:
    """A whole number kept under this name."""
    value = get(connection, name)
    return default if value is None else msgspec.msgpack.decode(value, type=int)


def put_number(connection: Connection, name: str, value: int) -> None:
    """Keep a whole number under this name."""
    put(connection, name, msgspec.msgpack.encode(value))
