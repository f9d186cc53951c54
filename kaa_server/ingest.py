"""What the server writes by itself, through the same merge and log as every device.

It has an account and a device of its own in each municipality, so the history names it. It signs
nothing: it stands where signatures are checked.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import attrs
import msgspec

from kaa_core.model.registry import REGISTRY, Record, milliseconds
from kaa_core.sync.messages import SCHEMA, Answer, Operation, Outcome, Push, Verb, pack
from kaa_core.sync.state import RecordState
from kaa_server import municipalities
from kaa_server.clock import Clock
from kaa_server.database import Connection, Database
from kaa_server.push import check_form, take
from kaa_server.shelf import Evidence

BATCH = 500


@attrs.frozen(slots=True)
class Written:
    """How a batch of the server's own writing went."""

    applied: int
    refused: dict[str, int]
    """How many of each refusal code."""


@attrs.frozen(slots=True)
class Author:
    """As whom to write. The demo writes its history as the made-up workers and their devices."""

    actor: uuid.UUID
    device: uuid.UUID


def create_records(
    database: Database,
    clock: Clock,
    municipality: str,
    records: Iterable[tuple[Record, datetime]],
    author: Author | None = None,
) -> Written:
    """Create records, each a transaction of its own, in portions of 500.

    Args:
        database: Where to.
        clock: When it is received.
        municipality: Whose.
        records: Each with the moment its author is said to have written it.
        author: As whom; the server itself when None. Its device must be known to the municipality.
    """
    return write(database, clock, municipality, map(created, records), author)


def write(
    database: Database,
    clock: Clock,
    municipality: str,
    operations: Iterable[Operation],
    author: Author | None = None,
) -> Written:
    """Write operations whose n and tx are set here: one transaction each.

    Uses an incarnation of its own, so that two writers at once never share a numbering.
    """
    with database.tenant(municipality) as connection:
        author = author or itself(connection, municipality)
    incarnation = own_numbering()
    refused: dict[str, int] = {}
    applied = 0
    for numbered in _portions(operations):
        with database.tenant(municipality) as connection:
            answers = taken(connection, clock, municipality, author, incarnation, numbered)
        applied += sum(answer.outcome is Outcome.APPLIED for answer in answers)
        _count(answers, refused)
    return Written(applied=applied, refused=refused)


def write_whole(
    connection: Connection, clock: Clock, municipality: str, operations: Iterable[Operation]
) -> Written:
    """Write a few operations of the server's own as one transaction, within the caller's."""
    numbered = [
        msgspec.structs.replace(operation, n=n, tx=1)
        for n, operation in enumerate(operations, start=1)
    ]
    answers: list[Answer] = []
    if numbered:
        author = itself(connection, municipality)
        answers = taken(connection, clock, municipality, author, own_numbering(), numbered)
    refused: dict[str, int] = {}
    _count(answers, refused)
    applied = sum(answer.outcome is Outcome.APPLIED for answer in answers)
    return Written(applied=applied, refused=refused)


def itself(connection: Connection, municipality: str) -> Author:
    """The server's own account and device."""
    server = municipalities.server_identity(connection, municipality)
    return Author(server.actor, server.device)


def own_numbering() -> int:
    """An incarnation that nobody else writes with."""
    return secrets.randbelow(2**40) + 2


def taken(
    connection: Connection,
    clock: Clock,
    municipality: str,
    author: Author,
    incarnation: int,
    operations: list[Operation],
) -> list[Answer]:
    """Write numbered operations in the caller's transaction; no more than a push may hold."""
    push = Push(author.device.bytes, incarnation, author.actor.bytes, SCHEMA, operations)
    check_form(push)
    evidence = Evidence(signature=None, payload_hash=hashlib.sha256(pack(push)).digest())
    return take(connection, clock, municipality, push, evidence).answers


def created(item: tuple[Record, datetime]) -> Operation:
    """The operation that creates a record, said to be written at a moment; n and tx are set later."""
    record, at = item
    kind = REGISTRY.of(record)
    scope = kind.scope(record)
    return Operation(
        n=0,
        tx=0,
        verb=Verb.CREATE,
        kind=kind.id,
        record=record.id.bytes,
        values=kind.to_wire(record),
        base=0,
        at=milliseconds(at),
        scope=None if scope is None else scope.bytes,
    )


def changed(item: tuple[Record, datetime], standing: RecordState) -> Iterator[Operation]:
    """The operations that make what stands of a record what it is now, one for each field that differs."""
    record, at = item
    kind = REGISTRY.of(record)
    wanted = kind.to_wire(record)
    for field in kind.fields:
        value = wanted.get(field.id)
        if value != standing.values.get(field.id):
            yield Operation(
                n=0,
                tx=0,
                verb=Verb.SET,
                kind=kind.id,
                record=record.id.bytes,
                values={field.id: value},
                base=standing.seqs.get(field.id, 0),
                at=milliseconds(at),
            )


def _portions(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Numbered from 1 without a gap, in lists of at most ``BATCH``."""
    waiting, n = iter(operations), 0
    while portion := list(islice(waiting, BATCH)):
        numbered = []
        for operation in portion:
            n += 1
            numbered.append(msgspec.structs.replace(operation, n=n, tx=n))
        yield numbered


def _count(answers: Iterable[Answer], refused: dict[str, int]) -> None:
    for answer in answers:
        if answer.outcome is Outcome.REFUSED:
            code = answer.code or ""
            refused[code] = refused.get(code, 0) + 1
