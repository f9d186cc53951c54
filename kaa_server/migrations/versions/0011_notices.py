"""Notices from schools of other owners (15 kap. 15 § skollagen): who may send them, and what waits.

`notice_sender`: a school, known by the first part of its key; of the rest there is a hash. `notice`: a
receipt, and as long as nobody in the register is known to be meant, what was told, sealed under the key of
the youth she would be entered as. `digest` tells a repeat; it is made with what only the sender has.

Revision ID: 0011
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = {
    "notice_sender": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        sender uuid NOT NULL,
        handle text NOT NULL,
        secret bytea NOT NULL,
        name text NOT NULL,
        school_unit text NOT NULL,
        contact text NOT NULL,
        added_at timestamptz NOT NULL,
        used_at timestamptz,
        blocked_at timestamptz,
        PRIMARY KEY (municipality, sender),
        UNIQUE (municipality, handle)
    """,
    "notice_session": """
        municipality text NOT NULL,
        token_hash bytea NOT NULL,
        sender uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (municipality, token_hash),
        FOREIGN KEY (municipality, sender) REFERENCES kaa.notice_sender
    """,
    "notice": """
        municipality text NOT NULL,
        notice uuid NOT NULL,
        sender uuid NOT NULL,
        receipt text NOT NULL,
        kind smallint NOT NULL,
        received timestamptz NOT NULL,
        digest bytea NOT NULL,
        state smallint NOT NULL DEFAULT 0,
        youth uuid,
        body bytea,
        decided_by uuid,
        decided_at timestamptz,
        PRIMARY KEY (municipality, notice),
        UNIQUE (municipality, receipt),
        UNIQUE (municipality, digest),
        FOREIGN KEY (municipality, sender) REFERENCES kaa.notice_sender
    """,
}

STATEMENTS = (
    "CREATE INDEX notice_waiting ON kaa.notice (municipality, received) WHERE state = 0",
    "CREATE INDEX notice_of_sender ON kaa.notice (municipality, sender, received)",
)


def upgrade() -> None:
    """Make the tables."""
    make(
        TABLES,
        {
            "notice_sender": "SELECT, INSERT, UPDATE",
            "notice_session": "SELECT, INSERT, DELETE",
            "notice": "SELECT, INSERT, UPDATE",
        },
    )
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what schools have told is never thrown away by a program."""
    raise NotImplementedError("0011 keeps notices")
