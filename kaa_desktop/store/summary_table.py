"""The columns and indexes of `case_summary` that came after its first ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

# What `case_summary` has beside its first columns: derived, so it is added and made anew.
_COLUMNS: Final = (
    ("step_key", "TEXT"),
    ("reason", "INTEGER"),
    ("occupation", "INTEGER"),
    ("city", "TEXT"),
    ("city_key", "TEXT"),
    ("phone", "TEXT"),
    ("case_number", "TEXT"),
    ("search_place", "INTEGER"),
    ("routine_step", "INTEGER"),
    ("routine_due", "TEXT"),
    ("routine_on", "TEXT"),
    ("routine_at", "INTEGER"),
    ("routine_record", "BLOB"),
    ("routine_visit", "INTEGER"),
    ("routine_worker", "BLOB"),
    ("routine_role", "INTEGER"),
    ("routine_why", "TEXT"),
)
_INDEXES: Final = (
    "DROP INDEX IF EXISTS case_summary_name",
    # The order by name needs nothing but this, and the counts of the navigation nothing but that.
    "CREATE INDEX IF NOT EXISTS case_summary_order ON case_summary (sort_key, id)",
    "CREATE INDEX IF NOT EXISTS case_summary_status ON case_summary (status, worker)",
    "CREATE INDEX IF NOT EXISTS case_summary_place ON case_summary (search_place)",
    # Min dag: what the routine asks of one worker, and what it asks of whoever has a role.
    "CREATE INDEX IF NOT EXISTS case_summary_routine ON case_summary (routine_worker, routine_on)",
)


def follow(connection: Connection) -> None:
    """Add the columns that are missing; what they hold is made anew."""
    held = {row[1] for row in connection.execute("PRAGMA table_info(case_summary)").fetchall()}
    for name, type_ in _COLUMNS:
        if name not in held:
            connection.execute(f"ALTER TABLE case_summary ADD COLUMN {name} {type_}")
    for statement in _INDEXES:
        connection.execute(statement)
