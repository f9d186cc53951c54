"""``kaa-server user``, ``unit`` and ``admin-log``: administration for whoever runs the server."""

from __future__ import annotations

import argparse
import contextlib
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from kaa_core.model.enums import ErasureReason, Role
from kaa_core.model.ids import UserId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, moment
from kaa_core.sync.erasures import DeviceStanding
from kaa_server import accounts, administering, adminlog, forgetting, municipalities, rosters
from kaa_server.administering import Office, Standing
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.errors import Code, RequestError
from kaa_server.faults import OperatorError
from kaa_server.passwords import MIN_LENGTH, Passwords

Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its only name
Act = Callable[[Database, argparse.Namespace], None]

ROLES = ("caseworker", "coordinator", "manager", "administrator")
SENTENCES = {
    Code.PASSWORD_SHORT: f"Lösenordet är för kort. Det ska ha minst {MIN_LENGTH} tecken.",
    Code.USERNAME_TAKEN: "Användarnamnet finns redan i kommunen. Välj ett annat.",
    Code.ROLE_LINE: "Rollen kan inte ändras så. Den som arbetar med ärenden och den som administrerar "
    "har olika konton. Ingenting är ändrat. Lägg till ett nytt konto med den andra rollen.",
    Code.LAST_ADMINISTRATOR: "Det är kommunens enda administratör. Ingenting är ändrat. "
    "Lägg till en ny administratör först.",
    Code.BAD_REQUEST: "Någon av uppgifterna går inte att spara. Ingenting är ändrat. Ett användarnamn "
    "har inga mellanslag, ett namn har högst 200 tecken och initialer högst 6.",
}


def add_user_parsers(actions: Actions, place: argparse.ArgumentParser) -> None:
    """``kaa-server user …``."""
    add = _command(actions, place, "add", "lägg till en användare")
    _username(add)
    add.add_argument("--name", required=True, help="namn som kollegor ser")
    add.add_argument("--role", required=True, choices=ROLES, help="roll")
    add.add_argument("--initials", default="", help="initialer (standard: ur namnet)")
    add.add_argument("--unit", help="enhetens namn")
    add.add_argument("--worker", type=uuid.UUID, help="id för en handläggarpost som redan finns")
    _password_option(add)
    _command(actions, place, "list", "visa kommunens användare")
    change = _command(actions, place, "change", "ändra namn, initialer, roll eller enhet")
    _username(change)
    change.add_argument("--name", help="nytt namn")
    change.add_argument("--initials", help="nya initialer")
    change.add_argument("--role", choices=ROLES, help="ny roll")
    change.add_argument("--unit", help="enhetens namn; tomt tar bort enheten")
    password = _command(actions, place, "password", "sätt ett nytt lösenord")
    _username(password)
    _password_option(password)
    _username(
        _command(actions, place, "deactivate", "stäng ett konto; det som är skrivet finns kvar")
    )
    _username(_command(actions, place, "activate", "öppna ett stängt konto igen"))


def add_unit_parsers(actions: Actions, place: argparse.ArgumentParser) -> None:
    """``kaa-server unit …``."""
    add = _command(actions, place, "add", "lägg till en enhet")
    add.add_argument("name", help="enhetens namn")
    _command(actions, place, "list", "visa kommunens enheter")


def add_log_parser(actions: Actions, place: argparse.ArgumentParser) -> None:
    """``kaa-server admin-log``."""
    _command(actions, place, "admin-log", "visa vad administratörer har gjort")


def add_erasures_parser(actions: Actions, place: argparse.ArgumentParser) -> None:
    """``kaa-server erasures``."""
    _command(
        actions, place, "erasures", "visa vad som är raderat och hur långt datorerna har kommit"
    )


def user_add(database: Database, arguments: argparse.Namespace) -> None:
    """Make an account; prints its id."""
    office, password = _office(database, arguments), _line()
    standing = Standing(
        name=arguments.name.strip(),
        initials=arguments.initials or _initials(arguments.name),
        role=Role[arguments.role.upper()],
        unit=_unit(office, arguments.unit) if arguments.unit else None,
    )
    with _in_words():
        print(administering.add(office, arguments.username, standing, password, arguments.worker))


def user_list(database: Database, arguments: argparse.Namespace) -> None:
    """Print the accounts, a line each with tabs between."""
    office = _office(database, arguments)
    names = {unit: name for name, unit in _units(office)}
    with database.tenant(office.municipality) as connection:
        rows = rosters.users(connection, office.municipality, system_clock())
    for row in rows:
        state = "" if row.active else "stängt"
        role, unit = administering.role_label(row.role), names.get(row.unit or b"", "")
        _print_line(row.username, row.name, role, unit, f"{row.devices} datorer", state)


def user_change(database: Database, arguments: argparse.Namespace) -> None:
    """Change what was given and nothing else."""
    office = _office(database, arguments)
    user, standing = _standing(office, arguments.username)
    unit = standing.unit
    if arguments.unit is not None:
        unit = _unit(office, arguments.unit) if arguments.unit else None
    wanted = Standing(
        name=arguments.name or standing.name,
        initials=standing.initials if arguments.initials is None else arguments.initials,
        role=Role[arguments.role.upper()] if arguments.role else standing.role,
        unit=unit,
        active=standing.active,
    )
    with _in_words():
        administering.change(office, user, wanted)


