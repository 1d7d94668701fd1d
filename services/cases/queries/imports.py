"""The imports that somebody began, as they themselves may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func

from services.cases.models import ImportRun
from services.core.access import Actor, visible
from services.core.database import db

MOST_SHOWN = 50


def imports_of(actor: Actor) -> Sequence[ImportRun]:
    """The newest ones, at most MOST_SHOWN."""
    newest = visible(ImportRun, actor).order_by(ImportRun.begun_at.desc(), ImportRun.id.desc())
    found: Sequence[ImportRun] = db.session.scalars(newest.limit(MOST_SHOWN)).all()
    return found


def find_import(run_id: int, actor: Actor) -> ImportRun | None:
    """One import; None where absent or somebody else's."""
    if run_id >= 2**63:
        return None
    found: ImportRun | None = db.session.scalar(visible(ImportRun, actor).where(ImportRun.id == run_id))
    return found


def profiles_of(actor: Actor) -> dict[str, tuple[int, str]]:
    """Name → (id of the newest import with it, its text), of the tables that the actor imported before."""
    newest = visible(ImportRun, actor, func.max(ImportRun.id)).where(ImportRun.profile_text != "")
    ids = newest.group_by(ImportRun.profile).limit(MOST_SHOWN)
    wanted = visible(ImportRun, actor, ImportRun.profile, ImportRun.id, ImportRun.profile_text)
    found = db.session.execute(wanted.where(ImportRun.id.in_(ids)).order_by(ImportRun.profile))
    return {name: (ident, text) for name, ident, text in found}
