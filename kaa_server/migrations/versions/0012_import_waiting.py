"""What of an import waits for whoever keeps the register, and what she has said.

`import_waiting`: a row of a source that is about a youth; `body` holds, sealed under her key, the number
that the source gives. Several youths of one row have a line each. `import_question`: what is asked about a
whole feed, and the yes that the next reading of it takes with it.

Revision ID: 0012
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {
    "import_waiting": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        feed text NOT NULL,
        kind text NOT NULL,
        youth uuid NOT NULL,
        item uuid NOT NULL,
        told timestamptz NOT NULL,
        file text NOT NULL,
        place integer NOT NULL,
        sentence text NOT NULL,
        body bytea NOT NULL,
        answered_at timestamptz,
        answered_by uuid,
        PRIMARY KEY (municipality, feed, kind, youth)
    """,
    "import_question": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        feed text NOT NULL,
        kind text NOT NULL,
        told timestamptz NOT NULL,
        file text NOT NULL,
        count integer NOT NULL,
        sentence text NOT NULL,
        answered_at timestamptz,
        answered_by uuid,
        PRIMARY KEY (municipality, feed, kind)
    """,
}

STATEMENTS = ("CREATE INDEX import_waiting_item ON kaa.import_waiting (municipality, item)",)


def upgrade() -> None:
    """Make the tables."""
    make(TABLES, dict.fromkeys(TABLES, "SELECT, INSERT, UPDATE, DELETE"))
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what somebody has answered is never thrown away by a program."""
    raise NotImplementedError("0012 keeps answers")
