"""A server's own past, and what devices have given back of it.

`past`: an earlier epoch and the number after which it is lost here. `replayed`: by which number a row of
an earlier epoch is here again, and whose computer gave it back.

Revision ID: 0006
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {
    "past": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        epoch uuid NOT NULL,
        since bigint NOT NULL,
        noticed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (municipality, epoch)
    """,
    "replayed": """
        municipality text NOT NULL,
        epoch uuid NOT NULL,
        old_seq bigint NOT NULL,
        seq bigint NOT NULL,
        record uuid NOT NULL,
        device uuid NOT NULL,
        returned_at bigint NOT NULL,
        PRIMARY KEY (municipality, epoch, old_seq)
    """,
}

GRANTS = {"past": "SELECT, INSERT, UPDATE", "replayed": "SELECT, INSERT"}

STATEMENTS = (
    "CREATE INDEX replayed_seq ON kaa.replayed (municipality, seq)",
    "CREATE INDEX replayed_record ON kaa.replayed (municipality, record)",
)


def upgrade() -> None:
    """Make the tables."""
    make(TABLES, GRANTS)
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what was given back could be taken twice."""
    raise NotImplementedError("0006 keeps the server's past")
