"""Files of a case, as the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import joinedload, lazyload

from services.accounts.models import User
from services.cases.models import Case, CaseFile
from services.cases.queries.hanging import Hang, may_hang
from services.core.access import Actor, visible
from services.core.database import db

WITH_GIVER = joinedload(CaseFile.by).options(lazyload(User.unit), lazyload(User.posts))


def files_of(case: Case, viewer: Actor) -> Sequence[CaseFile]:
    """All files of the case that the viewer may see, in the order of their receipt, withdrawn ones too."""
    if not may_hang(case, Hang.FILE):
        return ()
    wanted = visible(CaseFile, viewer).where(CaseFile.case_id == case.id).order_by(CaseFile.received_at, CaseFile.id)
    return db.session.scalars(wanted.options(WITH_GIVER)).all()


def find_file(case: Case, file_id: int, viewer: Actor) -> CaseFile | None:
    """The file of this case with this id; None where it is absent, hidden, or belongs to another case."""
    wanted = visible(CaseFile, viewer).where(CaseFile.case_id == case.id, CaseFile.id == file_id)
    found: CaseFile | None = db.session.scalar(wanted.options(WITH_GIVER))
    return found
