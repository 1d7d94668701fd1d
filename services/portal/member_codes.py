"""One-time codes to a telephone (ASVS 5.0 V6.5.1, V6.5.5, V6.6.2–3): short-lived, used once, bound to their request.

A code goes to any mobile telephone that is typed, known or not: nobody learns from the answer, the time it takes or
the rows that are written whether the union knows a number. A technical writer, like that of the sign-in of staff.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select

from services.core.access import PATH_OF_A_ROOT
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.ids import new_id
from services.core.vault import Tampered, vault
from services.core.words import N_, _l
from services.messages.actions import tell_member
from services.messages.actions.sending import Matter
from services.messages.kinds import Audience, MessageKind, declare_messages
from services.messages.rules import When
from services.people.queries import phone_index
from services.portal.models import MemberCode
from services.portal.queries import receiving_unit
from services.portal.rules import CODE_DIGITS, CODE_LASTS, CODE_TRIES, wait_for_code

KEPT = timedelta(days=1)
"""How long a code that is over is remembered, so that no telephone is sent too many."""
_BOUND_TO = "portal.member_code"
CODE = MessageKind(
    "member.code",
    N_("登录验证码"),
    Audience.MEMBER,
    N_("验证码"),
    N_("验证码 %(code)s，10 分钟内有效，用来在工会网站查看诉求。不要告诉别人；不是您操作的，不用理会。"),
    N_("验证码"),
    N_("验证码"),
    facts=frozenset({"code"}),
    when=When.ANY_TIME,
    good_for=CODE_LASTS,
    names_the_place=False,
)
declare_messages(CODE)


class TooSoon(Problem):
    """The telephone was sent a code just now, or several; the next one goes out only after so many seconds."""

    def __init__(self, left: timedelta) -> None:
        self.seconds = max(1, ceil(left.total_seconds()))
        super().__init__(ErrorCode.FROZEN, _l("发给这个号码的验证码太多了。"))


@dataclass(frozen=True)
class _Everyone:
    """What a code is about: no case and no person; seen in the outbox of development by the units at the top."""

    id: int
    org_path: str
    __tablename__: str = "unit"


def send_code(phone: str, *, at: datetime) -> str:
    """Sends a code to a mobile telephone in its one form, and gives the ticket of the page that asked for it.

    Raises TooSoon where the telephone was sent one less than a minute ago, or as many as it gets in an hour or a day.
    """
    index, ident = phone_index(phone), new_id()
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    unit = receiving_unit()
    about = _Everyone(unit.id if unit else 0, unit.org_path if unit else PATH_OF_A_ROOT)
    with write_transaction() as session:
        left = wait_for_code(_sent_to(index, at), at)
        if left > timedelta():
            raise TooSoon(left)
        session.execute(delete(MemberCode).where(MemberCode.at <= at - KEPT))
        session.add(
            MemberCode(id=ident, phone_index=index, digest=_digest(ident, code), at=at, until=at + CODE_LASTS, tries=0)
        )
        tell_member(CODE, Matter(about, {"code": code}), phone=phone, at=at)
    return vault().seal(f"{ident} {phone}", _BOUND_TO)


def _sent_to(index: str, at: datetime) -> list[datetime]:
    """When codes went to the telephone in the last day, the newest first."""
    sent = select(MemberCode.at).where(MemberCode.phone_index == index, MemberCode.at > at - KEPT)
    return list(db.session.scalars(sent.order_by(MemberCode.at.desc())))


def _digest(ident: int, code: str) -> str:
    return vault().blind("member_code.digest", f"{ident}:{code}")


def phone_of(ticket: str | None) -> str | None:
    """The telephone to which the code of the ticket went; None for a ticket that was changed."""
    opened = _opened(ticket)
    return opened[1] if opened else None


def _opened(ticket: str | None) -> tuple[int, str] | None:
    try:
        ident, phone = vault().open(ticket or "", _BOUND_TO).split()
    except Tampered:
        return None
    return int(ident), phone


def proved_by(ticket: str | None, code: str, *, at: datetime) -> str | None:
    """The blind index of the telephone that the code proves, which is used up by it.

    None, after the same statements, for a code that is wrong, of another request, over, used, or tried too often.
    """
    opened = _opened(ticket)
    if opened is None:
        return None
    with write_transaction() as session:
        row = session.scalar(select(MemberCode).where(MemberCode.id == opened[0]).with_for_update())
        if row is None or row.used_at is not None or row.until <= at or row.tries >= CODE_TRIES:
            return None
        row.tries += 1
        if not hmac.compare_digest(row.digest, _digest(row.id, code)):
            return None
        row.used_at = at
        return row.phone_index
