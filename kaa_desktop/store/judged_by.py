"""What kept answers were judged by, beside records: a note in the store, and whether it still holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from attrs import frozen

from kaa_core import __version__
from kaa_core.model.records import MunicipalitySettings
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import settings
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

JUDGING: Final = "judging"
"""The setting that says for whom and from when."""
SETTINGS: Final = REGISTRY.kind(MunicipalitySettings)
"""What everybody's answer follows from, in part."""
_SCHOOL_DAYS: Final = (
    f"SELECT last_school_days FROM {table(SETTINGS)} WHERE NOT _deleted ORDER BY id LIMIT 1"
)
Said = tuple[str, int, str, str]
"""Home, first day, by which program's rules, and by which last school days."""


@frozen
class Judging:
    """What answers depend on beside records: whose municipality it is, and from which day on we look.

    Proposals are kept for `since` and all days after it; nobody asks what would have been proposed.
    `school_days`: the municipality's last school days, as its settings have them.
    """

    home: str
    since: date
    school_days: str = ""


def judging(connection: Connection) -> Judging | None:
    """What was last said by `begin`; None before, and then nothing is judged."""
    found = held(connection)
    return None if found is None else Judging(found[0], date.fromordinal(found[1]), found[3])


def held(connection: Connection) -> Said | None:
    """What was last said; None before, and of a program that said less."""
    value = settings.get(connection, JUDGING)
    if value is None:
        return None
    try:
        found: Said = msgspec.msgpack.decode(value, type=Said)
    except msgspec.DecodeError:
        return None
    return found


def said(connection: Connection, wanted: Judging) -> Said:
    """What is to be judged by, the settings as they stand."""
    row = connection.execute(_SCHOOL_DAYS).fetchone()
    days = (row[0] or "") if row is not None else ""
    return wanted.home, wanted.since.toordinal(), __version__, days


def put(connection: Connection, said: Said) -> None:
    """Note it."""
    settings.put(connection, JUDGING, msgspec.msgpack.encode(said))
