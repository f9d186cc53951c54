"""What has been sent and received since the server's last backup: kept until a backup holds it too.

A server that is put back gets it from here (docs/adr/028). It lies in pages, one row for each answer to
a push and each answer to a pull, so that it costs next to nothing. An own page is superseded by the pull
that brings the same rows back. Anchors are some of the rows that have been seen, by which server and
computer tell whether they have the same past.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Anchor, Answer, Change, Operation, Outcome, Verb
from kaa_core.sync.standing import thinned
from kaa_desktop.store import settings

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

UNKNOWN: Final = 2**62
"""The last number of a page that says nothing of where its rows lie in the log."""


class _Whose(enum.IntEnum):
    """What a page holds. `UNPLACED`: own, and a pull does not bring all of it back."""

    PULLED = 0
    OWN = 1
    UNPLACED = 2


LONGEST: Final = 90 * 24 * 60 * 60 * 1000
"""Milliseconds, by the server's clock, for which a page is kept where it is never backed up."""
_AGAIN: Final = (Outcome.CONFLICT, Outcome.QUARANTINED)
_ASKED: Final = "n, tx, verb, kind, record, content, base, at, scope"
_pack: Final = msgspec.msgpack.Encoder().encode
_unpack_changes: Final = msgspec.msgpack.Decoder(list[Change]).decode
_unpack_own: Final = msgspec.msgpack.Decoder(
    tuple[int, dict[int, tuple[int, int]], list[tuple[Any, ...]]]
).decode
_unpack_values: Final = msgspec.msgpack.Decoder(dict[int, Any]).decode
_unpack_anchors: Final = msgspec.msgpack.Decoder(list[Anchor]).decode


def pulled(connection: Connection, changes: Sequence[Change], reached: int, at: int) -> None:
    """Keep a page of changes; own pages up to there are in it.

    Its age is the server's: this computer's clock (`at`) only where a row does not say when it was taken.
    """
    connection.execute("DELETE FROM kept WHERE own = ? AND last <= ?", (int(_Whose.OWN), reached))
    if not changes:
        return
    last = changes[-1]
    _put(connection, _Whose.PULLED, last.seq, last.received or at, _pack(changes))
    see(connection, [_anchor(last)])


def own(connection: Connection, answers: Sequence[Answer], at: int) -> None:
    """Keep own operations as they are answered, before they leave the outbox."""
    told = {
        one.n: (int(one.outcome), one.seq)
        for one in answers
        if one.outcome is Outcome.APPLIED or one.outcome in _AGAIN
    }
    if not told:
        return
    query = f"SELECT {_ASKED} FROM outbox WHERE n BETWEEN ? AND ?"
    rows = connection.execute(query, (min(told), max(told))).fetchall()
    incarnation = settings.get_number(connection, settings.INCARNATION, 0)
    content = _pack((incarnation, told, rows))
    if any(outcome in _AGAIN for outcome, _ in told.values()):
        # What lost, or waits for a coordinator, has no number here: `met` says how far it may lie.
        _put(connection, _Whose.UNPLACED, UNKNOWN, at, content)
    else:
        _put(connection, _Whose.OWN, max(seq for _, seq in told.values()), at, content)


def placed(connection: Connection, horizon: int, taken: int) -> None:
    """All that has been answered lies at or below the row that the server took last, at `taken`."""
    query = "UPDATE kept SET last = ?, at = coalesce(nullif(?, 0), at) WHERE last = ?"
    connection.execute(query, (horizon, taken, UNKNOWN))


def prune(connection: Connection, backed_up: int, now: int = 0) -> None:
    """Let go of what a backup of the server holds, and of what is too old.

    `now`: the server's clock, 0 when it is not known. This computer's own may be set to any year.
    """
    connection.execute("DELETE FROM kept WHERE last <= ?", (backed_up,))
    query = "DELETE FROM kept WHERE own <> ? AND at < ?"  # an own page goes with the next pull
    connection.execute(query, (int(_Whose.OWN), now - LONGEST))


