"""Which municipality a command is about: the one that is named, else the only one there is."""

from __future__ import annotations

from kaa_server import municipalities
from kaa_server.database import Database
from kaa_server.faults import NotAsked, OperatorError
from kaa_server.municipalities import Municipality

HELP = "kommunkod (behövs när servern har flera kommuner)"


def municipality_of(database: Database, code: str | None) -> Municipality:
    """The municipality of a command.

    Raises:
        OperatorError: There is none with that code, or none was named and the server has another number of
            them than one: a sentence that names them (NotAsked).
    """
    if code is not None:
        there = _load(database, code)
        if there is None:
            raise OperatorError(
                f"Kommunen {code} finns inte på den här servern. Ingenting är gjort."
            )
        return there
    # Whoever has anything about anybody has a key; others have nothing to count or report.
    found = [_load(database, one) for one in sorted(database.codec.keyring.all())]
    held = [one for one in found if one is not None]
    if len(held) == 1:
        return held[0]
    if not held:
        raise NotAsked("Ingen kommun har uppgifter på den här servern än. Ingenting är gjort.")
    names = ", ".join(f"{one.code} ({one.name})" for one in held)
    raise NotAsked(
        f"Servern har flera kommuner: {names}. Säg vilken med --municipality. Ingenting är gjort."
    )


def _load(database: Database, code: str) -> Municipality | None:
    with database.tenant(code) as connection:
        return municipalities.load(connection, code)
