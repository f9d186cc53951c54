"""``kaa-server minimum-version``: which version of the desktop a municipality wants, and from which day."""

from __future__ import annotations

import argparse
from datetime import date

from kaa_server import lowest
from kaa_server.cli.administration import Act, Actions
from kaa_server.database import Database
from kaa_server.faults import OperatorError


def add_parser(commands: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after it."""
    parser = commands.add_parser(
        "minimum-version",
        parents=[place],
        help="vilken version skrivbordsprogrammen ska ha, och från vilken dag",
        description="Användare med en äldre version får veta det i fönstret, 30 dagar i förväg. Det "
        "de skriver tas alltid emot, också efter dagen. Utan tillval visas vad som gäller.",
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")
    parser.add_argument("--version", help="den lägsta versionen, till exempel 0.2.0")
    parser.add_argument(
        "--from", dest="first_day", type=date.fromisoformat, metavar="DATUM", help="ÅÅÅÅ-MM-DD"
    )
    parser.add_argument("--none", action="store_true", help="kräv ingen version längre")


def minimum_version(database: Database, arguments: argparse.Namespace) -> None:
    """Set, lift or show it."""
    code = arguments.municipality
    if arguments.none:
        lowest.lift(database, code)
    elif arguments.version is not None and arguments.first_day is not None:
        lowest.decide(database, code, arguments.version, arguments.first_day)
    elif arguments.version is not None or arguments.first_day is not None:
        raise OperatorError(
            "Ange både --version och --from: från vilken dag den behövs. Ingenting är ändrat."
        )
    held = lowest.told(database, code)
    if held.version:
        print(f"Från {held.first_day} behövs version {held.version} eller senare.")
    else:
        print("Ingen lägsta version är bestämd.")


COMMANDS: dict[str, Act] = {"minimum-version": minimum_version}
