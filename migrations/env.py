"""Runs migrations, for `flask db …` in the application's database or for an address given in code."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

import services.accounts.models
import services.cases.models
import services.clocks.models
import services.core.actions
import services.core.audit
import services.people.models
import services.units.models  # noqa: F401
from services.core.database import Base


def run(connection: Connection) -> None:
    """All migrations of one command in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


address = context.config.attributes.get("address")
if address is None:
    from flask import current_app

    engine = current_app.extensions["migrate"].db.engine
else:
    engine = create_engine(address)

with engine.connect() as link:
    run(link)
engine.dispose()
