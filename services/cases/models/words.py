"""Which case holds which words: story, employer, number, categories. What is sealed is never in it.

Whatever changes a case, the index follows inside the same transaction. Rows that are written in bulk, past the
session's objects, are told to `index_cases`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, event, inspect, select
from sqlalchemy.orm import Session

from services.cases.models.case import Case, CaseCategory
from services.cases.models.category import Category
from services.cases.models.imports import ImportedRow
from services.core.database import db
from services.core.search import WordIndex
from services.people.models import Employer

CASE_WORDS = WordIndex("case_words")
AT_ONCE = 500
WAITING = "cases_to_index"
_AMONG: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_CLEAR = (Case.number, Case.story, Case.employer_told, Employer.name)
_SEVERAL = (Category.name_zh, Category.name_en, ImportedRow.source_number)
PARTS = (
    select(Case.id, *_CLEAR, *_SEVERAL)
    .outerjoin(Employer, Employer.id == Case.employer_id)
    .outerjoin(CaseCategory, CaseCategory.case_id == Case.id)
    .outerjoin(Category, Category.code == CaseCategory.code)
    .outerjoin(ImportedRow, ImportedRow.case_id == Case.id)
    .where(Case.id.in_(_AMONG), Case.sealed.is_(False))
    .order_by(Case.id, CaseCategory.position)
)
"""The id and what is kept in clear about cases that are not sealed: a row for each of their categories."""


def index_cases(ids: Sequence[int]) -> None:
    """Brings what can be found of these cases up to date; the sealed among them leave. Inside the write path."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        texts: dict[int, dict[str, None]] = {}
        for ident, *parts in db.session.connection().execute(PARTS, {"ids": some}):
            texts.setdefault(ident, {}).update(dict.fromkeys(part for part in parts if part is not None))
        CASE_WORDS.drop([ident for ident in some if ident not in texts])
        CASE_WORDS.keep({ident: list(parts) for ident, parts in texts.items()})


_TOLD = {
    Case: frozenset({"number", "story", "sealed", "employer_id", "employer_told"}),
    Employer: frozenset({"name"}),
    Category: frozenset({"name_zh", "name_en"}),
}


@event.listens_for(Session, "after_flush")
def _note_what_changed(session: Session, _context: object) -> None:
    """Keeps in mind which cases have to be indexed anew before the transaction ends."""
    waiting: set[Any] = session.info.setdefault(WAITING, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, (CaseCategory, ImportedRow)):
            waiting.add(row.case_id)
        elif isinstance(row, Case) or (type(row) in _TOLD and row not in session.new):
            waiting.update(_touched(row) if _changed(row) else ())


def _changed(row: Any) -> bool:
    return not _TOLD[type(row)].isdisjoint(inspect(row).committed_state)


def _touched(row: Any) -> Collection[int]:
    """Ids of the cases in which the row is named."""
    if isinstance(row, Case):
        return [row.id]
    if isinstance(row, Employer):
        named = select(Case.id).where(Case.employer_id == row.id)
    else:
        named = select(CaseCategory.case_id).where(CaseCategory.code == row.code)
    return list(db.session.scalars(named))


@event.listens_for(Session, "before_commit")
def _follow(session: Session) -> None:
    if session.info.get(WAITING) or session.new or session.dirty:
        session.flush()
        waiting: set[Any] = session.info.pop(WAITING, set())
        index_cases(sorted(waiting - {None}))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(WAITING, None)
