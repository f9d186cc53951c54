"""What came in about a youth whom its author does not see: kept whole until a coordinator has decided.

`body` holds the operations as they came (MessagePack), `records` the ids that they make, so that what
builds on them is kept with them. `seq` is the number by which the decision reaches the author's device.
What has been decided stays: only the decision's own columns may be written afterwards, and the answers
of the push that it came in, which are what is told to a device that asks again.

Revision ID: 0004
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = """
    municipality text NOT NULL,
    device uuid NOT NULL,
    incarnation bigint NOT NULL,
    n bigint NOT NULL,
    actor uuid NOT NULL,
    schema integer NOT NULL,
    youth uuid NOT NULL,
    reason smallint NOT NULL,
    records uuid[] NOT NULL,
    body bytea NOT NULL,
    received bigint NOT NULL,
    ruling smallint,
    answer text NOT NULL DEFAULT '',
    handed_to uuid,
    ruled_by uuid,
    ruled_at bigint,
    seq bigint,
    PRIMARY KEY (municipality, device, incarnation, n),
    FOREIGN KEY (municipality, device) REFERENCES kaa.device
"""


def upgrade() -> None:
    """Make the table and what it is found by."""
    make({"quarantine": COLUMNS}, {"quarantine": "SELECT, INSERT"})
    op.execute(
        "GRANT UPDATE (ruling, answer, handed_to, ruled_by, ruled_at, seq) "
        "ON kaa.quarantine TO kaa_app"
    )
    op.execute("GRANT UPDATE (answers) ON kaa.push TO kaa_app")
    op.execute(
        "CREATE INDEX quarantine_waiting ON kaa.quarantine (municipality, received) "
        "WHERE ruling IS NULL"
    )
    op.execute("CREATE INDEX quarantine_youth ON kaa.quarantine (municipality, youth)")


def downgrade() -> None:
    """There is no way back: what waits is nowhere else."""
    raise NotImplementedError("0004 keeps what people wrote")
