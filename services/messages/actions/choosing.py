"""Choosing what else one wants to be written about, where, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from services.accounts.models import User
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.posting import is_mail_address
from services.core.words import Words, _l
from services.messages.events import MessageEvent
from services.messages.kinds import Channel, codes_of, staff_kinds
from services.messages.models import MessageAddress, MessageChoice
from services.messages.wording import LANGUAGES
from services.people.rules import is_mobile, read_phone


@dataclass(frozen=True)
class Wishes:
    """Where a colleague wants to be written to, in which language, and about which kinds on which channel."""

    email: str = ""
    phone: str = ""
    language: str = LANGUAGES[0]
    by_email: frozenset[str] = frozenset()
    by_sms: frozenset[str] = frozenset()

    def on(self, channel: Channel) -> frozenset[str]:
        """The kinds that are wanted on a channel."""
        return self.by_email if channel is Channel.EMAIL else self.by_sms


@action("message.choose")
def choose(user: User, wishes: Wishes, *, by: Actor, at: datetime) -> User:
    """Keeps one's own wishes, in place of those before.

    Raises Problem: not_allowed (somebody else's), invalid (an address, or a channel that has none).
    """
    only_oneself(user, by)
    email, phone = _checked(wishes)
    place = db.session.scalar(select(MessageAddress).where(MessageAddress.user_id == user.id))
    if place is None:
        place = MessageAddress(user_id=user.id)
        db.session.add(place)
    place.email, place.phone = email or None, phone or None
    place.language = wishes.language if wishes.language in LANGUAGES else LANGUAGES[0]
    db.session.execute(delete(MessageChoice).where(MessageChoice.user_id == user.id))
    known = codes_of(staff_kinds())
    chosen = {channel: sorted(wishes.on(channel) & known) for channel in Channel}
    for channel, codes in chosen.items():
        db.session.add_all(MessageChoice(user_id=user.id, kind=code, channel=channel) for code in codes)
    record(MessageEvent.CHOSEN, user, {channel.value: codes for channel, codes in chosen.items()}, by=by, at=at)
    return user


def only_oneself(user: User, by: Actor) -> None:
    """Raises Problem(not_allowed) where the account is somebody else's."""
    if user.id != by.user_id:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只能对自己的账号办理。"))


def _checked(wishes: Wishes) -> tuple[str, str]:
    email, phone = wishes.email.strip(), wishes.phone.strip()
    if email and not is_mail_address(email):
        raise Problem(ErrorCode.INVALID, _l("邮箱地址应写成 name@example.org 的样子。"), field="email")
    number = read_phone(phone) if phone else ""
    if number and not is_mobile(number):
        raise Problem(ErrorCode.INVALID, _l("短信只能发到 11 位的手机号。"), field="phone")
    _needs(wishes.by_email, email, "email", _l("选了用邮件通知，请填写邮箱地址。"))
    _needs(wishes.by_sms, number, "phone", _l("选了用短信通知，请填写手机号。"))
    return email, number


def _needs(kinds: frozenset[str], address: str, field: str, sentence: Words) -> None:
    if kinds and not address:
        raise Problem(ErrorCode.INVALID, sentence, field=field)
