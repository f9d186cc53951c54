"""What figures are counted from, and figures that municipalities share with each other.

`trace_bundle`: traces of some hundred youths, sealed together under a key of the bundle's own, which lies
among the youths' keys; when one of them is erased the bundle gets another name and another key. `trace`:
in which bundle a youth is, and from which records her trace was made.

`compare_member`: a municipality's place in a group, given by the operator. `compare_shared`: figures of a
month's end, summed and with small numbers hidden, which those members of the group may read who share their
own; nobody but the municipality itself writes or takes away its rows. `shares`: its settings say so.

Revision ID: 0013
"""

from alembic import op

from kaa_server.migrations.tenant_tables import make

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = {
    "trace_bundle": """
        municipality text NOT NULL,
        bundle uuid NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, bundle)
    """,
    "trace": """
        municipality text NOT NULL,
        youth uuid NOT NULL,
        bundle uuid NOT NULL,
        count integer NOT NULL,
        total bigint NOT NULL,
        rules text NOT NULL,
        PRIMARY KEY (municipality, youth)
    """,
    "compare_member": """
        municipality text NOT NULL REFERENCES kaa.municipality,
        grouped text NOT NULL,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (municipality)
    """,
    "compare_shared": """
        municipality text NOT NULL REFERENCES kaa.compare_member ON DELETE CASCADE,
        grouped text NOT NULL,
        as_of date NOT NULL,
        name text NOT NULL,
        made_at timestamptz NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (municipality, as_of)
    """,
}

STATEMENTS = (
    "CREATE INDEX trace_of_bundle ON kaa.trace (municipality, bundle)",
    "CREATE INDEX compare_shared_group ON kaa.compare_shared (grouped, as_of)",
    "ALTER TABLE kaa.municipality ADD COLUMN shares boolean NOT NULL DEFAULT false",
    # The members of a group read each other's rows. Who is a member is asked under the reader's own row
    # security, which shows her no row but her own.
    """
    CREATE POLICY fellows ON kaa.compare_shared FOR SELECT USING (grouped IN (
        SELECT member.grouped FROM kaa.compare_member AS member
        JOIN kaa.municipality AS own USING (municipality)
        WHERE own.shares AND own.municipality = current_setting('kaa.municipality', true)))
    """,
    # A row stands in the group that its municipality is in, as long as its own settings say so.
    """
    CREATE FUNCTION kaa.shared_in_own_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NOT EXISTS (SELECT FROM kaa.compare_member AS member
                JOIN kaa.municipality AS own USING (municipality)
                WHERE own.shares AND member.municipality = NEW.municipality
                AND member.grouped = NEW.grouped) THEN
            RAISE insufficient_privilege USING
                MESSAGE = 'a municipality shares its figures in its own group and in no other';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER shared_in_own_group BEFORE INSERT OR UPDATE ON kaa.compare_shared
    FOR EACH ROW EXECUTE FUNCTION kaa.shared_in_own_group()
    """,
    """
    CREATE FUNCTION kaa.only_by_operator() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF coalesce(current_setting('kaa.operator', true), '') <> 'yes' THEN
            RAISE insufficient_privilege USING
                MESSAGE = 'who is in which group is changed by the operator and by nobody else';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER only_by_operator BEFORE INSERT OR UPDATE ON kaa.compare_member
    FOR EACH ROW EXECUTE FUNCTION kaa.only_by_operator()
    """,
)


def upgrade() -> None:
    """Make the tables."""
    make(TABLES, dict.fromkeys(TABLES, "SELECT, INSERT, UPDATE, DELETE"))
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what municipalities have agreed is never thrown away by a program."""
    raise NotImplementedError("0013 keeps agreements")
