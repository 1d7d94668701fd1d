"""Texts of a unit: added, changed, no longer used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.cases.actions.moving import said
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.desk.events import DeskEvent
from services.desk.models import TEXT_WORDS, TextKind, TextModule
from services.desk.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.desk.rules import unknown_fields
from services.units.models import Unit

LONGEST_TITLE = 80


@dataclass(frozen=True)
class TextFacts:
    """What a text is and says."""

    kind: TextKind
    title: str
    body: str

    def checked(self) -> TextFacts:
        """Raises Problem(invalid): no title or body, too long, or a field that no case has."""
        title = " ".join(said(self.title, _l("请写标题。"), "title").split())
        body = said(self.body, _l("请写正文。"), "body")
        if len(title) > LONGEST_TITLE:
            too_long = _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_TITLE, size=len(title))
            raise Problem(ErrorCode.INVALID, too_long, field="title")
        if unknown := unknown_fields(body):
            sentence = _l("没有“%(name)s”这个字段，请从下面列出的字段中选用。", name=unknown[0])
            raise Problem(ErrorCode.INVALID, sentence, field="body")
        return TextFacts(self.kind, title, body)


@action("text.add", makes=True)
def add_text(unit: Unit, facts: TextFacts, *, by: Actor, at: datetime) -> TextModule:
    """Gives the unit, and those below it, a text to use."""
    told = facts.checked()
    text = TextModule(org_path=unit.org_path, unit_id=unit.id, kind=told.kind, by_id=by.user_id, at=at)
    text.title, text.body = told.title, told.body
    db.session.add(text)
    db.session.flush()
    TEXT_WORDS.keep({text.id: [text.title, text.body]})
    record(DeskEvent.TEXT_ADDED, text, {"title": text.title, "kind_of_text": text.kind}, by=by, at=at)
    return text


@action("text.change")
def change_text(text: TextModule, facts: TextFacts, *, by: Actor, at: datetime) -> TextModule:
    """Another wording. Problem: illegal_move (no longer used), invalid."""
    _must_be_in_use(text)
    told = facts.checked()
    record(DeskEvent.TEXT_CHANGED, text, {"title": told.title, "before": text.body}, by=by, at=at)
    text.kind, text.title, text.body, text.by_id, text.at = told.kind, told.title, told.body, by.user_id, at
    TEXT_WORDS.keep({text.id: [text.title, text.body]})
    return text


@action("text.end")
def end_text(text: TextModule, *, by: Actor, at: datetime) -> TextModule:
    """It is offered no more. Problem(illegal_move): it was not any more."""
    _must_be_in_use(text)
    text.ended_at = at
    TEXT_WORDS.drop([text.id])
    record(DeskEvent.TEXT_ENDED, text, {"title": text.title}, by=by, at=at)
    return text


def _must_be_in_use(text: TextModule) -> None:
    if text.ended_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这段文本已经停用。"))
