"""Who is told of what happens to a case: only colleagues who may see it, and the member on the telephone they gave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.accounts.models import User
from services.accounts.posts import holders_nearest
from services.cases.actions.sealing import live_readings
from services.cases.messages import HANDED_OVER
from services.cases.models import Case
from services.cases.queries.consents import asks_for_discretion
from services.cases.queries.readers import people_with, seen_among
from services.core.access import Actor, Role
from services.core.database import db
from services.messages.actions import nobody_is_told, tell_member, tell_staff
from services.messages.actions.sending import Matter
from services.messages.kinds import MessageKind
from services.people.rules import is_mobile

LEADS = frozenset({Role.SUPERVISOR})
SENDERS = LEADS | {Role.DISPATCHER}


def tell(
    case: Case, kind: MessageKind, users: Iterable[int | None], *, by: Actor, at: datetime, once: str | None = None
) -> None:
    """Tells those of the colleagues who see the case as it stands now. Inside an action.

    With `once`, whoever was told so before is not told again.
    """
    meant = {user for user in users if user not in (None, by.user_id)}
    if meant and not nobody_is_told():
        db.session.flush()
        told = [user.id for user in people_with(meant) if seen_among(user, [case.id])]
        tell_staff(kind, told, Matter(case, {"number": case.number}, case.sealed), by=by, at=at, once=once)


def at_the_desk(case: Case, path: str, roles: frozenset[Role]) -> list[int]:
    """Ids of those to tell: who hold such a role at the unit, or nearest above it; of a sealed case, its readers."""
    if nobody_is_told():
        return []
    if case.sealed:
        db.session.flush()
        return [reading.user_id for reading in live_readings(case)]
    return [user.id for user in holders_nearest(path, roles)]


def tell_handed_over(to: User, cases: Iterable[Case], *, by: Actor, at: datetime) -> None:
    """Tells a colleague how many cases are theirs now."""
    count = sum(case.handler_id == to.id for case in cases)
    if count:
        tell_staff(HANDED_OVER, [to.id], Matter(to, {"count": count}), by=by, at=at)


def tell_the_member(case: Case, kind: MessageKind, *, at: datetime, discreet: bool | None = None) -> None:
    """Writes to the mobile telephone of whoever asks, if they gave one.

    `discreet`: whether they want nothing said there; None where the caller does not know.
    """
    if nobody_is_told():
        return
    contact = case.contact
    phone = contact.person.phone if contact is not None else None
    if phone and is_mobile(phone):
        neutral = case.sealed or (asks_for_discretion(case) if discreet is None else discreet)
        tell_member(kind, Matter(case, {"number": case.number}, neutral), phone=phone, at=at)
