"""Texts of a unit and of those above it, as they are read and found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import joinedload

from services.core.access import Actor, visible
from services.core.database import db
from services.core.search import phrases
from services.desk.models import TEXT_WORDS, TextKind, TextModule

PAGE = 100


def texts_for(viewer: Actor, kind: TextKind | None = None, question: str = "") -> Sequence[TextModule]:
    """A page at most of the texts in use, by title; with a question, those that hold all its words."""
    wanted = visible(TextModule, viewer).where(TextModule.ended_at.is_(None)).options(joinedload(TextModule.unit))
    if kind:
        wanted = wanted.where(TextModule.kind == kind)
    if question.strip():
        asked = phrases(question)
        if not asked:
            return []
        wanted = wanted.where(TextModule.id.in_(TEXT_WORDS.ids(asked)))
    return db.session.scalars(wanted.order_by(TextModule.kind, TextModule.title, TextModule.id).limit(PAGE)).all()


def find_text(text_id: int, viewer: Actor) -> TextModule | None:
    """The text as the viewer may see it."""
    if not 0 < text_id < 2**63:
        return None
    found: TextModule | None = db.session.scalar(visible(TextModule, viewer).where(TextModule.id == text_id))
    return found
