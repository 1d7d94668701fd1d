"""What an upgrade leaves to the application, because it needs the keys or the words of the house.

A migration that cannot finish its work notes the name of what is left. `flask finish-upgrade` does it, while the
system runs; until then the house is not ready (`/readyz`).
"""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from services.core.cli import refuse
from services.core.database import Base, db, write_transaction
from services.core.rooms import rooms
from services.core.words import _

COMMAND = "finish-upgrade"


class UpgradeWork(Base):
    """Work that a migration has left to the application; gone once it is done."""

    __tablename__ = "upgrade_work"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)


LEFT = select(UpgradeWork.name).order_by(UpgradeWork.name)


def work_left() -> list[str]:
    """Names of what an upgrade has left to do."""
    return list(db.session.scalars(LEFT))


def finish_upgrade() -> dict[str, int]:
    """Does all of it, each to its end before it is struck off: interrupted, it is done anew. Name → rows.

    Raises LookupError for work that no room of this release knows.
    """
    known = {name: work for room in rooms() for name, work in room.upgrade_work.items()}
    done = {}
    for name in work_left():
        done[name] = known[name]()
        with write_transaction() as session:
            session.execute(delete(UpgradeWork).where(UpgradeWork.name == name))
    return done


@click.command(COMMAND, help="After `db upgrade`: what needs the keys or the words of the house. 完成升级余下的工作。")
@with_appcontext
def finish_upgrade_command() -> None:
    """Says what was done; nothing where nothing was left."""
    try:
        done = finish_upgrade()
    except LookupError as problem:
        refuse(_("这个版本不认识升级余下的工作“%(name)s”。请换用较新的版本。", name=str(problem.args[0])))
    for name, count in done.items():
        click.echo(_("升级余下的工作“%(name)s”已完成：%(count)d 行。", name=name, count=count))
