"""Alembic's entry: runs the steps on the connection that ``kaa_server.schema`` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="kaa", transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
