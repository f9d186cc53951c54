"""What administrators do: an append-only log of who did what to whom, and when. No personal content.

The database lets the server add and read rows, never change one. What administrators write in shared
records (units, settings) is in the change log already and is shown together with this.
"""

from __future__ import annotations

import enum
import uuid
from datetime import UTC, datetime, timedelta

import attrs

from kaa_core.model.records import MunicipalitySettings, Unit
from kaa_core.model.registry import REGISTRY
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT, _SETTINGS = (REGISTRY.kind(cls).id for cls in (Unit, MunicipalitySettings))


class Act(enum.StrEnum):
    """Everything that is logged, as it is stored."""

    USER_ADDED = "user-added"
    USER_CHANGED = "user-changed"
    USER_CLOSED = "user-closed"
    USER_OPENED = "user-opened"
    PASSWORD_SET = "password-set"  # noqa: S105 - the name of an act
    OWN_PASSWORD = "own-password"  # noqa: S105 - the name of an act
    CODE_ISSUED = "code-issued"
    DEVICE_BLOCKED = "device-blocked"
    SENDER_ADDED = "sender-added"
    SENDER_BLOCKED = "sender-blocked"


SENTENCES = {
    Act.USER_ADDED: "lade till användaren",
    Act.USER_CHANGED: "ändrade användaren",
    Act.USER_CLOSED: "stängde kontot",
    Act.USER_OPENED: "öppnade kontot igen",
    Act.PASSWORD_SET: "satte nytt lösenord för",
    Act.OWN_PASSWORD: "bytte sitt eget lösenord",
    Act.CODE_ISSUED: "gjorde en engångskod för",
    Act.DEVICE_BLOCKED: "spärrade en dator för",
    Act.SENDER_ADDED: "lade till en skola som anmäler:",
    Act.SENDER_BLOCKED: "spärrade en skola som anmäler:",
}


@attrs.frozen(slots=True)
class By:
    """Who acts: an administrator on her computer, or nobody when the operator types a command."""

    account: uuid.UUID | None = None
    device: uuid.UUID | None = None


OPERATOR = By()
OPERATORS_NAME = "kommandoraden"


@attrs.frozen(slots=True)
class Line:
    """One act, ready to print."""

    at: datetime
    who: str
    what: str
    whom: str
    detail: str


def write(
    connection: Connection,
    clock: Clock,
    municipality: str,
    by: By,
    act: Act,
    subject: uuid.UUID | None,
    detail: str = "",
) -> None:
    """Note an act, in the transaction that carries it out.

    `detail` says which parts changed and how roles did, never a name or another value.
    """
    connection.execute(
        "INSERT INTO admin_log (municipality, entry, at, account, device, act, subject, detail) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [municipality, new_id(clock), clock(), by.account, by.device, act, subject, detail],
    )


def lines(connection: Connection, municipality: str) -> list[Line]:
    """Everything that is noted in a municipality, oldest first, with user names."""
    rows = connection.execute(
        "SELECT l.at, coalesce(w.username, %(operator)s), l.act, coalesce(s.username, "
        "o.username || ' (' || d.name || ')', n.name, ''), l.detail FROM admin_log l "
        "LEFT JOIN account w ON w.municipality = l.municipality AND w.account = l.account "
        "LEFT JOIN account s ON s.municipality = l.municipality AND s.account = l.subject "
        "LEFT JOIN device d ON d.municipality = l.municipality AND d.device = l.subject "
        "LEFT JOIN account o ON o.municipality = d.municipality AND o.account = d.account "
        "LEFT JOIN notice_sender n ON n.municipality = l.municipality AND n.sender = l.subject "
        "WHERE l.municipality = %(m)s ORDER BY l.entry",
        {"m": municipality, "operator": OPERATORS_NAME},
    ).fetchall()
    noted = [Line(at, who, SENTENCES[Act(act)], whom, more) for at, who, act, whom, more in rows]
    return sorted(noted + _shared(connection, municipality), key=lambda line: line.at)


def _shared(connection: Connection, municipality: str) -> list[Line]:
    """What was written in units and settings, out of the change log: one line a transaction."""
    rows = connection.execute(
        "SELECT min(c.received), coalesce(a.username, ''), c.kind, min(c.verb) FROM change_log c "
        "LEFT JOIN account a ON a.municipality = c.municipality AND a.account = c.actor "
        "WHERE c.municipality = %s AND c.kind = ANY(%s) "
        "GROUP BY c.device, c.incarnation, c.tx, c.kind, a.username",
        [municipality, [_UNIT, _SETTINGS]],
    )
    what = {(_UNIT, 1): "lade till en enhet", (_UNIT, 2): "ändrade en enhet"}
    shown = []
    for received, who, kind, verb in rows:
        at = _EPOCH + timedelta(milliseconds=received)
        shown.append(
            Line(at, who, what.get((kind, verb), "ändrade kommunens inställningar"), "", "")
        )
    return shown
