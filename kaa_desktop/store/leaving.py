"""A youth whom the user may no longer see leaves this computer: first what she wrote, then every trace.

What is unsent goes to the server, where it waits for a coordinator: operations as they are, what had not
been received once more, and drafts as notes that are not entered. Until the outbox holds nothing more
about the youth she stands in `leaving`; then all goes in one transaction, the search index included,
and the WAL is emptied, for it holds pages as they were. `secure_delete` overwrites the rest.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from kaa_core.model.ids import RecordId
from kaa_core.model.records import JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Operation, Verb
from kaa_desktop.store import (
    attachments,
    kept,
    linked,
    outbox,
    rows,
    search_notes,
    settings,
    summary,
    words,
)
from kaa_desktop.store.database import SqlError
from kaa_desktop.store.drafts import all_of
from kaa_desktop.store.schema import quoted, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.drafts import Draft
    from kaa_desktop.store.unit import Unit

SAW: Final = "conflicts_saw"
FILTERS: Final = "list_filters"
"""Settings of other layers that may hold something about a youth."""
NOWHERE: Final = 2**62
UNFINISHED: Final = "Utkast som inte hann föras in."
_UNSENDABLE: Final = frozenset({"form", "too-large", "erased", "quarantined"})
"""Why something was not received that would not be the second time either."""
_YOUTH: Final = REGISTRY.kind(Youth)
_NOTE: Final = REGISTRY.kind(JournalNote)
_IDS_AT_A_TIME: Final = 250


def leave(unit: Unit, youths: Iterable[bytes]) -> None:
    """Let youths go: what is unsent about them first, and those about whom nothing is at once."""
    connection = unit.connection
    for youth in youths:
        _send_refused(unit, youth)
        for draft in all_of(connection, RecordId(UUID(bytes=youth))):
            _send_draft(unit, youth, draft)
        connection.execute("INSERT OR IGNORE INTO leaving (id) VALUES (?)", (youth,))
    purge(unit)


def stay(unit: Unit, youths: Iterable[bytes | None]) -> None:
    """They are seen again before they had left."""
    if _any_leaving(unit.connection):
        unit.connection.executemany(
            "DELETE FROM leaving WHERE id = ?", [(one,) for one in set(youths) if one is not None]
        )


def purge(unit: Unit) -> None:
    """Remove those who are leaving and about whom nothing waits to be sent."""
    connection = unit.connection
    if not _any_leaving(connection):
        return
    query = (
        "SELECT id FROM leaving WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE scope = leaving.id)"
    )
    gone = [row[0] for row in connection.execute(query).fetchall()]
    for youth in gone:
        forget(unit, youth, sending=True)
        connection.execute("DELETE FROM leaving WHERE id = ?", (youth,))
    if gone:
        empty_wal_later(unit)


def unarrived(connection: Connection) -> list[bytes]:
    """Youths of whom there is any trace here and who did not come with a whole new download."""
    scopes = " UNION ".join(
        (
            *(f"SELECT _scope AS id FROM {table(kind)}" for kind in REGISTRY),
            *(f"SELECT scope FROM {name}" for name in ("draft", "refused", "outbox")),
        )
    )
    made = f"SELECT record FROM outbox WHERE verb = {int(Verb.CREATE)} AND kind = {_YOUTH.id}"
    # A youth may be deleted and something about her not: then that came, and she did not.
    came = " UNION ".join(
        f"SELECT _scope FROM {table(kind)} WHERE _scope IS NOT NULL "
        "AND id IN (SELECT id FROM arrived)"
        for kind in REGISTRY
    )
    found = connection.execute(
        f"SELECT id FROM ({scopes}) WHERE id IS NOT NULL "
        f"AND id NOT IN (SELECT id FROM arrived) AND id NOT IN ({made}) AND id NOT IN ({came})"
    )
    return [row[0] for row in found.fetchall()]


def forget(unit: Unit, youth: bytes, *, sending: bool = False) -> None:
    """Remove every trace of a youth from the store, within the unit's transaction.

    `sending`: but for files that the server has not got; they go when it has (attachments.py).
    """
    connection = unit.connection
    search = _SearchWords(connection, youth)
    linked_with = linked.together(connection, [youth]) - {youth}
    removed = _remove_records(unit, youth)
    attachments.remove(unit, scope=youth, but_waiting=sending)
    kept.forget(connection, [youth], removed)
    clean_forms(connection, set(removed))
    for name, by in _tables(connection):
        if by == "record":
            for part in _parts(removed):
                marks = ", ".join("?" * len(part))
                connection.execute(f"DELETE FROM {quoted(name)} WHERE record IN ({marks})", part)
        else:
            connection.execute(f"DELETE FROM {quoted(name)} WHERE {by} = ?", (youth,))
    summary.refresh(connection, [youth])
    for name in ("summary_due", "digest_due", "case_digest"):
        connection.execute(f"DELETE FROM {name} WHERE id = ?", (youth,))
    _clean_settings(connection, set(removed), search)
    unit.stale = (unit.stale | linked_with) - {youth}
    unit.unjudged = (unit.unjudged | linked_with) - {youth}
    unit.untraced = (unit.untraced | linked_with) - {youth}
    unit.youths.add(youth)
    unit.left.add(youth)
    unit.drafts = unit.refused = unit.outbox = True


def write_anew(connection: Connection) -> None:
    """Write every page anew, so that nothing is left between the rows."""
    connection.execute("VACUUM")


def empty_wal_later(unit: Unit) -> None:
    """Once it is committed: the WAL holds pages as they were before, and so do gaps within pages.

    `secure_delete` overwrites a row that goes, but not what balancing leaves behind when it moves rows
    from page to page: one file in seven had some of it. Only writing all pages anew leaves nothing.
    """
    connection = unit.connection

    def empty() -> None:
        with contextlib.suppress(SqlError):
            write_anew(connection)
        with contextlib.suppress(SqlError):  # a reader was in the middle; closing empties it too
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    unit.after.append(empty)


# -- what is unsent


def _send_refused(unit: Unit, youth: bytes) -> None:
    """Send once more what was not received: now it waits for a coordinator, whole."""
    found = unit.connection.execute(
        "SELECT n, tx, verb, kind, record, content, base, at, scope, incarnation, code "
        "FROM refused WHERE scope = ? ORDER BY id",
        (youth,),
    ).fetchall()
    numbers: dict[tuple[int, int], int] = {}
    for row in found:
        old, incarnation, code = outbox.operation_of(row[:9]), row[9], row[10]
        if code in _UNSENDABLE:
            continue
        n = outbox.next_number(unit.connection)
        numbers[incarnation, old.n] = n
        base = old.base if old.base >= 0 else -numbers.get((incarnation, -old.base), -NOWHERE)
        tx = numbers.get((incarnation, old.tx), n)
        outbox.append(unit, msgspec.structs.replace(old, n=n, tx=tx, base=base), youth)


def _send_draft(unit: Unit, youth: bytes, draft: Draft) -> None:
    """What she was writing, as a note that is not entered; its id is the draft's."""
    text = "\n".join((UNFINISHED, *_lines(draft)))
    if text == UNFINISHED:
        return
    n = outbox.next_number(unit.connection)
    day = datetime.fromtimestamp(draft.changed / 1000, UTC).date()
    said = {"youth": youth, "occurred_on": day.isoformat(), "text": text}
    values = {_NOTE.by_name[name].id: value for name, value in said.items()}
    note = Operation(n, n, Verb.CREATE, _NOTE.id, draft.id.bytes, values, 0, draft.changed, youth)
    outbox.append(unit, note, youth)


