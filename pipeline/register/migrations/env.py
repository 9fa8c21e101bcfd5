"""Runs the migrations on the connection, and in the transaction, of `register.database`."""

from __future__ import annotations

from alembic import context

from pipeline.register.office_schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
