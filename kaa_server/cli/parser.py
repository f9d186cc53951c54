"""What can be typed after ``kaa-server``."""

from __future__ import annotations

import argparse
import uuid
from datetime import date
from pathlib import Path

from kaa_core import __version__
from kaa_server import keyring
from kaa_server.cli import (
    administration,
    attachments,
    backup,
    importing,
    notice_senders,
    scb,
    statistics,
    versions,
)

DEFAULT_DATA_DIR = Path("kaa-server-data")


def build() -> argparse.ArgumentParser:
    """The parser; ``arguments.command`` names what was asked for."""
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--data-dir",
        type=Path,
        default=DEFAULT_DATA_DIR,
        help="mapp för den inbyggda databasen (standard: ./kaa-server-data)",
    )
    place.add_argument(
        "--database-url",
        help="egen PostgreSQL i stället för den inbyggda; lösenordet tas ur PGPASSFILE eller "
        "miljövariabeln PGPASSWORD, aldrig ur adressen",
    )
    place.add_argument(
        "--youth-keys",
        type=Path,
        metavar="FIL",
        help="fil med nycklarna till det som är skrivet om ungdomarna (standard: "
        f"{keyring.NAME} i --data-dir)",
    )
    parser = argparse.ArgumentParser(prog="kaa-server", description="Server för KAA Desktop.")
    parser.add_argument("--version", action="version", version=f"kaa-server {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="KOMMANDO")
    _serve(commands.add_parser("serve", parents=[place], help="starta servern"))
    commands.add_parser("migrate", parents=[place], help="för databasen till den här versionen")
    _municipality(_group(commands, "municipality", "kommuner"), place)
    administration.add_user_parsers(_group(commands, "user", "användare"), place)
    administration.add_unit_parsers(_group(commands, "unit", "enheter i kommunen"), place)
    administration.add_log_parser(commands, place)
    administration.add_erasures_parser(commands, place)
    _device(_group(commands, "device", "datorer"), place)
    code = commands.add_parser("device-code", parents=[place], help="engångskod för en dator")
    _municipality_option(code)
    code.add_argument("--username", required=True, help="användarnamn")
    _demo(_group(commands, "demo", "påhittade uppgifter"), place)
    versions.add_parser(commands, place)
    attachments.add_parser(commands, place)
    senders = _group(commands, "notice-sender", "skolor som får anmäla enligt 15 kap. 15 §")
    notice_senders.add_parsers(senders, place)
    notice_senders.add_notices_parser(commands, place)
    backup.add_parsers(commands, place)
    importing.add_parsers(commands, place)
    scb.add_parser(commands, place)
    statistics.add_parsers(commands, place)
    data = _group(commands, "data", "den inbyggda databasens filer")
    gone = data.add_parser("remove", parents=[place], help="radera datamappen med allt innehåll")
    gone.add_argument("--yes", action="store_true", required=True, help="ja, radera allt")
    return parser


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    group = commands.add_parser(name, help=text)
    return group.add_subparsers(dest="action", required=True, metavar="KOMMANDO")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="adress att lyssna på")
    parser.add_argument("--port", type=int, default=8443, help="port; 0 väljer en ledig")
    parser.add_argument("--tls-cert", type=Path, help="certifikat med kedja (PEM)")
    parser.add_argument("--tls-key", type=Path, help="certifikatets nyckel (PEM)")
    parser.add_argument("--ready-file", type=Path, help="fil som skrivs när servern är redo")


def _municipality(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], place: argparse.ArgumentParser
) -> None:
    add = actions.add_parser("add", parents=[place], help="lägg till en kommun")
    add.add_argument("code", help="kommunkod, fyra siffror")
    add.add_argument("name", help="kommunens namn")
    add.add_argument("--practice", action="store_true", help="övningskommun med påhittade personer")
    key = actions.add_parser(
        "recovery-key",
        parents=[place],
        help="gör kommunens återställningsnyckel, om en lösenfras glöms",
        description="Läser nyckelfilens lösenord som en rad på standard in.",
    )
    _municipality_option(key)
    key.add_argument("--out", type=Path, required=True, help="ny fil för den hemliga nyckeln")
    key.add_argument("--replace", action="store_true", help="byt ut nyckeln som kommunen har")


def _device(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], place: argparse.ArgumentParser
) -> None:
    block = actions.add_parser("block", parents=[place], help="spärra en dator")
    _municipality_option(block)
    block.add_argument("device", type=uuid.UUID, help="datorns id")
    listing = actions.add_parser("list", parents=[place], help="visa en användares datorer")
    _municipality_option(listing)
    listing.add_argument("--username", required=True, help="användarnamn")


def _demo(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], place: argparse.ArgumentParser
) -> None:
    load = actions.add_parser("load", parents=[place], help="fyll en övningskommun")
    _municipality_option(load)
    load.add_argument("--as-of", type=date.fromisoformat, required=True, help="dagen det är")
    load.add_argument("--seed", type=int, default=1, help="samma frö ger samma uppgifter")
    load.add_argument("--youths", type=int, help="ungdomar i åldersgruppen (standard: 1549)")
    load.add_argument("--target-group", type=int, help="hur många av dem som är i målgruppen")
    load.add_argument("--workers", type=int, help="antal handläggare")
    load.add_argument("--records-each", type=int, help="minst så många poster per ärende")
    load.add_argument("--years", type=int, help="läsår av historik före det här")


def _municipality_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, help="kommunkod")
