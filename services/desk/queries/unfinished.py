"""What somebody began to write about a case and did not send."""

from __future__ import annotations

from collections.abc import Sequence

from services.accounts.drafts import drafts_of
from services.accounts.models import Draft
from services.cases.models import Case
from services.core.access import Actor, visible
from services.core.database import db


def unfinished(viewer: Actor) -> Sequence[Draft]:
    """The viewer's drafts about cases that they still see, the newest first."""
    drafts = drafts_of(viewer)
    if not drafts:
        return []
    about = visible(Case, viewer, Case.number).where(Case.number.in_({draft.subject for draft in drafts}))
    seen = set(db.session.scalars(about))
    return [draft for draft in drafts if draft.subject in seen]
