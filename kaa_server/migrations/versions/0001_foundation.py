"""Municipalities, accounts, devices, sessions, pushes, the change log and the records' state.

Row-level security is ENABLEd and FORCEd on every table, here and in every later step: a query that
forgets the municipality sees nothing, and so does the owner of the tables. Every primary key begins
with the municipality, so that tenants can be spread over machines later. Bodies are bytea: the
database never looks inside them, which lets a later step encrypt them per youth (erasure).

Revision ID: 0001
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = {
    "municipality": """
        municipality text NOT NULL CHECK (municipality ~ '^[0-9]{4}$'),
        name text NOT NULL,
        practice boolean NOT NULL,
        epoch uuid NOT NULL,
        seq bigint NOT NULL DEFAULT 0,
        recovery_key bytea CHECK (octet_length(recovery_key) = 32),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (municipality)
    """,
    "account": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        account uuid NOT NULL,
        username text NOT NULL,
        name text NOT NULL,
        role smallint NOT NULL,
        worker uuid,
        password text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (municipality, account),
        UNIQUE (municipality, username)
    """,
    "device": """
        municipality text NOT NULL,
        device uuid NOT NULL,
        account uuid NOT NULL,
        name text NOT NULL,
        program text NOT NULL,
        public_key bytea CHECK (octet_length(public_key) = 32),
        enrolled_at timestamptz NOT NULL,
        blocked_at timestamptz,
        PRIMARY KEY (municipality, device),
        FOREIGN KEY (municipality, account) REFERENCES kaa.account
    """,
    "device_position": """
        municipality text NOT NULL,
        device uuid NOT NULL,
        incarnation bigint NOT NULL,
        last_n bigint NOT NULL,
        PRIMARY KEY (municipality, device, incarnation),
        FOREIGN KEY (municipality, device) REFERENCES kaa.device
    """,
    "enrolment_code": """
        municipality text NOT NULL,
        account uuid NOT NULL,
        code_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        used_at timestamptz,
        PRIMARY KEY (municipality, account),
        FOREIGN KEY (municipality, account) REFERENCES kaa.account
    """,
    "attempt": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        subject bytea NOT NULL,
        failures integer NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (municipality, subject)
    """,
    "session": """
        municipality text NOT NULL,
        session uuid NOT NULL,
        account uuid NOT NULL,
        device uuid NOT NULL,
        generation integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (municipality, session),
        FOREIGN KEY (municipality, device) REFERENCES kaa.device
    """,
    "token": """
        municipality text NOT NULL,
        token_hash bytea NOT NULL,
        kind "char" NOT NULL CHECK (kind IN ('a', 'r')),
        session uuid NOT NULL,
        generation integer NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        PRIMARY KEY (municipality, token_hash),
        FOREIGN KEY (municipality, session) REFERENCES kaa.session ON DELETE CASCADE
    """,
    "push": """
        municipality text NOT NULL,
        device uuid NOT NULL,
        incarnation bigint NOT NULL,
        from_n bigint NOT NULL,
        first_n bigint NOT NULL,
        last_n bigint NOT NULL,
        actor uuid NOT NULL,
        schema integer NOT NULL,
        signature bytea,
        payload_hash bytea NOT NULL,
        digests bytea NOT NULL,
        answers bytea NOT NULL,
        received bigint NOT NULL,
        PRIMARY KEY (municipality, device, incarnation, from_n)
    """,
    "change_log": """
        municipality text NOT NULL,
        seq bigint NOT NULL,
        tx bigint NOT NULL,
        verb smallint NOT NULL,
        kind integer NOT NULL,
        record uuid NOT NULL,
        scope uuid,
        body bytea NOT NULL,
        base bigint NOT NULL,
        outcome smallint NOT NULL,
        actor uuid NOT NULL,
        device uuid NOT NULL,
        incarnation bigint NOT NULL,
        n bigint NOT NULL,
        at bigint NOT NULL,
        received bigint NOT NULL,
        PRIMARY KEY (municipality, seq)
    """,
    "record": """
        municipality text NOT NULL,
        record uuid NOT NULL,
        kind integer NOT NULL,
        scope uuid,
        deleted boolean NOT NULL,
        seq bigint NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, record)
    """,
}

#: What the server itself may do with each table. The log and the evidence are never changed.
GRANTS = {
    "municipality": "SELECT, INSERT, UPDATE",
    "account": "SELECT, INSERT, UPDATE",
    "device": "SELECT, INSERT, UPDATE",
    "device_position": "SELECT, INSERT, UPDATE",
    "enrolment_code": "SELECT, INSERT, UPDATE, DELETE",
    "attempt": "SELECT, INSERT, UPDATE, DELETE",
    "session": "SELECT, INSERT, UPDATE, DELETE",
    "token": "SELECT, INSERT, UPDATE, DELETE",
    "push": "SELECT, INSERT",
    "change_log": "SELECT, INSERT",
    "record": "SELECT, INSERT, UPDATE",
}

INDEXES = (
    "CREATE INDEX change_log_record ON kaa.change_log (municipality, record, seq)",
    "CREATE INDEX record_kind ON kaa.record (municipality, kind, record)",
    "CREATE INDEX attempt_last ON kaa.attempt (municipality, last_at)",
    "CREATE INDEX session_device ON kaa.session (municipality, device)",
    "CREATE INDEX token_session ON kaa.token (municipality, session)",
)


def upgrade() -> None:
    """Make the tables, their indexes, policies and grants."""
    op.execute("GRANT USAGE ON SCHEMA kaa TO kaa_app")
    op.execute("GRANT SELECT ON kaa.alembic_version TO kaa_app")
    make(TABLES, GRANTS)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    """There is no way back from here: the change log is never thrown away by a program."""
    raise NotImplementedError("0001 is the foundation")
