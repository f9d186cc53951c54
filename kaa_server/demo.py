"""``kaa-server demo load``: fills a practice municipality with made-up people (kaa_core.demo).

Everything goes in by the ordinary merge and log, as the made-up workers wrote it on their computers
and as the server's own import did.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import attrs

import kaa_core
from kaa_core.demo import people
from kaa_core.demo.journal import Made
from kaa_core.demo.municipality import NAESSJOE_AGE_GROUP, Sizes, generate
from kaa_core.model.enums import Role
from kaa_core.model.ids import UserId, WorkerId
from kaa_core.model.records import Worker
from kaa_core.model.registry import Record
from kaa_server import accounts, ingest, municipalities
from kaa_server.clock import Clock, new_id, system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.ingest import Author
from kaa_server.passwords import Passwords

NUMBERS = Path("testdata", "test_personnummer.txt")
PART = 300
"""Records per author that are written together: an author's computer was offline for so long."""
MANY = 10_000


@attrs.frozen(kw_only=True)
class User:
    """An account of a made-up colleague. The password is new and is shown once."""

    username: str
    password: str = attrs.field(repr=False)
    name: str
    role: str
    worker: uuid.UUID | None


@attrs.frozen(kw_only=True)
class Loaded:
    """What was put into the municipality."""

    records: int
    users: list[User]


def load(database: Database, arguments: argparse.Namespace) -> None:
    """Carry out the command; prints what was loaded, users and passwords among it, as JSON."""
    sizes = Sizes.of(arguments.youths or NAESSJOE_AGE_GROUP, arguments.target_group)
    given = {"workers": arguments.workers, "years": arguments.years}
    if arguments.records_each is not None:
        given["records_each"] = (arguments.records_each, arguments.records_each)
    sizes = attrs.evolve(sizes, **{name: one for name, one in given.items() if one is not None})
    loaded = fill(
        database,
        Passwords(),
        arguments.municipality,
        seed=arguments.seed,
        as_of=arguments.as_of,
        sizes=sizes,
    )
    shown = {
        "municipality": arguments.municipality,
        "as_of": arguments.as_of.isoformat(),
        "seed": arguments.seed,
        "youths": sizes.age_group,
        "target_group": sizes.target_group,
        "records": loaded.records,
        "users": [attrs.asdict(user) for user in loaded.users],
    }
    print(json.dumps(shown, default=str, ensure_ascii=False))


def fill(
    database: Database,
    passwords: Passwords,
    municipality: str,
    *,
    seed: int,
    as_of: date,
    sizes: Sizes,
) -> Loaded:
    """Make the workers' accounts and computers, then write the whole history.

    Raises:
        OperatorError: not a practice municipality, or one that holds something already.
    """
    _check(database, municipality)
    workers = people.staff(seed, sizes.workers)
    users, authors = _make_users(database, passwords, municipality, workers)
    written = 0
    for batch in generate(seed, as_of, sizes, test_numbers()):
        written += _write(database, municipality, _with_accounts(batch, authors), authors)
        if written > MANY:
            print(f"{written} poster skrivna", file=sys.stderr, flush=True)
    return Loaded(records=written, users=users)


def test_numbers() -> list[str]:
    """Return the personnummer reserved for tests, from a checkout or an installed package.

    Raises:
        OperatorError: when the file is not there.
    """
    above = Path(kaa_core.__file__).parent.parent
    for resources in (above / "resources", above / "kaa_desktop" / "resources"):
        file = resources / NUMBERS
        if file.exists():
            return file.read_text(encoding="utf-8").split()
    raise OperatorError(f"Filen {NUMBERS} med testnummer saknas. Ingenting är ändrat.")


def _check(database: Database, code: str) -> None:
    with database.tenant(code) as connection:
        found = municipalities.load(connection, code)
    if found is None:
        raise OperatorError(f"Kommunen {code} finns inte på den här servern.")
    if not found.practice:
        raise OperatorError(
            f"Kommunen {code} är ingen övningskommun. Påhittade personer får bara läggas i en "
            "sådan. Ingenting är ändrat."
        )
    if found.seq > 0:
        raise OperatorError(
            f"Kommunen {code} har redan uppgifter. Ingenting är ändrat. "
            "Lägg till en ny övningskommun och fyll den."
        )


