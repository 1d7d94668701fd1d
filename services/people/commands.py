"""`flask people …`: what is kept in step beside the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from flask.cli import AppGroup
from sqlalchemy import select

from services.core.access import unscoped
from services.core.cli import plain_errors
from services.core.database import db, write_transaction
from services.core.words import _
from services.people.models import Person
from services.people.queries import name_index

BATCH = 500

people = AppGroup("people", help="职工：补齐索引。 People: complete the indexes.")


@people.command("index")
@plain_errors
def index() -> None:
    """Give people of before an index of their names, so that they are found by them."""
    click.echo(_("已为 %(count)d 名职工补上姓名索引。", count=index_names()))


def index_names() -> int:
    """Indexes the names that are not yet, in short transactions; sealed people stay in no index. Gives how many."""
    done = 0
    for ids in _batches():
        with write_transaction() as session:
            wanted = select(Person).where(Person.id.in_(ids), Person.sealed.is_(False)).with_for_update()
            for person in session.scalars(wanted):
                person.name_index = name_index(person.name) if person.name else None
                done += 1
    return done


def _batches() -> Iterator[Sequence[int]]:
    bare = select(Person.id).where(
        Person.name_index.is_(None), Person.name_sealed.is_not(None), Person.sealed.is_(False)
    )
    last = 0
    while True:
        next_ones = bare.where(Person.id > last).order_by(Person.id).limit(BATCH)
        ids = db.session.scalars(unscoped(next_ones, because="indexing names, which are shown to nobody")).all()
        if not ids:
            return
        yield ids
        last = ids[-1]
