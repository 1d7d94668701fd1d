"""Verbs of saved views: keep a list under a name, and let go of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from services.accounts.models import User
from services.cases.actions import moving  # noqa: F401  (declares permissions)
from services.cases.exporting.kinds import Column
from services.cases.models.saved import ListColumns, SavedView
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l
from services.units.models import Unit

LONGEST_NAME = 40
MOST = 20


class ViewEvent(Labelled):
    """Kinds of events about saved views."""

    SAVED = "view.saved", N_("保存视图")
    DROPPED = "view.dropped", N_("删除视图")
    COLUMNS_CHOSEN = "columns.chosen", N_("选择列表的列")


ONES_OWN = "one's own views, by the id of whoever acts"

declare_events(ViewEvent, onward=ViewEvent)


@action("view.save", makes=True)
def save_view(unit: Unit, name: str, address: str, *, by: Actor, at: datetime) -> SavedView:
    """Keeps the list under a name; one of the same name now leads there. Problem: invalid, over_cap (MOST views)."""
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME:
        sentence = _l("请给视图取个名称，最多 %(most)d 个字。", most=LONGEST_NAME)
        raise Problem(ErrorCode.INVALID, sentence, field="name")
    ours = select(SavedView).where(SavedView.user_id == by.user_id)
    view = db.session.scalar(unscoped(ours.where(SavedView.name == said), because=ONES_OWN))
    if view is None:
        many = db.session.scalar(unscoped(select(func.count()).select_from(ours.subquery()), because=ONES_OWN))
        if (many or 0) >= MOST:
            sentence = _l("最多保存 %(most)d 个视图。请先删除不用的。", most=MOST)
            raise Problem(ErrorCode.OVER_CAP, sentence, field="name")
        view = SavedView(org_path=unit.org_path, user_id=by.user_id, name=said, address=address, at=at)
        db.session.add(view)
    view.address, view.at = address, at
    db.session.flush()
    record(ViewEvent.SAVED, view, {"name": said, "address": address}, by=by, at=at)
    return view


@action("columns.choose")
def choose_columns(user: User, columns: tuple[Column, ...], *, by: Actor, at: datetime) -> User:
    """Which columns one's own lists show from now on, the number always first; none: the usual ones.

    Raises Problem(not_allowed) for somebody else's lists.
    """
    if user.id != by.user_id:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只能对自己的账号办理。"))
    kept = db.session.scalar(select(ListColumns).where(ListColumns.user_id == user.id))
    if kept is None:
        kept = ListColumns(user_id=user.id)
        db.session.add(kept)
    kept.columns = " ".join(column for column in Column if column in columns and column is not Column.NUMBER)
    record(ViewEvent.COLUMNS_CHOSEN, user, {"columns": kept.columns}, by=by, at=at)
    return user


@action("view.drop")
def drop_view(view: SavedView, *, by: Actor, at: datetime) -> None:
    """Lets go of one's own view; another's is not found."""
    record(ViewEvent.DROPPED, view, {"name": view.name}, by=by, at=at)
    db.session.delete(view)
