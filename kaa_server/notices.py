"""Notices from schools of other owners: taken in, laid with the youth they are about, or kept waiting.

A sender is never told whether the pupil is known: the answer is a receipt, and the youth is looked for
when it has gone out. Whoever is not in the register waits, sealed under the key of the youth she would be
entered as, until a coordinator decides.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import msgspec

from kaa_core.model.enums import FactSource, NoticeKind, StudyForm
from kaa_core.model.facts import SchoolNotice
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.notices import DAYS
from kaa_server import ingest, log, log_rows
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.decided import decided
from kaa_server.errors import Code, RequestError
from kaa_server.notice_form import Told
from kaa_server.notice_rounds import Rounds
from kaa_server.notice_senders import Sender
from kaa_server.passwords import ALPHABET

SWEDEN: Final = ZoneInfo("Europe/Stockholm")
ORIGIN: Final = "Anmälningar enligt 15 kap. 15 §"
WAITS, RECORDED, DISMISSED = 0, 1, 2
MOST_AN_HOUR, MOST_A_DAY = 300, 1000
"""Of one sender. An autumn's first day at a large school is a few hundred; more is a program gone wild."""
_RECEIPT_LETTERS: Final = 8
_PAGE: Final = 2000
_NUMBER: Final = REGISTRY.kind(Youth).by_name["identity_number"].id
KINDS: Final = {int(one): one for one in NoticeKind}
_FORMS: Final = {int(one): one for one in StudyForm}
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Told).decode


@attrs.frozen(slots=True)
class Receipt:
    """That a notice has come in. Names nobody."""

    number: str
    kind: NoticeKind
    received: datetime
    fresh: bool = True
    """False for one that was taken in before."""


@attrs.frozen(slots=True)
class Waiting:
    """A notice about somebody who is not in the register, opened. `youth`: who she would be."""

    notice: uuid.UUID
    receipt: str
    sender: Sender
    received: datetime
    youth: uuid.UUID
    told: Told = attrs.field(repr=False)


def today(clock: Clock) -> date:
    """The day it is in Sweden."""
    return clock().astimezone(SWEDEN).date()


# -- from a school


def accept(
    database: Database, clock: Clock, municipality: str, sender: Sender, told: Told, once: bytes
) -> Receipt:
    """Keep a notice; the same one sent again gets the same receipt.

    Args:
        database: Where to.
        clock: When it is received.
        municipality: Whose.
        sender: Whose notice it is, proven.
        told: What it says.
        once: Random bytes that only the sender has, the same in a repeat. A changed form with the same
            ones is another notice.

    Raises:
        RequestError: 429 when the sender has sent more than any school does.
    """
    body, now = _pack(told), clock()
    digest = hashlib.blake2b(sender.id.bytes + body, digest_size=32, key=once[:64]).digest()
    with database.tenant(municipality) as connection:
        # Keys are made under the master key that holds now: an erasure must not replace it meanwhile.
        hold(connection, municipality)
        known = connection.execute(
            "SELECT receipt, kind, received FROM notice WHERE municipality = %s AND digest = %s",
            [municipality, digest],
        ).fetchone()
        if known is not None:
            return Receipt(known[0], KINDS[known[1]], known[2], fresh=False)
        _refuse_floods(connection, municipality, sender, now)
        notice, youth = new_id(clock), new_id(clock)
        keys = connection.codec.keys_to_write(connection, municipality, [youth.bytes])
        [sealed] = connection.codec.seal(
            keys, municipality, [youth.bytes], [_place(notice)], [body]
        )
        receipt = _new_receipt(now)
        connection.execute(
            "INSERT INTO notice (municipality, notice, sender, receipt, kind, received, digest, "
            "youth, body) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [municipality, notice, sender.id, receipt, told.kind, now, digest, youth, sealed],
        )
    return Receipt(receipt, KINDS[told.kind], now)


def receipt(
    connection: Connection, municipality: str, sender: Sender, number: str
) -> Receipt | None:
    """One of the sender's own receipts."""
    row = connection.execute(
        "SELECT receipt, kind, received FROM notice "
        "WHERE municipality = %s AND sender = %s AND receipt = %s",
        [municipality, sender.id, number],
    ).fetchone()
    return None if row is None else Receipt(row[0], KINDS[row[1]], row[2])