def user_password(database: Database, arguments: argparse.Namespace) -> None:
    """Set a password; the user's sessions end."""
    office, password = _office(database, arguments), _line()
    user, _ = _standing(office, arguments.username)
    with _in_words():
        administering.set_password(office, user, password)


def user_deactivate(database: Database, arguments: argparse.Namespace) -> None:
    """Close an account."""
    _set_active(database, arguments, active=False)


def user_activate(database: Database, arguments: argparse.Namespace) -> None:
    """Open a closed account again."""
    _set_active(database, arguments, active=True)


def unit_add(database: Database, arguments: argparse.Namespace) -> None:
    """Make a unit; prints its id."""
    office = _office(database, arguments)
    if arguments.name.strip() in dict(_units(office)):
        raise OperatorError("Enheten finns redan i kommunen. Ingenting är ändrat.")
    with _in_words():
        print(administering.add_unit(office, arguments.name))


def unit_list(database: Database, arguments: argparse.Namespace) -> None:
    """Print the units' names."""
    for name, _ in _units(_office(database, arguments)):
        print(name)


def admin_log(database: Database, arguments: argparse.Namespace) -> None:
    """Print what administrators have done, a line each with tabs between."""
    office = _office(database, arguments)
    with database.tenant(office.municipality) as connection:
        for line in adminlog.lines(connection, office.municipality):
            at = line.at.astimezone().isoformat(sep=" ", timespec="seconds")
            _print_line(at, line.who, line.what, line.whom, line.detail)


def _command(
    actions: Actions, place: argparse.ArgumentParser, name: str, text: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, parents=[place], help=text)
    parser.add_argument("--municipality", required=True, help="kommunkod")
    return parser


def _username(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", required=True, help="användarnamn")


def _password_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        required=True,
        help="lösenordet läses som en rad på standard in",
    )


def _print_line(*parts: str) -> None:
    print("\t".join(parts).rstrip("\t"))


def _line() -> str:
    """The next line of standard in: a secret that must not stand on the command line."""
    return sys.stdin.readline().rstrip("\r\n")


def _office(database: Database, arguments: argparse.Namespace) -> Office:
    code: str = arguments.municipality
    with database.tenant(code) as connection:
        if municipalities.load(connection, code) is None:
            raise OperatorError(f"Kommunen {code} finns inte på den här servern.")
    return Office(database, Passwords(), system_clock, code)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Turn a refusal's code into its sentence."""
    try:
        yield
    except RequestError as error:
        raise OperatorError(SENTENCES.get(error.code, str(error))) from error


def _standing(office: Office, username: str) -> tuple[UserId, Standing]:
    """A user and how her account stands."""
    with office.database.tenant(office.municipality) as connection:
        account = accounts.find(connection, office.municipality, username)
        if account is None:
            raise OperatorError(f"Användaren finns inte i kommunen {office.municipality}.")
        state = account.worker and administering.worker_state(
            connection, office.municipality, account.worker
        )
    values = state.values if state else {}
    fields = administering.WORKER.by_name
    return account.id, Standing(
        name=account.name,
        initials=values.get(fields["initials"].id) or _initials(account.name),
        role=account.role,
        unit=values.get(fields["unit"].id),
        active=account.active,
    )


def _set_active(database: Database, arguments: argparse.Namespace, *, active: bool) -> None:
    office = _office(database, arguments)
    user, standing = _standing(office, arguments.username)
    with _in_words():
        administering.change(office, user, attrs.evolve(standing, active=active))


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split())[:6].upper()


def _units(office: Office) -> list[tuple[str, bytes]]:
    with office.database.tenant(office.municipality) as connection:
        return rosters.units(connection, office.municipality)


def _unit(office: Office, name: str) -> bytes:
    known = dict(_units(office))
    if name not in known:
        raise OperatorError(
            f"Enheten {name} finns inte i kommunen. Ingenting är ändrat. "
            "Lägg till den med kaa-server unit add."
        )
    return known[name]


_STANDING = {
    DeviceStanding.DONE: "klart",
    DeviceStanding.WAITING: "väntar",
    DeviceStanding.SILENT: "inte hörts av",
    DeviceStanding.BLOCKED: "spärrad",
}


def erasures(database: Database, arguments: argparse.Namespace) -> None:
    """Print what has been erased, one line for each computer; nobody is named but who decided."""
    with database.tenant(arguments.municipality) as connection:
        found = forgetting.listed(connection, arguments.municipality)
    for row in found.rows:
        kind = REGISTRY.get(row.kind)
        label = kind.label if kind else ""
        about = row.whole and row.kind == REGISTRY.kind(Youth).id
        what = "allt om en ungdom" if about else f"{label} {row.fields or ''}".strip()
        why = next((one.label for one in ErasureReason if one == row.reason), "")
        when = moment(row.at).isoformat(timespec="seconds")
        print(f"{row.seq}\t{when}\t{row.by_name or 'servern'}\t{what}\t{why}")
        for one in row.devices:
            seen = moment(one.last_seen).date().isoformat() if one.last_seen else "aldrig"
            standing = _STANDING[DeviceStanding(one.standing)]
            print(f"\t{one.name}\t{one.user_name}\t{standing}\tsenast {seen}")


COMMANDS: dict[str, Act] = {
    "user add": user_add,
    "user list": user_list,
    "user change": user_change,
    "user password": user_password,
    "user deactivate": user_deactivate,
    "user activate": user_activate,
    "unit add": unit_add,
    "unit list": unit_list,
    "admin-log": admin_log,
    "erasures": erasures,
}
