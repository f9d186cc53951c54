"""The tables: a fixed part by numbered migrations, and one table per kind out of the registry.

A kind's table holds wire values in ordinary columns (so that SQL can sort and filter), and beside
them what synchronisation needs: `_scope` (the youth), `_seqs` (number of each field's value on the
server), `_deleted`, and `_parked` (fields this version does not know, kept as they came). Columns
follow the registry additively; `kind_column` remembers which column holds which field number, so
that a field may change its name but never its meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.statistics import trace
from kaa_desktop.store import summary_table
from kaa_desktop.store.errors import StoreTooNew

if TYPE_CHECKING:
    from kaa_core.model.registry import Field, Kind, Registry
    from kaa_desktop.store.database import Connection

SYSTEM_COLUMNS: Final = ("id", "_scope", "_seqs", "_deleted", "_parked")

_COLUMN_TYPE: Final = {
    FieldType.TEXT: "TEXT",
    FieldType.PROSE: "TEXT",
    FieldType.DATE: "TEXT",
    FieldType.INTEGER: "INTEGER",
    FieldType.BOOLEAN: "INTEGER",
    FieldType.TIME: "INTEGER",
    FieldType.INSTANT: "INTEGER",
    FieldType.CHOICE: "INTEGER",
    FieldType.REFERENCE: "BLOB",
    FieldType.REFERENCES: "BLOB",
    FieldType.CHOICES: "BLOB",
    FieldType.RAW: "BLOB",
}
SUMMARY_VERSION: Final = 3
"""One more whenever the rules behind `case_summary` change: all its rows are then made anew."""

TARGET_VERSION: Final = 1
"""One more whenever the tables of the target group change: they are made anew (targets.py), as with every
new version of the program.
"""

PACKED: Final = frozenset({FieldType.REFERENCES, FieldType.CHOICES, FieldType.RAW})

# What lists sort and look up by, beyond `_scope`, which every kind has.
_INDEXES: Final = (
    ("task", ("worker", "done_on", "due")),
    ("home_visit", ("planned_on",)),
    ("home_visit", ("visited_on",)),
    ("conflict", ("target",)),
    ("youth", ("identity_number",)),
    ("contact", ("occurred_on",)),
)

_FIRST: Final = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE kind_column (
        kind INTEGER, field INTEGER, name TEXT NOT NULL, PRIMARY KEY (kind, field)
    ) WITHOUT ROWID""",
    # Kinds this version does not know, whole, until an upgrade knows them.
    """CREATE TABLE unknown_record (
        id BLOB PRIMARY KEY, kind INTEGER NOT NULL, scope BLOB,
        content BLOB NOT NULL, seqs BLOB NOT NULL, deleted INTEGER NOT NULL
    )""",
    """CREATE TABLE outbox (
        n INTEGER PRIMARY KEY, tx INTEGER NOT NULL, verb INTEGER NOT NULL, kind INTEGER NOT NULL,
        record BLOB NOT NULL, scope BLOB, content BLOB NOT NULL,
        base INTEGER NOT NULL, at INTEGER NOT NULL
    )""",
    "CREATE INDEX outbox_record ON outbox (record)",
    "CREATE INDEX outbox_scope ON outbox (scope)",
    # Fields with an own value that the server has not answered, and by which operation.
    """CREATE TABLE pending (
        record BLOB, field INTEGER, n INTEGER, PRIMARY KEY (record, field, n)
    ) WITHOUT ROWID""",
    # What the server holds in a field that is pending here: to fall back to.
    """CREATE TABLE shadow (
        record BLOB, field INTEGER, value BLOB NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (record, field)
    ) WITHOUT ROWID""",
    # "Ej mottaget": operations the server will never take, whole, until a person has seen to them.
    """CREATE TABLE refused (
        id INTEGER PRIMARY KEY, incarnation INTEGER NOT NULL, n INTEGER NOT NULL,
        tx INTEGER NOT NULL, verb INTEGER NOT NULL, kind INTEGER NOT NULL, record BLOB NOT NULL,
        scope BLOB, content BLOB NOT NULL, base INTEGER NOT NULL, at INTEGER NOT NULL,
        code TEXT NOT NULL
    )""",
    """CREATE TABLE draft (
        id BLOB PRIMARY KEY, kind TEXT NOT NULL, scope BLOB, content BLOB NOT NULL,
        changed INTEGER NOT NULL
    )""",
    "CREATE INDEX draft_scope ON draft (scope)",
    """CREATE TABLE case_summary (
        id BLOB PRIMARY KEY, sort_key TEXT NOT NULL, identity_number TEXT, birth_date TEXT,
        worker BLOB, status TEXT NOT NULL, enrolled_on TEXT, step_title TEXT, step_due TEXT,
        step_at INTEGER, step_record BLOB, step_is_visit INTEGER NOT NULL, step_reason TEXT,
        first_letter TEXT, last_attempt TEXT, last_reached TEXT, attempts INTEGER NOT NULL,
        protection INTEGER NOT NULL, conflicts INTEGER NOT NULL
    )""",
    "CREATE INDEX case_summary_name ON case_summary (sort_key)",
    "CREATE INDEX case_summary_worker ON case_summary (worker)",
    # The beginnings a person can type: folded words of name, place, case number.
    "CREATE TABLE case_word (word TEXT, id BLOB, PRIMARY KEY (word, id)) WITHOUT ROWID",
    "CREATE INDEX case_word_id ON case_word (id)",
    # Youths whose summary waits to be made anew after a large download.
    "CREATE TABLE summary_due (id BLOB PRIMARY KEY) WITHOUT ROWID",
)

