"""Start the desktop program. Nothing heavy is imported before the unlock window is shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kaa_core import __version__

if TYPE_CHECKING:
    import argparse

    from kaa_desktop.app.clock import PracticeClock

USAGE_STATUS = 2
FAULT_STATUS = 1


def main() -> int:
    """Answer the command line; returns the exit status."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(__version__)
        return 0
    chosen = _parser().parse_args(arguments)
    # Before any key is in memory: a crash must not write it to disk.
    from kaa_desktop.store.hardening import forbid_core_dumps  # noqa: PLC0415
    from kaa_desktop.unforeseen import keep_logs_nameless  # noqa: PLC0415

    forbid_core_dumps()
    keep_logs_nameless()
    if chosen.command == "enrol":
        return _enrol(chosen)
    if chosen.command == "recover":
        return _recover(chosen)
    if chosen.command in ("backup", "restore", "check"):
        return _keep(chosen)
    if chosen.practice:
        return _practice(chosen.as_of)
    return _window(chosen.profile, chosen.as_of, self_test=chosen.self_test)


def _parser() -> argparse.ArgumentParser:
    import argparse  # noqa: PLC0415 - --version needs none

    parser = argparse.ArgumentParser(
        prog="kaa-desktop", description="Det kommunala aktivitetsansvaret, krypterat på datorn."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--profile", type=Path, help="profilens mapp, i stället för att välja")
    parser.add_argument(
        "--self-test", action="store_true", help="öppna låsfönstret och avsluta, för kontroll"
    )
    parser.add_argument(
        "--practice", action="store_true", help="öppna övningskommunen, utan lösenfras och server"
    )
    parser.add_argument(
        "--as-of", metavar="DATUM", help="dagen det är, ÅÅÅÅ-MM-DD; bara med övningsdata"
    )
    commands = parser.add_subparsers(dest="command", title="kommandon")
    _enrol_options(commands)
    _recover_options(commands)
    _keep_options(commands)
    return parser


def _enrol_options(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    enrol = commands.add_parser(
        "enrol",
        help="anslut datorn till kommunens server",
        description="Läser kontots lösenord och den nya lösenfrasen som två rader på stdin.",
    )
    enrol.add_argument("--server", required=True, help="serverns adress, med https")
    enrol.add_argument("--municipality", required=True, help="kommunkod")
    enrol.add_argument("--username", required=True, help="användarnamn")
    enrol.add_argument("--code", required=True, help="engångskod från administratören")
    enrol.add_argument("--device-name", required=True, help="datorns namn, till exempel KAA-02")
    enrol.add_argument(
        "--profile", type=Path, help="mapp för den nya profilen, i stället för programmets egen"
    )
    enrol.add_argument("--ca-file", type=Path, help="kommunens eget certifikat, om det behövs")


def _recover_options(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    recover = commands.add_parser(
        "recover",
        help="sätt en ny lösenfras med kommunens återställningsnyckel",
        description="Läser nyckelfilens lösenord och den nya lösenfrasen som två rader på stdin.",
    )
    recover.add_argument("--profile", type=Path, required=True, help="profilens mapp")
    recover.add_argument("--key-file", type=Path, required=True, help="återställningsnyckelns fil")


def _keep_options(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    asked = "Läser lösenfrasen som en rad på stdin."
    backup = commands.add_parser(
        "backup", help="säkerhetskopiera en profil, krypterad som den är", description=asked
    )
    backup.add_argument("--profile", type=Path, required=True, help="profilens mapp")
    backup.add_argument("--out", type=Path, required=True, help="ny fil för kopian")
    restore = commands.add_parser("restore", help="lägg tillbaka en säkerhetskopierad profil")
    restore.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
    restore.add_argument(
        "--profile", type=Path, help="ny mapp för profilen, i stället för programmets egen"
    )
    check = commands.add_parser(
        "check", help="läs igenom en profil och säg om den är hel", description=asked
    )
    check.add_argument("--profile", type=Path, help="profilens mapp; utan den prövas programmet")


def _window(profile: Path | None, as_of: str | None, *, self_test: bool) -> int:
    from kaa_desktop.app.wiring import unlocking  # noqa: PLC0415
    from kaa_desktop.gui.start import start  # noqa: PLC0415

    clock = None
    if as_of is not None:
        clock = _practice_clock(as_of) if _holds_practice(profile) else None
        if clock is None:
            return _wrong_day()
    return start(unlocking(profile, clock), self_test=self_test)


def _practice(as_of: str | None) -> int:
    """The window of the practice municipality and nothing else: no real register on another day."""
    from kaa_desktop.app.wiring import unlocking  # noqa: PLC0415
    from kaa_desktop.gui.start import start  # noqa: PLC0415

    clock = None if as_of is None else _practice_clock(as_of)
    if as_of is not None and clock is None:
        return _wrong_day()
    return start(unlocking(None, clock), self_test=False, practice=True)


def _wrong_day() -> int:
    print("--as-of kräver en profil med övningsdata och ett datum.", file=sys.stderr)
    return USAGE_STATUS


def _holds_practice(profile: Path | None) -> bool:
    """A real register has true days only."""
    from kaa_desktop.app.profiles import read  # noqa: PLC0415

    return profile is not None and any(found.practice for found in read(profile))


def _practice_clock(as_of: str) -> PracticeClock | None:
    """A clock on another day; None when that is no date."""
    from datetime import date  # noqa: PLC0415

    from kaa_desktop.app.clock import PracticeClock  # noqa: PLC0415

    try:
        return PracticeClock(date.fromisoformat(as_of))
    except ValueError:
        return None


def _enrol(chosen: argparse.Namespace) -> int:
    from kaa_desktop.app.clock import SystemClock  # noqa: PLC0415
    from kaa_desktop.app.enrolling import Request, enrol  # noqa: PLC0415
    from kaa_desktop.app.profiles import folder_for  # noqa: PLC0415
    from kaa_desktop.store.errors import StoreFault  # noqa: PLC0415
    from kaa_desktop.sync.faults import SyncFault  # noqa: PLC0415

    password, passphrase = _secrets("Kontots lösenord: ")
    request = Request(
        server=chosen.server,
        municipality=chosen.municipality,
        username=chosen.username,
        password=password,
        code=chosen.code,
        device_name=chosen.device_name,
        passphrase=passphrase,
        folder=chosen.profile or folder_for(chosen.municipality, chosen.username),
        ca_file=chosen.ca_file,
    )
    try:
        made = enrol(request, SystemClock())
    except (StoreFault, SyncFault) as fault:
        print(fault, file=sys.stderr)
        return FAULT_STATUS
    print(f"Datorn är ansluten till {made.profile.municipality_name}.")
    if made.fault is not None:
        print(f"{made.fault} Resten hämtas när du låser upp.", file=sys.stderr)
    return 0


def _recover(chosen: argparse.Namespace) -> int:
    from kaa_desktop.app.clock import SystemClock  # noqa: PLC0415
    from kaa_desktop.app.recovering import recover  # noqa: PLC0415
    from kaa_desktop.store.errors import StoreFault  # noqa: PLC0415

    password, passphrase = _secrets("Nyckelfilens lösenord: ")
    try:
        profile = recover(chosen.profile, chosen.key_file, password, passphrase, SystemClock())
    except StoreFault as fault:
        print(fault, file=sys.stderr)
        return FAULT_STATUS
    print(f"{profile.user_name} har en ny lösenfras på {profile.device_name}. Allt annat är kvar.")
    return 0


def _keep(chosen: argparse.Namespace) -> int:
    from kaa_desktop.app import backup  # noqa: PLC0415
    from kaa_desktop.app.clock import SystemClock  # noqa: PLC0415
    from kaa_desktop.store.errors import StoreFault  # noqa: PLC0415

    if chosen.command == "check" and chosen.profile is None:
        from kaa_desktop.app.whole import check_program  # noqa: PLC0415

        print(f"Programmet är helt: {check_program()} delar.")
        return 0
    clock = SystemClock()
    try:
        if chosen.command == "restore":
            restored = backup.restore(chosen.file, chosen.profile, clock)
            print(
                f"Profilen ligger i {restored.profile.folder} och är som den var {restored.made}. "
                "Samma lösenfras öppnar den. Har datorn skickat något efter kopian stannar synken "
                "(SYNK-402). Anslut då datorn på nytt."
            )
            return 0
        passphrase = _passphrase()
        if chosen.command == "backup":
            counts = backup.backup(chosen.profile, passphrase, chosen.out, clock)
        else:
            counts = backup.check(chosen.profile, passphrase, clock)
    except StoreFault as fault:
        print(fault, file=sys.stderr)
        return FAULT_STATUS
    what = f"Kopian ligger i {chosen.out}. Den" if chosen.command == "backup" else "Profilen"
    print(
        f"{what} är hel: {counts.records} poster, {counts.waiting} väntar på att skickas, "
        f"{counts.drafts} utkast, {counts.refused} ej mottagna."
    )
    return 0


def _passphrase() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass  # noqa: PLC0415

    return getpass("Lösenfras: ")


def _secrets(question: str) -> tuple[str, str]:
    """A password and a new passphrase: lines of standard in, or asked for unseen at a terminal."""
    if not sys.stdin.isatty():
        password, passphrase = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
        return password, passphrase
    from getpass import getpass  # noqa: PLC0415

    password = getpass(question)
    while (passphrase := getpass("Ny lösenfras, minst 15 tecken: ")) != getpass("En gång till: "):
        print("De två är inte lika. Skriv den nya lösenfrasen igen.")
    return password, passphrase


if __name__ == "__main__":
    sys.exit(main())
