"""The lowest version of the desktop that a municipality wants to have, and from which day.

Nobody is shut out by it: what an older desktop pushes is always taken. It is told to desktops, which tell
their users in good time (docs/adr/029).
"""

from __future__ import annotations

from datetime import date

import attrs

from kaa_core import __version__
from kaa_core.versions import numbers
from kaa_server.database import MUNICIPALITY, Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.municipalities import load


@attrs.frozen(slots=True)
class Lowest:
    """`version` is empty where nothing has been decided; `first_day` is ISO."""

    version: str = ""
    first_day: str = ""


def read(connection: Connection, municipality: str) -> Lowest:
    """What has been decided for the tenant of this transaction."""
    row = connection.execute(
        "SELECT lowest_version, lowest_version_from FROM municipality WHERE municipality = %s",
        [municipality],
    ).fetchone()
    if row is None or row[0] is None or row[1] is None:
        return Lowest()
    return Lowest(row[0], row[1].isoformat())


def told(database: Database, municipality: str) -> Lowest:
    """The same for whoever names a municipality; nothing of whether there is such a one."""
    if not MUNICIPALITY.fullmatch(municipality):
        return Lowest()
    with database.tenant(municipality) as connection:
        return read(connection, municipality)


def decide(database: Database, municipality: str, version: str, first_day: date) -> None:
    """Set it.

    Raises:
        OperatorError: for something that is no version, or a municipality that is not there. Then
            nothing is changed.
    """
    if numbers(version) is None:
        raise OperatorError(
            f"{version} är ingen version. Skriv den som {__version__}. Ingenting är ändrat."
        )
    _write(database, municipality, version, first_day)


def lift(database: Database, municipality: str) -> None:
    """Ask for no lowest version any more."""
    _write(database, municipality, None, None)


def _write(
    database: Database, municipality: str, version: str | None, first_day: date | None
) -> None:
    with database.tenant(municipality) as connection:
        if load(connection, municipality) is None:
            raise OperatorError(f"Kommunen {municipality} finns inte. Ingenting är ändrat.")
        connection.execute(
            "UPDATE municipality SET lowest_version = %s, lowest_version_from = %s "
            "WHERE municipality = %s",
            [version, first_day, municipality],
        )