def _lines(draft: Draft) -> Iterator[str]:
    known = {kind.name: kind for kind in REGISTRY}.get(draft.kind)
    for name, value in draft.values.items():
        if isinstance(value, str) and value.strip():
            field = known.by_name.get(str(name)) if known is not None else None
            yield value if field is None else f"{field.label}: {value}"


# -- the records and what follows from them


def _remove_records(unit: Unit, youth: bytes) -> list[bytes]:
    """Remove all records about a youth, the search index with them; their ids."""
    connection = unit.connection
    # First the youth's own: with it go all the words that the index holds of what is written.
    rows.remove(connection, _YOUTH.id, youth)
    unit.records.add((_YOUTH.id, youth))
    removed = [youth]
    for kind in REGISTRY:
        query = f"SELECT id FROM {table(kind)} WHERE _scope = ?"
        ids = [row[0] for row in connection.execute(query, (youth,)).fetchall()]
        if not ids:
            continue
        with search_notes.following(connection, kind.id, ids):
            connection.execute(f"DELETE FROM {table(kind)} WHERE _scope = ?", (youth,))
        unit.records.update((kind.id, one) for one in ids)
        removed += ids
    return removed


def _tables(connection: Connection) -> list[tuple[str, str]]:
    """Every table with rows about youths or records, and the column that says which.

    Asked of the database itself, so that a table that comes later is emptied too.
    """
    found = []
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'search_%' AND name NOT LIKE 'attachment_%' "
        "AND name NOT LIKE 'r\\_%' ESCAPE '\\'"
    ).fetchall()
    for (name,) in names:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({quoted(name)})")}
        by = next((one for one in ("scope", "record") if one in columns), None)
        if by is not None:
            found.append((name, by))
    return found