def changes_after(
    connection: Connection, since: int, device: bytes, actor: bytes
) -> Iterator[list[Change]]:
    """The rows above a number, in pages, oldest first."""
    own_rows: dict[int, Change] = {}
    for content in _contents(connection, own=True):
        incarnation, told, rows = _unpack_own(content)
        for one in _operations(rows):
            outcome, seq = told.get(one.n, (0, 0))
            if outcome == Outcome.APPLIED and one.verb is not Verb.RESOLVE and seq > since:
                own_rows[seq] = _change(one, seq, device, incarnation, actor)
    seen: set[int] = set()
    for content in _contents(connection, own=False):
        page = [one for one in _unpack_changes(content) if one.seq > since and one.seq not in seen]
        seen.update(one.seq for one in page)
        if page:
            yield sorted(page, key=lambda one: one.seq)
    rest = [row for seq, row in sorted(own_rows.items()) if seq not in seen]
    if rest:
        yield rest


def unsettled(connection: Connection, since: int) -> list[Operation]:
    """Own operations that the server took but that took no effect there, whose fate was not pulled."""
    found: list[Operation] = []
    for content in _contents(connection, own=True):
        _, told, rows = _unpack_own(content)
        for one in _operations(rows):
            outcome, seq = told.get(one.n, (0, 0))
            resolved = outcome == Outcome.APPLIED and one.verb is Verb.RESOLVE and seq > since
            if outcome in _AGAIN or resolved:
                found.append(one)
    return found


def replace_above(connection: Connection, upto: int, pages: Sequence[Sequence[Change]]) -> None:
    """The log is another above a number: put its rows in the place of those that were kept from there.

    What is kept up to the number stands. A server that is put back once more gets all of it.
    """
    held = connection.execute("SELECT id, own, content FROM kept ORDER BY id").fetchall()
    for identity, is_own, content in held:
        last, left = _own_up_to(content, upto) if is_own else _pulled_up_to(content, upto)
        if last == 0:
            connection.execute("DELETE FROM kept WHERE id = ?", (identity,))
        else:
            own = int(_Whose.OWN if is_own else _Whose.PULLED)
            query = "UPDATE kept SET own = ?, last = ?, content = ? WHERE id = ?"
            connection.execute(query, (own, last, left, identity))
    anchors_up_to(connection, upto)
    for page in pages:
        if page:
            _put(connection, _Whose.PULLED, page[-1].seq, page[-1].received, _pack(page))
            see(connection, [_anchor(page[-1])])


def _pulled_up_to(content: bytes, upto: int) -> tuple[int, bytes]:
    rows = [one for one in _unpack_changes(content) if one.seq <= upto]
    return max((one.seq for one in rows), default=0), _pack(rows)


def _own_up_to(content: bytes, upto: int) -> tuple[int, bytes]:
    incarnation, told, rows = _unpack_own(content)
    here = {
        n: (outcome, seq)
        for n, (outcome, seq) in told.items()
        if outcome == Outcome.APPLIED and seq <= upto
    }
    rows = [row for row in rows if row[0] in here]
    return max((seq for _, seq in here.values()), default=0), _pack((incarnation, here, rows))


def forget(connection: Connection, youths: Collection[bytes], records: Collection[bytes]) -> None:
    """Take everything about these youths and records out of what is kept."""
    for identity, is_own, content in connection.execute(
        "SELECT id, own, content FROM kept"
    ).fetchall():
        if is_own:
            incarnation, told, rows = _unpack_own(content)
            left = [row for row in rows if row[8] not in youths and row[4] not in records]
            if len(left) == len(rows):
                continue
            rewritten = _pack((incarnation, told, left))
        else:
            changes = _unpack_changes(content)
            stay = [one for one in changes if one.scope not in youths and one.record not in records]
            if len(stay) == len(changes):
                continue
            rewritten = _pack(stay)
        connection.execute("UPDATE kept SET content = ? WHERE id = ?", (rewritten, identity))


