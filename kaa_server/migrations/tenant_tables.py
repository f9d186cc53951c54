"""Tables that each belong to one municipality: the row security that every step gives them."""

from __future__ import annotations

from collections.abc import Mapping

from alembic import op


def make(tables: Mapping[str, str], grants: Mapping[str, str]) -> None:
    """Make tables by name and columns, each with what the server itself may do with it.

    A query that forgets the municipality sees nothing, and so does the owner of the tables.
    """
    for table, columns in tables.items():
        op.execute(f"CREATE TABLE kaa.{table} ({columns})")
        op.execute(f"ALTER TABLE kaa.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE kaa.{table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON kaa.{table} USING "
            "(municipality = current_setting('kaa.municipality', true)) WITH CHECK "
            "(municipality = current_setting('kaa.municipality', true))"
        )
        op.execute(f"GRANT {grants[table]} ON kaa.{table} TO kaa_app")
