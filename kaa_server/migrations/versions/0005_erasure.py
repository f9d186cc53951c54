"""A key for each youth, what has been erased, and which computers have done so too.

The keys lie here under a master key that lies in a file outside the database (docs/adr/027). What was
stored before is sealed afterwards (sealing.py), municipality by municipality: `sealed` says where that
is done. `erased` holds ids alone, `erasure` the decision. Rows of the log are changed by an erasure and
by nothing else: the trigger refuses whoever has not said so.

Revision ID: 0005
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0005"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = {
    "youth_key": """
        municipality text NOT NULL,
        youth uuid NOT NULL,
        generation integer NOT NULL,
        master bytea NOT NULL,
        wrapped bytea NOT NULL,
        PRIMARY KEY (municipality, youth)
    """,
    "erasure": """
        municipality text NOT NULL,
        seq bigint NOT NULL,
        erasure uuid NOT NULL,
        youth uuid NOT NULL,
        record uuid,
        kind integer NOT NULL,
        fields integer[] NOT NULL,
        reason smallint NOT NULL,
        words text NOT NULL,
        by uuid,
        at timestamptz NOT NULL,
        PRIMARY KEY (municipality, seq),
        UNIQUE (municipality, erasure)
    """,
    "erased": """
        municipality text NOT NULL,
        id uuid NOT NULL,
        seq bigint NOT NULL,
        PRIMARY KEY (municipality, id)
    """,
    "erasure_receipt": """
        municipality text NOT NULL,
        seq bigint NOT NULL,
        device uuid NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (municipality, seq, device),
        FOREIGN KEY (municipality, device) REFERENCES kaa.device
    """,
}

GRANTS = {
    "youth_key": "SELECT, INSERT, UPDATE, DELETE",
    "erasure": "SELECT, INSERT",
    "erased": "SELECT, INSERT",
    "erasure_receipt": "SELECT, INSERT",
}

STATEMENTS = (
    "ALTER TABLE kaa.municipality ADD COLUMN erasures bigint NOT NULL DEFAULT 0",
    "ALTER TABLE kaa.municipality ADD COLUMN sealed boolean NOT NULL DEFAULT false",
    "ALTER TABLE kaa.municipality ALTER COLUMN sealed SET DEFAULT true",
    "ALTER TABLE kaa.attachment ADD COLUMN key bytea",
    "GRANT UPDATE (body), DELETE ON kaa.change_log TO kaa_app",
    "GRANT DELETE ON kaa.record TO kaa_app",
    "GRANT UPDATE (body), DELETE ON kaa.quarantine TO kaa_app",
    """
    CREATE FUNCTION kaa.only_by_erasure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF coalesce(current_setting('kaa.erasing', true), '') <> 'yes' THEN
            RAISE insufficient_privilege USING
                MESSAGE = 'the log is changed by an erasure and by nothing else';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER only_by_erasure BEFORE UPDATE OR DELETE ON kaa.change_log
    FOR EACH STATEMENT EXECUTE FUNCTION kaa.only_by_erasure()
    """,
)


def upgrade() -> None:
    """Make the tables and columns, and let the log be changed by erasures."""
    make(TABLES, GRANTS)
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: without the keys nothing can be read, and what is erased stays so."""
    raise NotImplementedError("0005 keeps keys and erasures")