def clean_saw(connection: Connection, removed: set[bytes]) -> None:
    """Forget which of these conflicts she has looked at."""
    saw = settings.get(connection, SAW)
    if saw is not None:
        held = msgspec.msgpack.decode(saw, type=dict[bytes, Any])
        left = {one: value for one, value in held.items() if one not in removed}
        if len(left) < len(held):
            settings.put(connection, SAW, msgspec.msgpack.encode(left))


def clean_forms(connection: Connection, removed: AbstractSet[bytes]) -> None:
    """Forget what somebody has begun to change in these: a kept form's name ends with the record's id."""
    names = connection.execute("SELECT name FROM setting WHERE name LIKE 'form:%'").fetchall()
    for (name,) in names:
        with contextlib.suppress(ValueError):
            if UUID(name.replace(" ", ":").rpartition(":")[2]).bytes in removed:
                settings.put(connection, name, None)


def _clean_settings(connection: Connection, removed: set[bytes], search: _SearchWords) -> None:
    clean_saw(connection, removed)
    filters = settings.get(connection, FILTERS)
    if filters is not None and search.words:
        with contextlib.suppress(msgspec.DecodeError, msgspec.ValidationError):
            kept_filters = msgspec.msgpack.decode(filters, type=dict[str, dict[str, Any]])
            found = [one for one in kept_filters.values() if search.names(str(one.get("text", "")))]
            for one in found:
                one["text"] = ""
            if found:
                settings.put(connection, FILTERS, msgspec.msgpack.encode(kept_filters))


class _SearchWords:
    """What somebody may have typed to find the youth, read while there is something to read."""

    def __init__(self, connection: Connection, youth: bytes) -> None:
        state = rows.load(connection, _YOUTH.id, youth)
        wanted = ("given_name", "family_name", "identity_number", "case_number", "phone", "email")
        values = {} if state is None else state.values
        texts = [values.get(_YOUTH.by_name[name].id) for name in wanted]
        self.words = set(words.words(*(one for one in texts if isinstance(one, str))))

    def names(self, typed: str) -> bool:
        """Whether all that is typed is about the youth."""
        found = set(words.words(typed))
        return bool(found) and found <= self.words


def _any_leaving(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM leaving LIMIT 1").fetchone() is not None


def _parts(ids: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(ids), _IDS_AT_A_TIME):
        yield ids[start : start + _IDS_AT_A_TIME]
