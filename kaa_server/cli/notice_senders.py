"""``kaa-server notice-sender`` and ``notices``: the schools that may notify, and what they have told."""

from __future__ import annotations

import argparse
import uuid

from kaa_server import notice_senders, notices
from kaa_server.cli.administration import Act, Actions
from kaa_server.clock import system_clock
from kaa_server.database import Database


def add_parsers(actions: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after it."""
    add = actions.add_parser(
        "add",
        parents=[place],
        help="lägg till en skola som får anmäla",
        description="Skriver ut skolans nyckel, den enda gången den visas. Lämna den till skolan "
        "personligen eller per telefon.",
    )
    add.add_argument("name", help="skolans namn")
    add.add_argument("--school-unit", required=True, help="skolenhetskod, åtta siffror")
    add.add_argument("--contact", required=True, help="vem på skolan som svarar på frågor")
    listing = actions.add_parser("list", parents=[place], help="visa skolorna")
    block = actions.add_parser("block", parents=[place], help="ta inte emot mer från en skola")
    block.add_argument("sender", type=uuid.UUID, help="skolans id")
    for parser in (add, listing, block):
        parser.add_argument("--municipality", required=True, help="kommunkod")


def add_notices_parser(commands: Actions, place: argparse.ArgumentParser) -> None:
    """``kaa-server notices``."""
    parser = commands.add_parser(
        "notices",
        parents=[place],
        help="lägg anmälningar hos dem som har kommit in i registret, och visa hur många som väntar",
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")


def sender_add(database: Database, arguments: argparse.Namespace) -> None:
    """Register a school; prints its id and its key."""
    sender, key = notice_senders.add(
        database,
        system_clock,
        arguments.municipality,
        arguments.name,
        arguments.school_unit,
        arguments.contact,
    )
    print(f"{sender.id}\t{key}")


def sender_list(database: Database, arguments: argparse.Namespace) -> None:
    """Print the schools, a line each with tabs between."""
    with database.tenant(arguments.municipality) as connection:
        senders = notice_senders.listed(connection, arguments.municipality)
    for one in senders:
        used = f"senast {one.used_at.date()}" if one.used_at else "aldrig använd"
        state = "spärrad" if one.blocked_at else ""
        parts = (str(one.id), one.name, one.school_unit, one.contact, used, state)
        print("\t".join(parts).rstrip("\t"))


def sender_block(database: Database, arguments: argparse.Namespace) -> None:
    """Take nothing more from a school."""
    notice_senders.block(database, system_clock, arguments.municipality, arguments.sender)


def notices_waiting(database: Database, arguments: argparse.Namespace) -> None:
    """Deliver what can be, and tell how much waits for a coordinator; names nobody."""
    code = arguments.municipality
    done = notices.deliver(database, system_clock, code)
    with database.tenant(code) as connection:
        left = notices.waiting(connection, code)
    if done:
        print(f"Lagda hos ungdomar i registret: {done}.")
    if left:
        oldest = left[0].received.astimezone(notices.SWEDEN).date()
        print(f"Väntar på en samordnare: {len(left)}, den äldsta sedan {oldest}.")
    else:
        print("Inga anmälningar väntar.")


COMMANDS: dict[str, Act] = {
    "notice-sender add": sender_add,
    "notice-sender list": sender_list,
    "notice-sender block": sender_block,
    "notices": notices_waiting,
}
