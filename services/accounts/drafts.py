"""Drafts: what somebody is still writing, kept on the server so that no lost line and no killed browser loses it.

They are no records: they leave no event, are sealed like everything that is written, and are their writer's alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import defer

from services.accounts.models import Draft
from services.core.access import Actor, visible
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.words import _l

Fields = dict[str, list[str]]
KEPT_FOR = timedelta(days=30)
LONGEST = 100_000
"""Characters of one draft; a form takes far less."""
MOST_LISTED = 20


def draft_of(viewer: Actor, form: str, subject: str) -> Draft | None:
    """What the viewer left unfinished in the form about the subject."""
    mine = visible(Draft, viewer).where(Draft.form == form, Draft.subject == subject)
    found: Draft | None = db.session.scalar(mine)
    return found


def drafts_of(viewer: Actor) -> Sequence[Draft]:
    """What the viewer left unfinished, the newest first, without the words themselves; at most MOST_LISTED."""
    mine = visible(Draft, viewer).options(defer(Draft.fields_sealed)).order_by(Draft.at.desc(), Draft.id.desc())
    return db.session.scalars(mine.limit(MOST_LISTED)).all()


def fields_of(draft: Draft) -> Fields:
    """Field → what was typed or chosen."""
    told: Fields = json.loads(draft.fields or "{}")
    return told


def keep_draft(
    viewer: Actor, form: str, subject: str, fields: Mapping[str, Sequence[str]], version: int, *, at: datetime
) -> int:
    """Keeps what stands in the form now and gives the draft's new version; old drafts of the viewer go.

    `version` is the last one that the page knows, 0 for none. Raises Problem: conflict where another page has
    written to the same draft since, invalid where it is too long.
    """
    told = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(told) > LONGEST:
        raise Problem(ErrorCode.INVALID, _l("草稿太长，没有保存。"))
    with write_transaction() as session:
        stale = delete(Draft).where(Draft.user_id == viewer.user_id, Draft.at < at - KEPT_FOR)
        session.execute(stale)
        mine = visible(Draft, viewer).where(Draft.form == form, Draft.subject == subject)
        draft: Draft | None = session.scalar(mine.with_for_update(of=Draft))
        if draft is None:
            draft = Draft(user_id=viewer.user_id, form=form, subject=subject, version=0)
            session.add(draft)
        elif draft.version != version:
            raise Problem(ErrorCode.CONFLICT, _l("您在另一个窗口里也在写这份内容，那里较新。"))
        draft.fields, draft.at, draft.version = told, at, draft.version + 1
        return draft.version


def drop_draft(viewer: Actor, form: str, subject: str) -> None:
    """Lets go of what was left unfinished, because it was sent or is no longer wanted."""
    if draft_of(viewer, form, subject) is None:
        return
    with write_transaction() as session:
        session.execute(
            delete(Draft).where(Draft.user_id == viewer.user_id, Draft.form == form, Draft.subject == subject)
        )