Migration = Callable[["Connection"], None]


def _create_fixed_part(connection: Connection) -> None:
    for statement in _FIRST:
        connection.execute(statement)


def _index_what_waits(connection: Connection) -> None:
    """A register of 60 000 waits at once: it is counted, and answered, without going through it all."""
    connection.execute("CREATE INDEX outbox_act ON outbox (n) WHERE n = tx")
    connection.execute("CREATE INDEX pending_n ON pending (n)")


def _search_by_index(connection: Connection) -> None:
    """Words are found by the index of search.py, which makes its own tables."""
    connection.execute("DROP TABLE case_word")
    # Spans of rows whose notes are still to be taken into it.
    connection.execute(
        "CREATE TABLE search_due (_row INTEGER PRIMARY KEY, kind INTEGER NOT NULL, "
        "first INTEGER NOT NULL, last INTEGER NOT NULL)"
    )


def _attached_files(connection: Connection) -> None:
    """The bytes of attached papers (attachments.py)."""
    connection.execute(
        """CREATE TABLE attachment_file (
            record BLOB PRIMARY KEY, scope BLOB NOT NULL, size INTEGER NOT NULL,
            content BLOB NOT NULL, state INTEGER NOT NULL, held INTEGER NOT NULL DEFAULT 0,
            sent INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID"""
    )
    connection.execute("CREATE INDEX attachment_file_scope ON attachment_file (scope)")
    connection.execute(
        """CREATE TABLE attachment_piece (
            record BLOB NOT NULL, idx INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (record, idx)
        )"""
    )


def _what_is_kept(connection: Connection) -> None:
    """Pages for a server that is put back (kept.py), and what a new download has brought (renewal.py)."""
    connection.execute(
        "CREATE TABLE kept (id INTEGER PRIMARY KEY, own INTEGER NOT NULL, last INTEGER NOT NULL, "
        "at INTEGER NOT NULL, content BLOB NOT NULL)"
    )
    connection.execute("CREATE TABLE arrived (id BLOB PRIMARY KEY) WITHOUT ROWID")


def _who_leaves(connection: Connection) -> None:
    """Youths on their way out (leaving.py), own work that waits (quarantined.py), digests kept."""
    connection.execute("CREATE TABLE leaving (id BLOB PRIMARY KEY) WITHOUT ROWID")
    connection.execute(
        """CREATE TABLE quarantined (
            incarnation INTEGER, n INTEGER, verb INTEGER NOT NULL, kind INTEGER NOT NULL,
            at INTEGER NOT NULL, ruling INTEGER, answer TEXT, ruled_by BLOB, ruled_at INTEGER,
            handed_to BLOB, PRIMARY KEY (incarnation, n)
        ) WITHOUT ROWID"""
    )
    connection.execute(
        "CREATE TABLE case_digest (id BLOB PRIMARY KEY, count INTEGER NOT NULL, "
        "total INTEGER NOT NULL, reckoned INTEGER NOT NULL) WITHOUT ROWID"
    )
    connection.execute("CREATE TABLE digest_due (id BLOB PRIMARY KEY) WITHOUT ROWID")
    # A store from before: all is reckoned at the next comparison.
    connection.execute("INSERT INTO setting (name, value) VALUES ('digests_due', x'01')")


def _one_history(connection: Connection) -> None:
    """What is kept lasts through a new download, by the server's clock (renewal.py).

    An older program would let go of it: it is to say that the store is newer, and touch nothing.
    """
    connection.execute("CREATE INDEX kept_last ON kept (last)")


def _what_follows_up(connection: Connection) -> None:
    """The mark by which an earlier program knows that it is not to open this one.

    The kinds of the follow-up and the tables made from records (traces, target group) are not numbered.
    An earlier program would open such a store, make its lists by its own rules, and leave them so.

    What was typed of a new early signal was kept under no signal's id, so no erasure took it away.
    """
    connection.execute("DELETE FROM setting WHERE name = 'form:early_signal:'")


# Number n (1, 2, …) in this list leads to user_version n. Never changed once released.
MIGRATIONS: Final[tuple[Migration, ...]] = (
    _create_fixed_part,
    _index_what_waits,
    _search_by_index,
    _attached_files,
    _what_is_kept,
    _who_leaves,
    _one_history,
    _what_follows_up,
)


