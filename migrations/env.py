"""Runs migrations, for `flask db …` in the application's database or for an address given in code."""

from __future__ import annotations

import click
from alembic import context
from sqlalchemy import Connection, create_engine, inspect

import services.accounts.models
import services.cases.models
import services.clocks.models
import services.core.actions
import services.core.audit
import services.people.models
import services.portal.models
import services.units.models  # noqa: F401
from services.core.database import Base
from services.core.search import is_of_an_index
from services.core.upgrade_work import COMMAND, LEFT, UpgradeWork


class BrokenReferences(Exception):
    """After a migration some rows refer to rows that are not there; nothing of it was kept."""


def run(connection: Connection) -> None:
    """All migrations of one command in one transaction.

    SQLite changes a column by copying its table: what refers to it must look away meanwhile, which can only be
    said between transactions, and is looked through before the end (sqlite.org/lang_altertable.html, 7).
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _mind_references(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        include_name=lambda name, kind, parents: not is_of_an_index(name, kind, parents),
        render_as_batch=sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise BrokenReferences(*broken)
    if sqlite:
        _mind_references(connection, "ON")


def _mind_references(connection: Connection, how: str) -> None:
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={how}")


def _name_what_is_left(connection: Connection) -> None:
    """Says loudly what the application has to do once the tables are there."""
    if not inspect(connection).has_table(UpgradeWork.__tablename__):
        return
    left = connection.execute(LEFT).scalars().all()
    if left:
        click.echo(f"升级还没有完成 · the upgrade is not finished: {', '.join(left)}", err=True)
        click.echo(f"请运行 · now run: flask --app app {COMMAND}", err=True)


address = context.config.attributes.get("address")
if address is None:
    from flask import current_app

    engine = current_app.extensions["migrate"].db.engine
else:
    engine = create_engine(address)

with engine.connect() as link:
    run(link)
    _name_what_is_left(link)
engine.dispose()
