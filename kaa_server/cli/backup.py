"""``kaa-server backup`` and ``kaa-server restore``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from kaa_server import placement, postgres, schema
from kaa_server.clock import system_clock
from kaa_server.faults import OperatorError
from kaa_server.keyring import LEDGER, Keyring, key_file

LINE = "Läser {} som en rad på standard in, eller frågar efter det i en terminal."
CheckedUrl = Callable[[str], str]


def add_parsers(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], place: argparse.ArgumentParser
) -> None:
    """Add what can be typed."""
    backup = commands.add_parser(
        "backup",
        parents=[place],
        help="säkerhetskopiera servern, krypterat, medan den är igång",
        description="Med --to behövs ingen hemlighet. Annars: "
        + LINE.format("kopians lösenord (minst 15 tecken)"),
    )
    target = backup.add_mutually_exclusive_group()
    target.add_argument("--out", type=Path, help="ny fil för kopian")
    target.add_argument("--folder", type=Path, help="mapp för kopian, som får namn efter tiden")
    backup.add_argument("--keep", type=int, metavar="ANTAL", help="behåll så många i --folder")
    backup.add_argument(
        "--keep-days", type=int, metavar="DAGAR", help="ta bort äldre kopior ur --folder"
    )
    backup.add_argument("--to", type=Path, metavar="FIL", help="den öppna nyckeln (backup key)")
    _actions(backup)
    elsewhere = commands.add_parser(
        "backed-up",
        parents=[place],
        help="säg att en kopia som gjorts på annat sätt är hel och förvarad",
        description="Datorerna behåller det de har skickat och fått tills en kopia har det.",
    )
    elsewhere.add_argument(
        "--taken-at",
        required=True,
        metavar="TID",
        help="när kopian började, t.ex. 2026-11-22T02:00+01:00",
    )
    restore = commands.add_parser(
        "restore",
        parents=[place],
        help="lägg tillbaka en säkerhetskopia i en ny, tom databas",
        description=LINE.format("nyckelfilens eller kopians lösenord"),
    )
    _file_and_key(restore)
    restore.add_argument(
        "--erasures",
        type=Path,
        action="append",
        default=[],
        metavar="FIL",
        help=f"förteckning över raderingar ({LEDGER}) från servern som kopian är av; den som ligger "
        "bredvid kopian läses ändå",
    )


def _keyring(arguments: argparse.Namespace) -> Keyring:
    return Keyring(key_file(arguments.youth_keys, Path(arguments.data_dir).absolute()))


def _actions(backup: argparse.ArgumentParser) -> None:
    actions = backup.add_subparsers(dest="action", metavar="KOMMANDO")
    verify = actions.add_parser(
        "verify",
        help="läs igenom en kopia och säg vad den håller",
        description=LINE.format("nyckelfilens eller kopians lösenord"),
    )
    _file_and_key(verify)
    key = actions.add_parser(
        "key",
        help="gör ett nyckelpar för kopiorna",
        description=LINE.format("nyckelfilens nya lösenord (minst 15 tecken)"),
    )
    key.add_argument("--out", type=Path, required=True, help="ny fil för den hemliga nyckeln")
    key.add_argument("--public", type=Path, required=True, help="ny fil för den öppna nyckeln")


def _file_and_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
    parser.add_argument("--key-file", type=Path, help="den hemliga nyckeln, om --to användes")


def backup(arguments: argparse.Namespace, checked: CheckedUrl) -> None:
    """Take a backup."""
    # Late: cryptography takes a while to load and no other command needs it.
    from kaa_server.backup import folder, keys  # noqa: PLC0415
    from kaa_server.backup.sealed import Lock  # noqa: PLC0415

    out = _target(arguments, folder.name_for(system_clock()))
    passphrase = "" if arguments.to else _secret("Kopians lösenord: ")
    if not arguments.to:
        keys.check_length(passphrase, "Säkerhetskopians lösenord")

    def locked(key: bytes) -> Lock:
        to: Path | None = arguments.to
        return keys.lock_under(passphrase, key) if to is None else keys.lock_for(to, key)

    with _reached(arguments, checked) as conninfo:
        contents = folder.make(conninfo, system_clock, out, locked, _keyring(arguments))
    print(out)
    _say(
        f"Kopian är läst tillbaka och hel: {contents.rows} rader, "
        f"{len(contents.municipalities)} kommuner."
    )
    if arguments.keep_days is not None:
        for gone in folder.keep_days(arguments.folder, arguments.keep_days, system_clock()):
            _say(f"Borttagen, äldre än {arguments.keep_days} dagar: {gone}")
    if arguments.keep is not None:
        for gone in folder.keep(arguments.folder, arguments.keep):
            _say(f"Borttagen, äldre än de {arguments.keep} senaste: {gone}")


def backed_up(arguments: argparse.Namespace, checked: CheckedUrl) -> None:
    """Keep that a copy made otherwise holds everything up to a moment."""
    from kaa_server.backup import watermark  # noqa: PLC0415

    try:
        moment = datetime.fromisoformat(arguments.taken_at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment > system_clock():
        raise OperatorError(
            "Tiden går inte att läsa, saknar tidszon eller ligger i framtiden. Ingenting är ändrat. "
            "Skriv den som 2026-11-22T02:00+01:00."
        )
    with _reached(arguments, checked) as conninfo:
        held = watermark.reached_before(conninfo, moment)
        watermark.advance(conninfo, held)
    print(
        f"Noterat för {len(held)} kommuner. Datorerna behöver inte längre behålla det kopian har."
    )


def verify(arguments: argparse.Namespace) -> None:
    """Read a backup through."""
    from kaa_server.backup import export  # noqa: PLC0415

    contents = export.verify(arguments.file, arguments.key_file, _ask_secret)
    print(
        f"Kopian är hel. Den gäller {contents.made} och är gjord med version {contents.program}: "
        f"{contents.rows} rader, kommuner: {', '.join(contents.municipalities) or 'inga'}."
    )


def make_key(arguments: argparse.Namespace) -> None:
    """Make the pair of keys."""
    from kaa_server.backup import keys  # noqa: PLC0415

    keys.make_pair(arguments.out, arguments.public, _secret("Nyckelfilens nya lösenord: "))
    print(
        f"Den öppna nyckeln ligger i {arguments.public} och ska vara kvar på servern. Den hemliga "
        f"ligger i {arguments.out}. Flytta den från servern och förvara den skild från lösenordet. "
        "Utan dem går ingen kopia att läsa."
    )


def restore(arguments: argparse.Namespace, checked: CheckedUrl) -> None:
    """Put a backup back."""
    from kaa_server.backup.restore import Backup  # noqa: PLC0415
    from kaa_server.backup.restore import restore as put_back  # noqa: PLC0415

    found = Backup(arguments.file, arguments.key_file, _ask_secret)
    if arguments.database_url is not None:
        again = put_back(
            found, checked(arguments.database_url), _keyring(arguments), arguments.erasures
        )
    else:
        with _new_cluster(Path(arguments.data_dir).absolute()) as owner:
            again = put_back(found, owner, _keyring(arguments), arguments.erasures)
    print(
        f"Servern är som den var {found.contents.made}: {found.contents.rows} rader, kommuner: "
        f"{', '.join(found.contents.municipalities) or 'inga'}.\n"
        "Alla loggar in på nytt. Det som spärrades efter kopian är inte spärrat längre: spärra det "
        "igen innan servern startas.\n"
        "Datorer som har synkat efter kopian lämnar tillbaka det de har kvar, av sig själva, när de "
        "ansluter. Läs Efter en återställning i driftdokumentationen.\n"
        f"Raderat på nytt, eftersom det raderades efter kopian: {again}."
    )


@contextlib.contextmanager
def _reached(arguments: argparse.Namespace, checked: CheckedUrl) -> Iterator[str]:
    """The database as it is: a backup before an upgrade must not be the upgrade."""
    if arguments.database_url is not None:
        yield checked(arguments.database_url)
        return
    data_dir = Path(arguments.data_dir).absolute()
    if not (data_dir / "secrets.json").exists():
        raise OperatorError(
            f"{data_dir} är ingen datamapp för servern. Ingenting är kopierat. Ange --data-dir."
        )
    with postgres.running(data_dir, "command") as endpoints:
        yield endpoints.app


@contextlib.contextmanager
def _new_cluster(data_dir: Path) -> Iterator[str]:
    """An embedded PostgreSQL without tables; a folder that was made here is gone if the block fails."""
    new = not data_dir.exists() or not any(data_dir.iterdir())
    if not new and not (data_dir / "secrets.json").exists():
        raise OperatorError(
            f"Mappen {data_dir} är inte tom. Ingenting är ändrat. Ange en ny eller tom mapp."
        )
    try:
        with postgres.running(data_dir, "serve") as endpoints:
            schema.make_embedded(endpoints)
            yield endpoints.admin
    except PermissionError as error:
        raise OperatorError(
            f"Mappen {data_dir} går inte att skriva i. Ingenting har lästs in. "
            "Kör kommandot som det konto som servern körs som."
        ) from error
    except BaseException:
        if new:
            placement.remove(data_dir)
        raise


def _target(arguments: argparse.Namespace, name: str) -> Path:
    if arguments.keep is not None and (arguments.folder is None or arguments.keep < 1):
        raise OperatorError(
            "--keep gäller en mapp (--folder) och minst 1. Ingenting är kopierat eller borttaget."
        )
    if arguments.keep_days is not None and (arguments.folder is None or arguments.keep_days < 1):
        raise OperatorError(
            "--keep-days gäller en mapp (--folder) och minst 1 dag. Ingenting är kopierat eller "
            "borttaget."
        )
    if arguments.folder is not None:
        return Path(arguments.folder) / name
    if arguments.out is None:
        raise OperatorError("Ange var kopian ska ligga med --out FIL eller --folder MAPP.")
    return Path(arguments.out)


def _ask_secret() -> str:
    return _secret("Lösenord: ")


def _secret(question: str) -> str:
    """A secret that must not stand on the command line."""
    if sys.stdin.isatty():
        from getpass import getpass  # noqa: PLC0415

        return getpass(question)
    return sys.stdin.readline().rstrip("\r\n")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
