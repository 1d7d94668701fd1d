"""`flask search …`: makes the index of words anew, in short transactions, while the system runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from flask.cli import AppGroup
from sqlalchemy import select

from services.cases.models import CASE_WORDS, Case, index_cases
from services.core.access import unscoped
from services.core.database import db, write_transaction
from services.core.words import _

BATCH = 1000
LAST = 2**63 - 1

search = AppGroup("search", help="查找：重建词语索引。 Search: make the index of words anew.")


@search.command("rebuild")
def rebuild_command() -> None:
    """Index the words of all cases anew: after an upgrade, or where rows were written past the application."""
    click.echo(_("已为 %(count)d 个案件建立词语索引。", count=rebuild()))


def rebuild() -> int:
    """Looks at every case, sealed ones leave; what has no case leaves too. Gives how many were looked at."""
    done, last = 0, 0
    for ids in _batches():
        with write_transaction():
            CASE_WORDS.drop_between(last, ids[-1] + 1)
            index_cases(ids)
        done, last = done + len(ids), ids[-1] + 1
    with write_transaction():
        CASE_WORDS.drop_between(last, LAST)
    return done


def _batches() -> Iterator[Sequence[int]]:
    last = -1
    while True:
        following = select(Case.id).where(Case.id > last).order_by(Case.id).limit(BATCH)
        ids = db.session.scalars(unscoped(following, because="the index of words knows every open case")).all()
        if not ids:
            return
        yield ids
        last = ids[-1]
