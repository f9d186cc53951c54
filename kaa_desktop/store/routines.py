"""The municipality's contact routine as the lists follow it: all rows are made anew when it changes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, cast

import msgspec

from kaa_core.model.organising import RoutineVersion
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.routine import pack, reigns
from kaa_desktop.store import rows, settings
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_core.rules.routine import Routine
    from kaa_desktop.store.database import Connection

KIND: Final = REGISTRY.kind(RoutineVersion)
_QUERY: Final = (
    f"SELECT {rows.columns(KIND)} FROM {table(KIND)} "
    "WHERE NOT _deleted AND since IS NOT NULL ORDER BY id"
)


def held(connection: Connection) -> tuple[Routine, ...]:
    """The routines one after another, those that have not begun among them."""
    found = connection.execute(_QUERY).fetchall()
    return reigns(cast("RoutineVersion", rows.record_of(KIND, row)) for row in found)


def follow(connection: Connection) -> bool:
    """Note by which routines the lists are made; whether they are others than were noted."""
    said = _mark(held(connection))
    if settings.get(connection, settings.ROUTINE) == said:
        return False
    settings.put(connection, settings.ROUTINE, said)
    return True


def _mark(routines: tuple[Routine, ...]) -> bytes:
    said = [(one.since.toordinal(), pack(one)) for one in routines]
    return hashlib.sha256(msgspec.msgpack.encode(said)).digest()