def upgrade(
    connection: Connection,
    registry: Registry = REGISTRY,
    *,
    then: Migration = lambda _: None,
) -> None:
    """Bring the tables up to this version, and do `then` when anything differed, in one transaction.

    Costs two small reads when there is nothing to do. Raises `StoreTooNew` for a file that a newer
    program has written, before anything is touched.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise StoreTooNew
    if version == len(MIGRATIONS) and _fingerprint_of(connection) == _fingerprint(registry):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in MIGRATIONS[version:]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        for kind in registry:
            _follow_registry(connection, kind)
        _create_indexes(connection, registry)
        summary_table.follow(connection)
        connection.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES ('registry', ?)",
            (_fingerprint(registry),),
        )
        then(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def table(kind: Kind) -> str:
    """The quoted name of a kind's table."""
    return quoted(f"r_{kind.name}")


def quoted(name: str) -> str:
    """A name as an SQL identifier. Names come from the registry only, never from people."""
    return '"' + name.replace('"', '""') + '"'


def to_column(field: Field, wire: Any) -> Any:
    """A wire value as its column holds it."""
    if wire is not None and field.type in PACKED:
        return msgspec.msgpack.encode(wire)
    return wire


def from_column(field: Field, value: Any) -> Any:
    """The wire value in a column."""
    if value is None:
        return None
    if field.type in PACKED:
        return msgspec.msgpack.decode(value)
    return bool(value) if field.type is FieldType.BOOLEAN else value


def _follow_registry(connection: Connection, kind: Kind) -> None:
    _create_table(connection, kind)
    rows = connection.execute("SELECT field, name FROM kind_column WHERE kind = ?", (kind.id,))
    known: dict[int, str] = dict(rows.fetchall())
    _set_retired_apart(connection, kind, known)
    for field in kind.fields:
        before = known.get(field.id)
        if before == field.name:
            continue
        if before is None:
            column = f"ADD COLUMN {_column(field)}"
        else:
            column = f"RENAME COLUMN {quoted(before)} TO {quoted(field.name)}"
        connection.execute(f"ALTER TABLE {table(kind)} {column}")
        _remember_column(connection, kind, field)


def _create_table(connection: Connection, kind: Kind) -> None:
    """A kind that is new here gets all its columns at once: one by one takes ten times as long."""
    found = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (f"r_{kind.name}",)
    )
    if found.fetchone() is not None:
        return
    columns = "".join(f", {_column(field)}" for field in kind.fields)
    connection.execute(
        f"""CREATE TABLE {table(kind)} (
            _row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, _scope BLOB,
            _seqs BLOB NOT NULL, _deleted INTEGER NOT NULL DEFAULT 0, _parked BLOB{columns}
        )"""
    )
    connection.execute(f"CREATE INDEX {quoted(f'r_{kind.name}_scope')} ON {table(kind)} (_scope)")
    for field in kind.fields:
        _remember_column(connection, kind, field)


def _column(field: Field) -> str:
    return f"{quoted(field.name)} {_COLUMN_TYPE[field.type]}"


def _remember_column(connection: Connection, kind: Kind, field: Field) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO kind_column (kind, field, name) VALUES (?, ?, ?)",
        (kind.id, field.id, field.name),
    )


def _set_retired_apart(connection: Connection, kind: Kind, known: dict[int, str]) -> None:
    """Give the column of a number that is no longer used another name, where a new field has its.

    What stands in it stays.
    """
    names = {field.name for field in kind.fields}
    for number, name in known.items():
        if number not in kind.by_id and name in names:
            known[number] = apart = f"_retired_{number}"
            connection.execute(
                f"ALTER TABLE {table(kind)} RENAME COLUMN {quoted(name)} TO {quoted(apart)}"
            )
            connection.execute(
                "UPDATE kind_column SET name = ? WHERE kind = ? AND field = ?",
                (apart, kind.id, number),
            )


def _create_indexes(connection: Connection, registry: Registry) -> None:
    names = {kind.name: kind for kind in registry}
    for kind_name, columns in _INDEXES:
        kind = names.get(kind_name)
        if kind is None:
            continue
        name = quoted("_".join(("r", kind_name, *columns)))
        listed = ", ".join(map(quoted, columns))
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table(kind)} ({listed})")


def _fingerprint(registry: Registry) -> bytes:
    described = [
        (kind.id, kind.name, [(one.id, one.name, one.type.value) for one in kind.fields])
        for kind in registry
    ]
    return hashlib.sha256(
        msgspec.msgpack.encode((described, _INDEXES, SUMMARY_VERSION, TARGET_VERSION, trace.FORM))
    ).digest()


def _fingerprint_of(connection: Connection) -> bytes | None:
    row = connection.execute("SELECT value FROM setting WHERE name = 'registry'").fetchone()
    return None if row is None else bytes(row[0])
