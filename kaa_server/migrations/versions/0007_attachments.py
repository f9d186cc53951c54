"""Attached files: which there are, their pieces, and how many bytes a municipality may have of them.

Bodies are sealed before they come here, so they are kept as they are: compressing them wins nothing.

Revision ID: 0007
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = {
    "attachment": """
        municipality text NOT NULL,
        record uuid NOT NULL,
        youth uuid NOT NULL,
        size bigint NOT NULL,
        content bytea NOT NULL,
        begun timestamptz NOT NULL,
        whole boolean NOT NULL DEFAULT false,
        PRIMARY KEY (municipality, record)
    """,
    "attachment_piece": """
        municipality text NOT NULL,
        record uuid NOT NULL,
        idx integer NOT NULL,
        youth uuid NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, record, idx),
        FOREIGN KEY (municipality, record) REFERENCES kaa.attachment
    """,
}

STATEMENTS = (
    "ALTER TABLE kaa.attachment_piece ALTER COLUMN body SET STORAGE EXTERNAL",
    "CREATE INDEX attachment_youth ON kaa.attachment (municipality, youth)",
    "CREATE INDEX attachment_piece_youth ON kaa.attachment_piece (municipality, youth)",
    # 20 GiB: some 20 000 scanned pages.
    "ALTER TABLE kaa.municipality ADD COLUMN attachment_limit bigint NOT NULL DEFAULT 21474836480",
)


def upgrade() -> None:
    """Make the tables and the column."""
    make(TABLES, dict.fromkeys(TABLES, "SELECT, INSERT, UPDATE, DELETE"))
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: files are never thrown away by a program."""
    raise NotImplementedError("0007 keeps files")
