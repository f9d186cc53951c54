"""``kaa-server attachments``: how much room a municipality's attached files take, and may take."""

from __future__ import annotations

import argparse
from typing import Final

from kaa_server import attachments
from kaa_server.cli.administration import Act, Actions
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError

GIBI: Final = 1024**3


def add_parser(commands: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after it."""
    parser = commands.add_parser(
        "attachments",
        parents=[place],
        help="hur mycket plats kommunens bilagor tar, och hur mycket de får ta",
        description="Utan tillval visas vad som gäller. En fil som inte får plats ligger kvar på "
        "datorn och skickas när det finns plats; det som skrivs synkas som vanligt.",
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")
    parser.add_argument("--limit-gb", type=int, help="så många GB får bilagorna ta")
    parser.add_argument(
        "--sweep", action="store_true", help="ta bort filer som ingen uppgift hör till längre"
    )


def room(database: Database, arguments: argparse.Namespace) -> None:
    """Set, sweep and show it."""
    code, limit = arguments.municipality, arguments.limit_gb
    if limit is not None and limit < 0:
        raise OperatorError("Ange antalet GB som ett heltal, 0 eller mer. Ingenting är ändrat.")
    with database.tenant(code) as connection:
        if limit is not None:
            attachments.set_limit(connection, code, limit * GIBI)
        if arguments.sweep:
            gone = attachments.sweep(connection, code, system_clock())
            print(f"{gone} filer som inte hörde till något är borttagna.")
        used, most = attachments.usage(connection, code)
    if not most and not used and limit is None:
        raise OperatorError(f"Det finns ingen kommun {code} på servern. Ingenting är ändrat.")
    print(f"Bilagorna tar {_gb(used)} av {_gb(most)} GB.")


def _gb(size: int) -> str:
    return f"{size / GIBI:.1f}".replace(".", ",")


COMMANDS: dict[str, Act] = {"attachments": room}