def _refuse_floods(
    connection: Connection, municipality: str, sender: Sender, now: datetime
) -> None:
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE received > %(hour)s), count(*) FROM notice "
        "WHERE municipality = %(m)s AND sender = %(sender)s AND received > %(day)s",
        {
            "m": municipality,
            "sender": sender.id,
            "hour": now - timedelta(hours=1),
            "day": now - timedelta(days=1),
        },
    ).fetchone()
    assert row is not None
    if row[0] >= MOST_AN_HOUR or row[1] >= MOST_A_DAY:
        raise RequestError(429, Code.TOO_MANY_TRIES, retry_after=3600)


def _new_receipt(now: datetime) -> str:
    """The day and eight letters that can be read aloud: 40 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_RECEIPT_LETTERS))
    return f"{now.astimezone(SWEDEN):%Y%m%d}-{letters[:4]}-{letters[4:]}"


# -- to the youth


_rounds: Final = Rounds()


def deliver_soon(database: Database, clock: Clock, municipality: str) -> None:
    """Deliver what waits, unless that is being done: then it is done once more when it is over."""
    if not _rounds.begin(municipality):
        return
    try:
        while True:
            deliver(database, clock, municipality)
            if not _rounds.again(municipality):
                return
    except BaseException:
        _rounds.end(municipality)
        raise


def deliver(database: Database, clock: Clock, municipality: str) -> int:
    """Lay notices with the youths they are about, as records by the server; how many.

    For the night run too, after the register has been read: who came in tonight may have waited for.
    Each is one transaction, with the note that it is done: killed anywhere, it goes on the next time.
    What has waited longer than the municipality lets it is let go afterwards.
    """
    with database.tenant(municipality) as connection:
        left = waiting(connection, municipality)
        known = _youths(connection, municipality, {one.told.identity_number for one in left})
    done = 0
    for one in left:
        youth = known.get(one.told.identity_number)
        if youth is not None:
            with database.tenant(municipality) as connection:
                done += record(connection, clock, municipality, one, youth)
    expire(database, clock, municipality)
    return done


def waits_for(connection: Connection, municipality: str) -> timedelta:
    """How long a notice about somebody who is not in the register is kept."""
    return timedelta(days=decided(connection, municipality).settings.notice_days or DAYS)


def expire(database: Database, clock: Clock, municipality: str) -> int:
    """Let go what nobody has decided about in time, by the municipality's rule; how many.

    4 § förordningen (2006:39) gives no ground for what is told of those who are not in the register.
    """
    with database.tenant(municipality) as connection:
        before = clock() - waits_for(connection, municipality)
        rows = connection.execute(
            "SELECT 1 FROM notice WHERE municipality = %s AND state = %s AND received < %s LIMIT 1",
            [municipality, WAITS, before],
        ).fetchall()
        if not rows:
            return 0
        hold(connection, municipality)
        late = [one for one in waiting(connection, municipality) if one.received < before]
        dismiss(connection, clock, municipality, late, None)
    return len(late)


def waiting(connection: Connection, municipality: str) -> list[Waiting]:
    """Notices not yet with anybody, the oldest first."""
    rows = connection.execute(
        "SELECT n.notice, n.receipt, n.received, n.youth, n.body, s.sender, s.name, s.school_unit, "
        "s.contact, s.added_at, s.used_at, s.blocked_at FROM notice n "
        "JOIN notice_sender s USING (municipality, sender) "
        "WHERE n.municipality = %s AND n.state = %s ORDER BY n.received, n.notice",
        [municipality, WAITS],
        binary=True,
    ).fetchall()
    bodies = connection.codec.open(
        connection,
        municipality,
        [row[3].bytes for row in rows],
        [_place(row[0]) for row in rows],
        [row[4] for row in rows],
    )
    return [
        Waiting(row[0], row[1], Sender(*row[5:]), row[2], row[3], _unpack(body))
        for row, body in zip(rows, bodies, strict=True)
    ]


def record(
    connection: Connection, clock: Clock, municipality: str, one: Waiting, youth: uuid.UUID
) -> bool:
    """Lay one notice with a youth, in the caller's transaction; False when it cannot be done now.

    The fact has the notice's own id: however often it is tried, there is one.
    """
    hold(connection, municipality)
    still = connection.execute(
        "SELECT 1 FROM notice WHERE municipality = %s AND notice = %s AND state = %s",
        [municipality, one.notice, WAITS],
    ).fetchone()
    operation = ingest.created((_fact(one, youth), one.received))
    if (
        still is None
        or not ingest.write_whole(connection, clock, municipality, [operation]).applied
    ):
        return False  # somebody was before, or the youth was erased while she was looked for
    _settle(connection, municipality, [one], RECORDED)
    if youth != one.youth:
        _drop_key(connection, municipality, one.youth)
    return True


def hold(connection: Connection, municipality: str) -> None:
    """Nobody else decides about notices until the transaction is over."""
    log.lock_counter(connection, municipality)


def dismiss(
    connection: Connection,
    clock: Clock,
    municipality: str,
    found: Sequence[Waiting],
    by: uuid.UUID | None,
) -> None:
    """Let notices go that are about nobody for the register: nothing of what they told is kept.

    `by` None: by the rule that says how long they wait.
    """
    hold(connection, municipality)
    _settle(connection, municipality, found, DISMISSED)
    for one in found:
        _drop_key(connection, municipality, one.youth)
    note_decided(connection, clock, municipality, found, by)


def note_decided(
    connection: Connection,
    clock: Clock,
    municipality: str,
    found: Iterable[Waiting],
    by: uuid.UUID | None,
) -> None:
    """Note who decided about notices."""
    connection.execute(
        "UPDATE notice SET decided_by = %s, decided_at = %s "
        "WHERE municipality = %s AND notice = ANY(%s)",
        [by, clock(), municipality, [one.notice for one in found]],
    )


def _settle(
    connection: Connection, municipality: str, found: Iterable[Waiting], state: int
) -> None:
    connection.execute(
        "UPDATE notice SET state = %s, body = NULL, youth = NULL "
        "WHERE municipality = %s AND notice = ANY(%s) AND state = %s",
        [state, municipality, [one.notice for one in found], WAITS],
    )


def _drop_key(connection: Connection, municipality: str, youth: uuid.UUID) -> None:
    """What was sealed for somebody who is not entered is read by nobody any more."""
    connection.execute(
        "DELETE FROM youth_key WHERE municipality = %s AND youth = %s AND NOT EXISTS "
        "(SELECT FROM record r WHERE r.municipality = %s AND r.scope = %s)",
        [municipality, youth, municipality, youth],
    )


def _fact(one: Waiting, youth: uuid.UUID) -> SchoolNotice:
    told, on = one.told, one.received.astimezone(SWEDEN).date()
    return SchoolNotice(
        id=RecordId(one.notice),
        youth=YouthId(RecordId(youth)),
        source=FactSource.NOTICE,
        as_of=on,
        origin=ORIGIN,
        key=one.receipt,
        kind=KINDS[told.kind],
        occurred_on=date.fromisoformat(told.date),
        received_at=one.received,
        school=told.school,
        school_unit=one.sender.school_unit,
        programme=told.programme or None,
        form=None if told.education is None else _FORMS[told.education],
        sender=one.sender.name,
    )


def _youths(
    connection: Connection, municipality: str, numbers: set[str]
) -> Mapping[str, uuid.UUID]:
    """The youths with these numbers. Bodies are sealed, so all are read, a page at a time."""
    found: dict[str, uuid.UUID] = {}
    last = uuid.UUID(int=0)
    while numbers - found.keys():
        rows: list[tuple[Any, ...]] = connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record WHERE municipality = %s "
            "AND kind = %s AND record > %s AND NOT deleted ORDER BY record LIMIT %s",
            [municipality, REGISTRY.kind(Youth).id, last, _PAGE],
            binary=True,
        ).fetchall()
        if not rows:
            break
        last = rows[-1][0]
        states = log_rows.states_of(connection, municipality, rows)
        for youth, state in states.items():
            number = state.values.get(_NUMBER)
            if number in numbers:
                found.setdefault(number, uuid.UUID(bytes=youth))
    return found


def _place(notice: uuid.UUID) -> bytes:
    return b"N" + notice.bytes