def _make_users(
    database: Database, passwords: Passwords, municipality: str, workers: Sequence[Worker]
) -> tuple[list[User], dict[WorkerId, Author]]:
    """Accounts: the named workers and the administrator with passwords, the others without.

    The others, in large municipalities, have written their history and can be given a password.
    """
    users: list[User] = []
    authors: dict[WorkerId, Author] = {}
    nobodys = passwords.hash(secrets.token_urlsafe(24))
    taken: Counter[str] = Counter()
    for index, worker in enumerate(workers, start=1):
        username = people.username(worker)
        taken[username] += 1
        if taken[username] > 1:
            username += str(taken[username])
        if index <= len(people.STAFF):
            user, account = _add_user(
                database, passwords, municipality, username, worker.name, worker.role, worker.id
            )
            users.append(user)
        else:
            account = UserId(new_id(system_clock))
            made = accounts.Account(account, worker.name, int(worker.role), worker.id, nobodys)
            with database.tenant(municipality) as connection:
                accounts.insert(connection, system_clock, municipality, username, made)
        device = _add_computer(database, municipality, account, f"Övningsdator {index}")
        authors[WorkerId(worker.id)] = Author(account, device)
    username, name = people.ADMINISTRATOR
    administrator, _ = _add_user(
        database, passwords, municipality, username, name, Role.ADMINISTRATOR, None
    )
    return [*users, administrator], authors


def _add_user(
    database: Database,
    passwords: Passwords,
    municipality: str,
    username: str,
    name: str,
    role: Role,
    worker: uuid.UUID | None,
) -> tuple[User, UserId]:
    """An account that somebody can log in to."""
    password = secrets.token_urlsafe(12)
    account = accounts.add_account(
        database,
        passwords,
        system_clock,
        municipality=municipality,
        username=username,
        name=name,
        role=role,
        worker=worker,
        password=password,
    )
    shown = role.name.lower()
    return User(username=username, password=password, name=name, role=shown, worker=worker), account


def _add_computer(
    database: Database, municipality: str, account: uuid.UUID, name: str
) -> uuid.UUID:
    """Make the computer of the past: without a key, so that nothing can ever log in as it."""
    device = new_id(system_clock)
    with database.tenant(municipality) as connection:
        connection.execute(
            "INSERT INTO device (municipality, device, account, name, program, enrolled_at) "
            "VALUES (%s, %s, %s, %s, 'demo', %s)",
            [municipality, device, account, name, system_clock()],
        )
    return device


def _with_accounts(batch: Iterable[Made], authors: dict[WorkerId, Author]) -> Iterator[Made]:
    """Give the workers' records the accounts just made; the generator cannot know them."""
    for made in batch:
        author = authors.get(WorkerId(made.record.id))
        if isinstance(made.record, Worker) and author is not None:
            yield attrs.evolve(made, record=attrs.evolve(made.record, user=UserId(author.actor)))
        else:
            yield made


def _write(
    database: Database,
    municipality: str,
    batch: Iterable[Made],
    authors: dict[WorkerId, Author],
) -> int:
    """Write records in about the order they were made: part by part, in each author by author."""
    held = list(batch)
    size = PART * (len(authors) + 1)
    written = 0
    refused: Counter[str] = Counter()
    for start in range(0, len(held), size):
        part = held[start : start + size]
        by_author: dict[Author | None, list[tuple[Record, datetime]]] = {}
        for made in part:
            author = authors.get(made.by) if made.by is not None else None
            by_author.setdefault(author, []).append((made.record, made.at))
        received = _standing_at(part[-1].at)
        for author, records in by_author.items():
            done = ingest.create_records(database, received, municipality, records, author)
            written += done.applied
            refused.update(done.refused)
    if refused:
        raise OperatorError(f"Servern tog inte emot alla påhittade poster: {dict(refused)}.")
    return written


def _standing_at(moment: datetime) -> Clock:
    """A clock that shows when the records came in."""
    return lambda: moment
