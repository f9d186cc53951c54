"""Carrying out what was typed. Secrets come on standard in, answers go to standard out."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kaa_server import (
    accounts,
    keyring,
    municipalities,
    placement,
    postgres,
    recovery,
    schema,
    sealing,
)
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
from kaa_server.cli.parser import build
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.faults import NotAsked, OperatorError, PartlyDone
from kaa_server.keyring import Keyring
from kaa_server.serve import Listen, Reached, serve

_CODES = {PartlyDone: 3, NotAsked: 2}
"""Exit codes of what is otherwise 1."""
URL_REFUSED = (
    "Lösenordet får inte stå i --database-url: där kan alla på datorn läsa det. "
    "Lägg det i filen som PGPASSFILE pekar på, eller i miljövariabeln PGPASSWORD."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 after a sentence about what went wrong, 3 when a part is left."""
    arguments = build().parse_args(argv)
    name = " ".join(filter(None, (arguments.command, getattr(arguments, "action", None))))
    try:
        COMMANDS[name](arguments)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return _CODES.get(type(error), 1)
    except psycopg.OperationalError:
        print(
            "Servern når inte databasen. Ingenting mer är gjort. "
            "Kontrollera att den är igång och försök igen.",
            file=sys.stderr,
        )
        return 1
    return 0


@contextlib.contextmanager
def _reached(arguments: argparse.Namespace, purpose: postgres.Purpose) -> Iterator[Reached]:
    """The database that was asked for: the municipality's own, or the embedded one, migrated."""
    if arguments.database_url is not None:
        yield Reached(_checked_url(arguments.database_url), keys=key_file(arguments))
        return
    with postgres.running(_data_dir(arguments), purpose) as endpoints:
        schema.prepare_embedded(endpoints)
        sealing.seal_stored(endpoints.admin, Codec(Keyring(key_file(arguments))))
        yield Reached(endpoints.app, endpoints.runs, key_file(arguments))


@contextlib.contextmanager
def _database(arguments: argparse.Namespace) -> Iterator[Database]:
    with _reached(arguments, "command") as reached:
        schema.check(reached.conninfo)
        with Database(reached.conninfo, reached.codec, max_size=4) as database:
            yield database


def _serve(arguments: argparse.Namespace) -> None:
    listen = Listen(
        host=arguments.host,
        port=arguments.port,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        ready_file=arguments.ready_file,
    )
    listen.check()
    with _reached(arguments, "serve") as reached:
        serve(reached, listen)


def _migrate(arguments: argparse.Namespace) -> None:
    if arguments.database_url is not None:
        owner = _checked_url(arguments.database_url)
        schema.migrate(owner)
        sealing.seal_stored(owner, Codec(Keyring(key_file(arguments))))
    else:
        with _reached(arguments, "command"):
            pass
    print(f"Databasen har version {schema.head()}.")


def _municipality_add(arguments: argparse.Namespace) -> None:
    with _database(arguments) as database:
        municipalities.add(
            database, system_clock, arguments.code, arguments.name, practice=arguments.practice
        )


def _municipality_recovery_key(arguments: argparse.Namespace) -> None:
    password = _line()
    with _database(arguments) as database:
        recovery.make(
            database, arguments.municipality, arguments.out, password, replace=arguments.replace
        )
    print(
        f"Den hemliga nyckeln ligger i {arguments.out}. Flytta filen från servern och förvara den "
        "skild från lösenordet. Datorer som redan är anslutna använder nyckeln när de har haft "
        "kontakt med servern och sedan låses upp igen."
    )


def _in_database(act: administration.Act) -> Callable[[argparse.Namespace], None]:
    def carry_out(arguments: argparse.Namespace) -> None:
        with _database(arguments) as database:
            act(database, arguments)

    return carry_out


def _device_code(arguments: argparse.Namespace) -> None:
    with _database(arguments) as database:
        print(
            accounts.issue_code(database, system_clock, arguments.municipality, arguments.username)
        )


def _device_block(arguments: argparse.Namespace) -> None:
    with _database(arguments) as database:
        accounts.block_device(database, system_clock, arguments.municipality, arguments.device)


def _device_list(arguments: argparse.Namespace) -> None:
    with _database(arguments) as database:
        devices = accounts.devices_of(database, arguments.municipality, arguments.username)
    for device in devices:
        print(
            json.dumps({"device": str(device.id), "name": device.name, "blocked": device.blocked})
        )


def _demo_load(arguments: argparse.Namespace) -> None:
    # Late, because only this command needs it.
    from kaa_server import demo  # noqa: PLC0415

    with _database(arguments) as database:
        demo.load(database, arguments)


def _data_remove(arguments: argparse.Namespace) -> None:
    data_dir = _data_dir(arguments)
    if not data_dir.exists():
        return
    if not (data_dir / "secrets.json").exists():
        raise OperatorError(f"{data_dir} är ingen datamapp för servern. Ingenting är raderat.")
    with postgres.stopped(data_dir):
        placement.remove(data_dir)


def _line() -> str:
    """The next line of standard in: a secret that must not stand on the command line."""
    return sys.stdin.readline().rstrip("\r\n")


def _data_dir(arguments: argparse.Namespace) -> Path:
    return Path(arguments.data_dir).absolute()


def key_file(arguments: argparse.Namespace) -> Path:
    """Where the municipalities' master keys are."""
    return keyring.key_file(arguments.youth_keys, _data_dir(arguments))


def _checked_url(url: str) -> str:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise OperatorError(
            "--database-url går inte att tyda. Skriv den som postgresql://konto@dator/databas."
        ) from error
    if parts.get("password"):
        raise OperatorError(URL_REFUSED)
    return url


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    **{name: _in_database(act) for name, act in administration.COMMANDS.items()},
    **{name: _in_database(act) for name, act in versions.COMMANDS.items()},
    **{name: _in_database(act) for name, act in attachments.COMMANDS.items()},
    **{name: _in_database(act) for name, act in importing.COMMANDS.items()},
    **{name: _in_database(act) for name, act in scb.COMMANDS.items()},
    **{name: _in_database(act) for name, act in statistics.COMMANDS.items()},
    **{name: _in_database(act) for name, act in notice_senders.COMMANDS.items()},
    "serve": _serve,
    "migrate": _migrate,
    "municipality add": _municipality_add,
    "municipality recovery-key": _municipality_recovery_key,
    "device block": _device_block,
    "device list": _device_list,
    "device-code": _device_code,
    "demo load": _demo_load,
    "data remove": _data_remove,
    "backup": lambda arguments: backup.backup(arguments, _checked_url),
    "backed-up": lambda arguments: backup.backed_up(arguments, _checked_url),
    "backup verify": backup.verify,
    "backup key": backup.make_key,
    "restore": lambda arguments: backup.restore(arguments, _checked_url),
}