def strip(connection: Connection, record: bytes, fields: Collection[int]) -> None:
    """Take fields of a record out of what is kept, and leave the rest of it."""
    for identity, is_own, content in connection.execute(
        "SELECT id, own, content FROM kept"
    ).fetchall():
        if is_own:
            incarnation, told, rows = _unpack_own(content)
            left = [_stripped(row, fields) if row[4] == record else row for row in rows]
            rewritten = _pack((incarnation, told, left))
        else:
            rewritten = _pack(
                [
                    msgspec.structs.replace(one, values=_without(one.values, fields))
                    if one.record == record and one.verb is not Verb.ERASE
                    else one
                    for one in _unpack_changes(content)
                    if not _disputes(one, record, fields)
                ]
            )
        if rewritten != content:
            connection.execute("UPDATE kept SET content = ? WHERE id = ?", (rewritten, identity))


def _disputes(change: Change, record: bytes, fields: Collection[int]) -> bool:
    """Whether a row makes a conflict about one of the fields: it holds both values."""
    values = change.values
    return (
        change.kind == CONFLICT.id
        and values.get(CONFLICT_FIELDS["target"]) == record
        and values.get(CONFLICT_FIELDS["target_field"]) in fields
    )


def _stripped(row: tuple[Any, ...], fields: Collection[int]) -> tuple[Any, ...]:
    return (*row[:5], _pack(_without(_unpack_values(row[5]), fields)), *row[6:])


def _without(values: dict[int, Any], fields: Collection[int]) -> dict[int, Any]:
    return {field: value for field, value in values.items() if field not in fields}


# -- anchors


def anchors(connection: Connection, device: bytes) -> list[Anchor]:
    """Some of the rows that have been seen and of the own that were answered, the newest first."""
    return thinned([*_answered(connection, device), *_seen(connection)])


def see(connection: Connection, rows: Sequence[Anchor]) -> None:
    """Keep rows that have been seen as anchors."""
    settings.put(connection, settings.ANCHORS, _pack(thinned([*rows, *_seen(connection)])))


def _seen(connection: Connection) -> list[Anchor]:
    held = settings.get(connection, settings.ANCHORS)
    return [] if held is None else _unpack_anchors(held)


def _answered(connection: Connection, device: bytes) -> Iterator[Anchor]:
    """The last own row of each answer: the server has said its number, though it was not pulled yet."""
    for content in _contents(connection, own=True):
        incarnation, told, _ = _unpack_own(content)
        taken = [(seq, n) for n, (outcome, seq) in told.items() if outcome == Outcome.APPLIED]
        if taken:
            seq, n = max(taken)
            yield Anchor(seq, device, incarnation, n)


def _anchor(row: Change) -> Anchor:
    return Anchor(row.seq, row.device, row.incarnation, row.n, row.received)


def anchors_up_to(connection: Connection, since: int) -> None:
    """Forget the anchors above a number: the server has lost them."""
    kept = [one for one in _seen(connection) if one.seq <= since]
    settings.put(connection, settings.ANCHORS, _pack(kept))


def _put(connection: Connection, own: _Whose, last: int, at: int, content: bytes) -> None:
    connection.execute(
        "INSERT INTO kept (own, last, at, content) VALUES (?, ?, ?, ?)",
        (int(own), last, at, content),
    )


def _contents(connection: Connection, *, own: bool) -> list[bytes]:
    rows = connection.execute("SELECT content FROM kept WHERE (own > 0) = ? ORDER BY id", (own,))
    return [row[0] for row in rows.fetchall()]


def _operations(rows: list[tuple[Any, ...]]) -> Iterator[Operation]:
    for n, tx, verb, kind, record, content, base, at, scope in rows:
        yield Operation(n, tx, Verb(verb), kind, record, _unpack_values(content), base, at, scope)


def _change(one: Operation, seq: int, device: bytes, incarnation: int, actor: bytes) -> Change:
    return Change(
        seq,
        one.tx,
        one.verb,
        one.kind,
        one.record,
        one.scope,
        one.values,
        actor,
        device,
        incarnation,
        one.n,
        one.at,
        one.at,
    )
