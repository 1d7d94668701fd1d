"""Writing messages inside the action that causes them: what is rolled back was never sent, what is kept is not lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.accounts.models import User
from services.core.access import Actor, unscoped
from services.core.audit import Source, door
from services.core.database import db, insert_if_absent
from services.core.ids import new_id
from services.messages.hours import hours_in_use
from services.messages.kinds import SECRET, Audience, Channel, MessageKind
from services.messages.models import MessageChoice, Notice, Outgoing
from services.messages.wording import sealed_secret

TOLD_AS_STORIES = frozenset({Source.IMPORT, Source.SCENARIO, Source.DEMO})
"""What comes through these doors happened long ago, or never: nobody is written to."""


def nobody_is_told() -> bool:
    """Whether what happens now came through a door behind which nobody is written to: then nobody need be looked up."""
    return door() in TOLD_AS_STORIES


@dataclass(frozen=True)
class Matter:
    """What a message is about: anything with id and org_path, what may be named of it, and whether nothing may be."""

    about: Any
    facts: Mapping[str, object]
    neutral: bool = False


def tell_staff(
    kind: MessageKind, users: Iterable[int], matter: Matter, *, by: Actor, at: datetime, once: str | None = None
) -> int:
    """A notice for each of the colleagues, and what they chose besides; never for whoever acts. Inside an action.

    With `once`, whoever was told so before is not told again. Gives how many are told.
    """
    ids = sorted(set(users) - {by.user_id})
    if nobody_is_told() or not ids:
        return 0
    kept = _kept(kind, matter)
    colleagues = select(User.id, User.org_path).where(User.id.in_(ids), User.disabled_at.is_(None))
    found = db.session.execute(unscoped(colleagues, because="whoever is told of something"))
    homes = dict(found.all())
    told = [ident for ident in homes if _notice(kind, ident, homes[ident], matter, kept, at, once)]
    wanted = select(MessageChoice.user_id, MessageChoice.channel)
    wanted = wanted.where(MessageChoice.user_id.in_(told), MessageChoice.kind == kind.code)
    for user_id, channel in db.session.execute(wanted):
        db.session.add(_outgoing(kind, channel, matter, kept, at, user_id=user_id))
    return len(told)


def tell_member(
    kind: MessageKind,
    matter: Matter,
    *,
    phone: str | None = None,
    email: str | None = None,
    language: str = "zh-CN",
    at: datetime,
) -> int:
    """A message to the telephone or the mail address that a member gave, which is sealed. Inside an action.

    Gives on how many channels.
    """
    if nobody_is_told():
        return 0
    kept = _kept(kind, matter)
    addresses = {Channel.SMS: phone, Channel.EMAIL: email}
    leaving = [_outgoing(kind, channel, matter, kept, at, to) for channel, to in addresses.items() if to]
    for each in leaving:
        each.language = language
    db.session.add_all(leaving)
    return len(leaving)


def _kept(kind: MessageKind, matter: Matter) -> str:
    """The facts as they are kept. Of what is neutral none is, so that none can get out."""
    if set(matter.facts) != kind.facts:
        raise ValueError(f"{kind.code} names {sorted(kind.facts)}")
    kept = {} if matter.neutral else dict(matter.facts)
    if SECRET in kept:
        kept[SECRET] = sealed_secret(str(kept[SECRET]))
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)


def _notice(
    kind: MessageKind, user_id: int, home: str, matter: Matter, kept: str, at: datetime, once: str | None
) -> bool:
    """Writes the notice; False where it was written before."""
    if kind.audience is not Audience.STAFF:
        raise ValueError(f"{kind.code} is for members")
    fresh = {
        "id": new_id(),
        "user_id": user_id,
        "org_path": home,
        "kind": kind.code,
        "facts": kept,
        "neutral": matter.neutral,
        "about_type": matter.about.__tablename__,
        "about_id": matter.about.id,
        "at": at,
        "once": once,
    }
    counted = {"preserve_rowcount": True}  # else psycopg's count is not kept, and reads -1
    done: Any = db.session.execute(insert_if_absent(Notice, fresh), execution_options=counted)
    return bool(done.rowcount == 1)


def _outgoing(
    kind: MessageKind,
    channel: Channel,
    matter: Matter,
    kept: str,
    at: datetime,
    address: str | None = None,
    user_id: int | None = None,
) -> Outgoing:
    leaving = Outgoing(
        org_path=matter.about.org_path,
        kind=kind.code,
        channel=channel,
        facts=kept,
        neutral=matter.neutral,
        user_id=user_id,
        at=at,
        good_until=at + kind.good_for,
        due_at=hours_in_use().earliest(kind.when, at),
    )
    leaving.address = address
    return leaving
