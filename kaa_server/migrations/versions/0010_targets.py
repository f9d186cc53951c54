"""Who belongs to the target group and when, and what the night's imports have done.

`target`: derived from a youth's records, and remade when `count` and `total` are no longer those of
`case_sight`; the intervals lie sealed in `body`. `told`: what the last report said of her. `import_run`: a
run and its report, which names nobody. `import_change`: for whom it found another answer. `import_known`:
which of a youth's fields an import wrote, and when each feed last spoke of her, sealed. `import_feed`: the
latest day that a feed has delivered for, and where the next delivery begins.

Revision ID: 0010
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = {
    "target": """
        municipality text NOT NULL,
        youth uuid NOT NULL,
        count integer NOT NULL,
        total bigint NOT NULL,
        rules text NOT NULL,
        body bytea NOT NULL,
        told smallint,
        PRIMARY KEY (municipality, youth)
    """,
    "import_run": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        run uuid NOT NULL,
        source text NOT NULL,
        feed text NOT NULL,
        as_of date NOT NULL,
        began timestamptz NOT NULL,
        touched timestamptz NOT NULL,
        ended timestamptz,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, run)
    """,
    "import_change": """
        municipality text NOT NULL,
        run uuid NOT NULL,
        youth uuid NOT NULL,
        before smallint,
        after smallint NOT NULL,
        PRIMARY KEY (municipality, run, youth),
        FOREIGN KEY (municipality, run) REFERENCES kaa.import_run
    """,
    "import_known": """
        municipality text NOT NULL,
        youth uuid NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, youth)
    """,
    "import_feed": """
        municipality text NOT NULL,
        feed text NOT NULL,
        as_of date NOT NULL,
        whole boolean NOT NULL,
        since timestamptz,
        whole_on date,
        PRIMARY KEY (municipality, feed)
    """,
}

STATEMENTS = ("CREATE INDEX import_change_youth ON kaa.import_change (municipality, youth)",)


def upgrade() -> None:
    """Make the tables."""
    make(TABLES, dict.fromkeys(TABLES, "SELECT, INSERT, UPDATE, DELETE"))
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: reports of what was done are never thrown away by a program."""
    raise NotImplementedError("0010 keeps reports")
