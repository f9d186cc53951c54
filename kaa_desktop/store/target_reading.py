"""What is read of the target group by a day: who is covered, what is proposed, where sources disagree.

Functions for `Queries.read`, over the tables of targets.py. A definition is named by its key.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import frozen

from kaa_core.model.enums import (
    Belonging,
    Choice,
    Criterion,
    DeregistrationReason,
    ProposalKind,
    RegistrationReason,
)
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.types import Difference, Interval
from kaa_desktop.store import linked
from kaa_desktop.store.filters import CaseFilter, conditions
from kaa_desktop.store.holding import BIT, FOR_EVER, HOLDS, holding
from kaa_desktop.store.packed import ID, PackedIds, unpacked

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

ANYONE: Final = CaseFilter(statuses=())
C = TypeVar("C", bound=Choice)

_COLUMNS: Final = (
    "p.scope, p.kind, p.basis, p.look_again, p.since, p.criterion, p.ask, p.registration, "
    "p.deregistration, p.sentence"
)


class ProposalOrder(enum.Enum):
    """What proposals can be sorted by, equal ones by name; the value is the column."""

    NAME = "s.sort_key"
    BELONGING = "t.belonging"
    PROPOSAL = "p.kind"
    SINCE = "p.since"
    ASK = "p.ask"
    LOOK_AGAIN = "p.look_again"


@frozen(kw_only=True)
class ProposalFilter:
    """Which proposals; all conditions hold, an empty one lets all through. `cases`: of which youths.

    `put_off`: also those that a person has put off to a later day.
    """

    cases: CaseFilter = ANYONE
    kinds: tuple[ProposalKind, ...] = ()
    belongings: tuple[Belonging, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    asks: tuple[str, ...] = ()
    put_off: bool = False


@frozen(kw_only=True, repr=False)
class Proposed:
    """A proposal that stands on the day asked about. `youth`: 16 bytes. `look_again`: put off till then."""

    youth: bytes
    kind: ProposalKind
    basis: str
    look_again: date | None
    since: date | None
    criterion: Criterion | None
    ask: str
    registration: RegistrationReason | None
    deregistration: DeregistrationReason | None
    sentence: str


@frozen(kw_only=True, repr=False)
class Disagreement:
    """A difference, whose it is, and the basis of the proposal to compare."""

    youth: bytes
    difference: Difference
    basis: str


# -- who belongs


def belonging(
    connection: Connection, day: date, definition: str, which: Belonging = Belonging.COVERED
) -> PackedIds:
    """The youths of whom this is the answer on a day, in no particular order."""
    query = (
        f"SELECT group_concat(hex(scope), '') FROM target_interval WHERE belonging = ? AND {HOLDS}"
    )
    [(ids,)] = connection.execute(query, (int(which), *holding(day, definition))).fetchall()
    return PackedIds(bytes.fromhex(ids or ""))


def count(connection: Connection, day: date, definition: str) -> dict[Belonging, int]:
    """How many youths have each answer on a day."""
    query = f"SELECT belonging, count(*) FROM target_interval WHERE {HOLDS} GROUP BY belonging"
    found = dict(connection.execute(query, holding(day, definition)).fetchall())
    return {one: found.get(int(one), 0) for one in Belonging}


def standing(
    connection: Connection, youths: Sequence[bytes], day: date, definition: str | None = None
) -> dict[bytes, Interval]:
    """The interval that a day lies in, of some youths; those who are not judged are left out.

    By the definition that was in force then, unless another one is named.
    """
    definition = definition or in_force(day).key
    query = (
        "SELECT scope, start, until, belonging, criterion, why FROM target_interval "
        f"WHERE scope IN (SELECT unhex(value) FROM json_each(?)) AND {HOLDS}"
    )
    found = connection.execute(query, (_listed(youths), *holding(day, definition))).fetchall()
    return {row[0]: _interval(definition, row[1:]) for row in found}


def intervals_of(connection: Connection, youth: bytes, definition: str) -> list[Interval]:
    """All intervals of a youth, the earliest first."""
    query = (
        "SELECT start, until, belonging, criterion, why FROM target_interval "
        "WHERE scope = ? AND definitions & ? ORDER BY start"
    )
    found = connection.execute(query, (youth, BIT[definition])).fetchall()
    return [_interval(definition, row) for row in found]


# -- what is proposed


def order(
    connection: Connection,
    wanted: ProposalFilter,
    day: date,
    definition: str,
    by: ProposalOrder,
    *,
    descending: bool,
    grouped: bool,
) -> tuple[PackedIds, str]:
    """The youths with a proposal in order, each once, and of each the foremost kind as one digit."""
    where, values = _which(wanted, day)
    outer, more = _of_whom(wanted)
    way = "DESC" if descending else "ASC"
    kind = "p.kind, " if grouped else ""
    inner = (
        f"SELECT p.scope AS scope, p.kind AS kind FROM ({_foremost(where)}) AS p "
        "JOIN case_summary AS s ON s.id = p.scope "
        "LEFT JOIN target_interval AS t ON t.scope = p.scope "
        "AND t.start <= ? AND t.until > ? AND t.definitions & ? "
        f"WHERE {outer} ORDER BY {kind}{by.value} {way} NULLS LAST, s.sort_key, s.id"
    )
    query = f"SELECT group_concat(hex(scope), ''), group_concat(kind, '') FROM ({inner})"
    parameters = [*values, *holding(day, definition), *more]
    [(ids, kinds)] = connection.execute(query, parameters).fetchall()
    return PackedIds(bytes.fromhex(ids or "")), kinds or ""


def foremost(
    connection: Connection, youths: Sequence[bytes], wanted: ProposalFilter, day: date
) -> dict[bytes, Proposed]:
    """The proposal that `order` shows of each of these youths."""
    where, values = _which(wanted, day)
    where += " AND scope IN (SELECT unhex(value) FROM json_each(?))"
    query = f"SELECT {_COLUMNS} FROM ({_foremost(where)}) AS p"
    found = connection.execute(query, [*values, _listed(youths)]).fetchall()
    return {row[0]: _proposed(row) for row in found}


def proposals_of(
    connection: Connection, youths: Sequence[bytes], day: date, *, put_off: bool = True
) -> list[Proposed]:
    """All that stands proposed on a day about some youths, the foremost of each first."""
    where, values = _which(ProposalFilter(put_off=put_off), day)
    query = (
        f"SELECT {_COLUMNS} FROM register_proposal AS p WHERE {where} "
        "AND scope IN (SELECT unhex(value) FROM json_each(?)) ORDER BY kind, basis"
    )
    found = connection.execute(query, [*values, _listed(youths)]).fetchall()
    return [_proposed(row) for row in found]


def count_proposals(connection: Connection, day: date) -> dict[ProposalKind, int]:
    """How many youths have an open proposal of each kind on a day."""
    where, values = _which(ProposalFilter(), day)
    query = (
        "SELECT kind, count(DISTINCT p.scope) FROM register_proposal AS p "
        f"JOIN case_summary AS s ON s.id = p.scope WHERE {where} GROUP BY kind"
    )
    found = dict(connection.execute(query, values).fetchall())
    return {one: found.get(int(one), 0) for one in ProposalKind}


def count_undecided(connection: Connection, day: date) -> int:
    """How many youths have any open proposal on a day: the rows of the list."""
    where, values = _which(ProposalFilter(), day)
    query = (
        "SELECT count(DISTINCT p.scope) FROM register_proposal AS p "
        f"JOIN case_summary AS s ON s.id = p.scope WHERE {where}"
    )
    return int(connection.execute(query, values).fetchone()[0])


def asks(connection: Connection, day: date) -> tuple[str, ...]:
    """Of whom something is to be asked, on a day."""
    where, values = _which(ProposalFilter(), day)
    query = (
        f"SELECT DISTINCT ask FROM register_proposal AS p WHERE {where} "
        "AND ask IS NOT NULL AND ask <> '' ORDER BY ask"
    )
    return tuple(row[0] for row in connection.execute(query, values).fetchall())


# -- where sources disagree


def disagreements(connection: Connection, day: date) -> list[Disagreement]:
    """Differences between sources that nobody has answered, by name."""
    where, values = _which(ProposalFilter(kinds=(ProposalKind.COMPARE,)), day)
    query = (
        "SELECT d.scope, d.criterion, d.counts, d.others, d.why, d.proposed, d.basis "
        "FROM target_difference AS d JOIN case_summary AS s ON s.id = d.scope "
        "WHERE (d.scope, d.basis) IN "
        f"(SELECT scope, basis FROM register_proposal WHERE {where}) "
        "ORDER BY s.sort_key, s.id, d.place"
    )
    return [_disagreement(row) for row in connection.execute(query, values).fetchall()]


def entries(connection: Connection, youths: Sequence[bytes]) -> dict[bytes, bytes]:
    """Each of these youths, and each entry that is one of theirs (linked.py), with whose it is."""
    found = {one: one for one in youths}
    return found | {
        other: kept for other, kept in linked.kept_for(connection).items() if kept in found
    }


# -- parts


def _which(wanted: ProposalFilter, day: date) -> tuple[str, list[object]]:
    """The conditions on a proposal itself."""
    parts, values = ["start <= ?", "until > ?"], list[object]([day.toordinal()] * 2)
    if not wanted.put_off:
        parts.append("NOT waiting")
    for column, chosen in (("kind", wanted.kinds), ("criterion", wanted.criteria)):
        if chosen:
            parts.append(f"{column} IN ({', '.join('?' * len(chosen))})")
            values += [int(one) for one in chosen]
    if wanted.asks:
        parts.append(f"ask IN ({', '.join('?' * len(wanted.asks))})")
        values += wanted.asks
    return " AND ".join(parts), values


def _of_whom(wanted: ProposalFilter) -> tuple[str, list[object]]:
    """The conditions on the youth."""
    parts, values = ["1"], list[object]()
    if wanted.belongings:
        parts.append(f"t.belonging IN ({', '.join('?' * len(wanted.belongings))})")
        values += [int(one) for one in wanted.belongings]
    if wanted.cases != ANYONE:
        where, more = conditions(wanted.cases)
        parts.append(f"p.scope IN (SELECT id FROM case_summary WHERE {where})")
        values += more
    return " AND ".join(parts), values


def _foremost(where: str) -> str:
    # Of the row with the least value SQLite gives the other columns too.
    return (
        f"SELECT {_COLUMNS.replace('p.', '')}, min(kind || basis) FROM register_proposal "
        f"WHERE {where} GROUP BY scope"
    )


def _proposed(row: tuple[Any, ...]) -> Proposed:
    return Proposed(
        youth=row[0],
        kind=_members(ProposalKind)[row[1]],
        basis=row[2],
        look_again=_day(row[3]),
        since=_day(row[4]),
        criterion=_choice(Criterion, row[5]),
        ask=row[6] or "",
        registration=_choice(RegistrationReason, row[7]),
        deregistration=_choice(DeregistrationReason, row[8]),
        sentence=row[9],
    )


def _disagreement(row: tuple[Any, ...]) -> Disagreement:
    others = row[3]
    return Disagreement(
        youth=row[0],
        difference=Difference(
            criterion=_members(Criterion)[row[1]],
            counts=unpacked(row[2]),
            others=tuple(unpacked(others[at : at + ID]) for at in range(0, len(others), ID)),
            why=row[4],
            proposed=row[5],
        ),
        basis=row[6],
    )


def _interval(definition: str, row: tuple[Any, ...]) -> Interval:
    start, until, answer, criterion, why = row
    return Interval(
        definition=definition,
        start=date.fromordinal(start),
        until=None if until == FOR_EVER else date.fromordinal(until),
        belonging=_members(Belonging)[answer],
        criterion=_choice(Criterion, criterion),
        why=why,
    )


def _day(value: int | None) -> date | None:
    return None if value is None else date.fromordinal(value)


def _choice(choices: type[C], code: int | None) -> C | None:
    return None if code is None else _members(choices)[code]


@cache
def _members(choices: type[C]) -> dict[int, C]:
    return {int(one): one for one in choices}


def _listed(youths: Sequence[bytes]) -> str:
    return json.dumps([one.hex() for one in youths])
