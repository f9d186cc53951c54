"""``kaa-server scb``: the half-yearly file to SCB, for whoever fetches it by night. Nothing is sent."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Final

from kaa_core.scb.half_year import HalfYear, to_report
from kaa_server import scb
from kaa_server.cli.administration import Act, Actions
from kaa_server.cli.which import HELP, municipality_of
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError, PartlyDone
from kaa_server.files import sync_folder, write_private
from kaa_server.scb import Made, Protected

UNREADABLE: Final = (
    "Uppställningen som gäller för halvåret går inte att läsa. Ingen fil är gjord. Den kan vara inlagd "
    "med en nyare version: uppdatera servern, eller lägg in en ny uppställning i programmet."
)
SAY_WHICH: Final = (
    "{0} har skyddade uppgifter. Ingen fil är gjord. Pröva sekretessen och säg vilka som ska med: "
    "--protected alla, utan-skyddad-folkbokforing eller inga."
)
NOT_WRITTEN: Final = "Filen gick inte att skriva. Ingen fil är gjord. Kontrollera mappen: {0}."
TO_MEND: Final = (
    "{0} att rätta. Filen är gjord ändå. "
    "Vad det är och hos vem står i programmet, på sidan Underlag till SCB."
)
OURS: Final = (
    "Kolumnerna och koderna är kommunens egna, inte SCB:s, "
    "tills någon har lagt in SCB:s i programmet."
)


def add_parser(commands: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after it."""
    parser = commands.add_parser(
        "scb",
        parents=[place],
        help="gör filen till SCB för ett halvår",
        description="Filen har hela halvåret och ersätter en tidigare. Samma rader som programmets. "
        "Ingenting skickas och ingenting ändras i registret.",
        epilog="Avslutar med 0 när filen är gjord och inget är att rätta, 3 när den är gjord men något "
        "är att rätta, 1 när ingen fil är gjord, och 2 när det inte går att veta vad som menas.",
    )
    parser.add_argument("--municipality", help=HELP)
    parser.add_argument(
        "--half-year", metavar="HALVÅR", help="som 2026H1 (standard: det senaste som är slut)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FIL", help="filen som skrivs")
    parser.add_argument(
        "--protected",
        choices=[one.value for one in Protected],
        help="vilka med skyddade uppgifter som är med, efter sekretessprövning; "
        "måste sägas när det finns någon",
    )


def make(database: Database, arguments: argparse.Namespace) -> None:
    """Make the file; says how many it holds on standard out, and what is to be seen to on standard error."""
    today = system_clock().astimezone().date()
    code = municipality_of(database, arguments.municipality).code
    half_year = to_report(today)
    if arguments.half_year is not None:
        read = HalfYear.parse(arguments.half_year)
        if read is None:
            raise OperatorError("Halvåret går inte att läsa. Skriv det som 2026H1 eller 2026H2.")
        half_year = read
    chosen = Protected.ALL if arguments.protected is None else Protected(arguments.protected)
    made = scb.make(database, code, half_year, today, chosen)
    if made is None:
        raise OperatorError(UNREADABLE)
    if arguments.protected is None and (number := made.hidden + made.marked):
        raise OperatorError(SAY_WHICH.format(_counted(number, "ungdom", "ungdomar")))
    _write(arguments.out, made.content)
    _tell(made, half_year, arguments.out)
    if made.problems:
        raise PartlyDone(TO_MEND.format(_counted(made.problems, "sak", "saker")))


def _tell(made: Made, half_year: HalfYear, path: Path) -> None:
    people = _counted(made.youths, "ungdom", "ungdomar")
    print(f"{path}: {half_year.told}, {people}. SHA-256 {hashlib.sha256(made.content).hexdigest()}")
    if made.left_out:
        left = _counted(made.left_out, "ungdom", "ungdomar")
        print(f"{left} med skyddade uppgifter är inte med.", file=sys.stderr)
    if not made.layout.confirmed:
        print(OURS, file=sys.stderr)


def _write(path: Path, content: bytes) -> None:
    """In the place of the former, whole or not at all; only its owner may read it."""
    try:
        write_private(path, content)
        sync_folder(path.absolute().parent)
    except OSError as error:
        raise OperatorError(NOT_WRITTEN.format(path.parent)) from error


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


COMMANDS: dict[str, Act] = {"scb": make}
