"""What was given back is known by its old number and by what the row says.

A server whose files were put back unnoticed gives the lost numbers to other rows of the same epoch, and
both may be given back. Rows kept before this have nothing here; they are known by who wrote them.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE kaa.replayed ADD COLUMN said bytea NOT NULL DEFAULT ''",
    "ALTER TABLE kaa.replayed DROP CONSTRAINT replayed_pkey",
    "ALTER TABLE kaa.replayed ADD PRIMARY KEY (municipality, epoch, old_seq, said)",
)


def upgrade() -> None:
    """Widen the key."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: two rows may have one old number."""
    raise NotImplementedError("0009 keeps rows that one number does not tell apart")
