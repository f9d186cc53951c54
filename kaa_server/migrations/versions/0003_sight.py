"""Who sees which youth, by numbered events; the digest of each youth's records; the backup's watermark.

`case_sight` has a row for each youth; `worker_sight` one for each worker's record: her unit, and the
number of the last change of what she herself sees. The rows of what is already stored are made here.

Revision ID: 0003
"""

from alembic import op

from kaa_server.migrations.sight_rows import fill
from kaa_server.migrations.tenant_tables import make

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = {
    "case_sight": """
        municipality text NOT NULL,
        youth uuid NOT NULL,
        worker uuid,
        unit uuid,
        named uuid[] NOT NULL,
        protected boolean NOT NULL,
        count integer NOT NULL,
        total bigint NOT NULL,
        PRIMARY KEY (municipality, youth)
    """,
    "worker_sight": """
        municipality text NOT NULL,
        worker uuid NOT NULL,
        unit uuid,
        seq bigint NOT NULL,
        PRIMARY KEY (municipality, worker)
    """,
    "sight_event": """
        municipality text NOT NULL,
        seq bigint NOT NULL,
        youth uuid NOT NULL,
        before bytea NOT NULL,
        after bytea NOT NULL,
        PRIMARY KEY (municipality, seq, youth)
    """,
}

GRANTS = {
    "case_sight": "SELECT, INSERT, UPDATE, DELETE",
    "worker_sight": "SELECT, INSERT, UPDATE",
    "sight_event": "SELECT, INSERT, DELETE",
}

STATEMENTS = (
    "ALTER TABLE kaa.municipality ADD COLUMN caseworkers_see smallint NOT NULL DEFAULT 0",
    "ALTER TABLE kaa.municipality ADD COLUMN sight_seq bigint NOT NULL DEFAULT 0",
    "ALTER TABLE kaa.municipality ADD COLUMN backed_up bigint NOT NULL DEFAULT 0",
    "ALTER TABLE kaa.municipality ADD COLUMN lease_days integer NOT NULL DEFAULT 0",
    "CREATE INDEX record_scope ON kaa.record (municipality, scope, kind)",
    "CREATE INDEX change_log_scope ON kaa.change_log (municipality, scope, seq)",
    "CREATE INDEX case_sight_worker ON kaa.case_sight (municipality, worker)",
)


def upgrade() -> None:
    """Make the tables and columns, and the rows that follow from what is stored."""
    make(TABLES, GRANTS)
    for statement in STATEMENTS:
        op.execute(statement)
    fill(op.get_bind())


def downgrade() -> None:
    """There is no way back: who may see what is never guessed."""
    raise NotImplementedError("0003 keeps who sees what")
