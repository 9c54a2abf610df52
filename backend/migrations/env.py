"""Alembic's environment: runs on the connection that ``backend.database.migrate`` gives."""

from __future__ import annotations

from alembic import context

import backend.identity.models  # noqa: F401 - declares the tables
from backend.database import Base

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # several processes may start at once: one migrates, the others wait
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7163925)")
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
