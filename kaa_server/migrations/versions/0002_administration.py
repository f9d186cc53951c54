"""Accounts that stand still, when a computer was last seen, and what administrators do.

The administration log tells who did what to whom by id; it holds no name and nothing about a youth.
The server may add to it and read it, never change it.

Revision ID: 0002
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADMIN_LOG = """
    municipality text NOT NULL REFERENCES kaa.municipality,
    entry uuid NOT NULL,
    at timestamptz NOT NULL,
    account uuid,
    device uuid,
    act text NOT NULL,
    subject uuid,
    detail text NOT NULL,
    PRIMARY KEY (municipality, entry)
"""


def upgrade() -> None:
    """Add the columns, the index and the table."""
    op.execute("ALTER TABLE kaa.account ADD COLUMN active boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE kaa.device ADD COLUMN last_seen timestamptz")
    # A repeated push is found by its last number, and the oldest pushes are passed over at once.
    op.execute("CREATE INDEX push_last ON kaa.push (municipality, device, incarnation, last_n)")
    op.execute("CREATE INDEX session_account ON kaa.session (municipality, account)")
    op.execute("CREATE INDEX device_account ON kaa.device (municipality, account)")
    make({"admin_log": ADMIN_LOG}, {"admin_log": "SELECT, INSERT"})


def downgrade() -> None:
    """There is no way back: what administrators have done is never thrown away by a program."""
    raise NotImplementedError("0002 keeps the administration log")
