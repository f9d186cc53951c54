"""The lowest version of the desktop that a municipality wants, and from which day.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; empty until somebody decides."""
    op.execute(
        "ALTER TABLE kaa.municipality ADD COLUMN lowest_version text, "
        "ADD COLUMN lowest_version_from date"
    )


def downgrade() -> None:
    """There is no way back: a program never throws away what was decided."""
    raise NotImplementedError("0008 keeps a decision")
