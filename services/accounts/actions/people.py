"""What the verbs of accounts ask about people: not oneself, or oneself alone."""

from __future__ import annotations

from services.accounts.models import User
from services.core.access import Actor
from services.core.errors import ErrorCode, Problem
from services.core.words import Words, _l


def never_oneself(user: User, by: Actor) -> None:
    """Raises Problem(same_person) where someone would act on their own account."""
    if by.user_id is not None and by.user_id == user.id:
        raise Problem(ErrorCode.SAME_PERSON, _l("不能对自己的账号办理这一步，请由另一位系统管理员办理。"))


def oneself_alone(user: User, by: Actor, sentence: Words) -> None:
    """Raises Problem(not_allowed) with the sentence where someone would act on another's account."""
    if by.user_id != user.id:
        raise Problem(ErrorCode.NOT_ALLOWED, sentence)
