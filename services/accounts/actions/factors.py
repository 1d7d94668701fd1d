"""Second factors: enrolled and removed by their owner, recovered by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from services.accounts.actions.people import oneself_alone
from services.accounts.attempts import forget_failures
from services.accounts.events import EventKind
from services.accounts.models import FactorRecovery, User, UserKey, UserTotp
from services.accounts.passwords import hash_of
from services.accounts.second_factors import is_required, keys_of, totp_of
from services.accounts.security_keys import NewKey
from services.accounts.sessions import end_sessions
from services.accounts.totp import step_of
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l

MOST_KEYS = 10
LONGEST_NAME = 40
LONGEST_HOW = 200
RECOVERY_LASTS = timedelta(hours=24)
ONLY_OWN = _l("只能管理自己的第二验证。")


@action("factor.add_app")
def add_app(user: User, secret: str, code: str, *, by: Actor, at: datetime) -> User:
    """Enrols an authenticator app, once it has shown that it knows the secret.

    Raises Problem: not_allowed (someone else's), illegal_move (there is one already), invalid (the code is wrong).
    """
    oneself_alone(user, by, ONLY_OWN)
    if totp_of(user.id) is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("已经添加过验证器应用。要换新手机，请先删除原来的。"))
    step = step_of(secret, code, at=at, after=-1)
    if step is None:
        raise Problem(
            ErrorCode.INVALID, _l("验证码不对。请核对手机时间，输入应用里现在显示的 6 位数字。"), field="code"
        )
    enrolled = UserTotp(user_id=user.id, last_step=step, added_at=at)
    enrolled.secret = secret
    db.session.add(enrolled)
    return _added(user, {"kind": "app"}, by, at)


@action("factor.add_key")
def add_key(user: User, name: str, key: NewKey, *, by: Actor, at: datetime) -> User:
    """Enrols a security key whose registration was verified.

    Raises Problem: not_allowed (someone else's), invalid (the name), duplicate (key or name known), over_cap.
    """
    oneself_alone(user, by, ONLY_OWN)
    tidy, known = " ".join(name.split()), keys_of(user.id)
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise Problem(ErrorCode.INVALID, _l("请给密钥起个名字，最多 %(most)s 个字。", most=LONGEST_NAME), field="name")
    taken = db.session.scalar(select(UserKey.id).where(UserKey.credential_id == key.credential_id))
    if taken is not None or any(each.name == tidy for each in known):
        raise Problem(ErrorCode.DUPLICATE, _l("已经有这个密钥或这个名字了。"), field="name")
    if len(known) >= MOST_KEYS:
        raise Problem(ErrorCode.OVER_CAP, _l("最多 %(most)s 个安全密钥。", most=MOST_KEYS), field="name")
    made = UserKey(user_id=user.id, name=tidy, credential_id=key.credential_id, added_at=at)
    made.public_key, made.sign_count = key.public_key, key.sign_count
    db.session.add(made)
    return _added(user, {"kind": "key", "name": tidy}, by, at)


@action("factor.remove")
def remove_factor(user: User, key_id: int | None, *, by: Actor, at: datetime) -> User:
    """Removes a security key, or the authenticator app where no key is named.

    Raises Problem: not_allowed (someone else's), not_found, illegal_move (the last one, where one is required).
    """
    oneself_alone(user, by, ONLY_OWN)
    keys, app = keys_of(user.id), totp_of(user.id)
    gone = app if key_id is None else next((key for key in keys if key.id == key_id), None)
    if gone is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这种第二验证。"))
    last = len(keys) + (app is not None) == 1
    if last and is_required(user):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("本单位要求第二验证。请先添加另一种，再删除这一种。"))
    facts = {"kind": "key", "name": gone.name} if isinstance(gone, UserKey) else {"kind": "app"}
    db.session.delete(gone)
    user.second_since = None if last else user.second_since
    record(EventKind.FACTOR_REMOVED, user, facts, by=by, at=at)
    return user


@action("factor.recover")
def recover_factor(user: User, how: str, secret: str, *, by: Actor, at: datetime) -> User:
    """Helps someone who lost every second factor: all are removed, the secret stands in for them once, for a day.

    `how` says by what the helper knew them. At the next sign-in they give password and secret, and enrol anew.
    Raises Problem: illegal_move (none was enrolled), same_person (oneself; or whoever handed out the password that
    is still to be changed: one person alone never holds both), invalid (`how`).
    """
    if by.user_id is not None and by.user_id == user.id:
        raise Problem(ErrorCode.SAME_PERSON, _l("不能为自己恢复第二验证，请由另一位同事办理。"))
    if user.second_since is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个账号没有启用第二验证，不需要恢复。"))
    if user.must_change and by.user_id is not None and user.secret_by_id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, _l("这个账号的一次性密码是您发的，第二验证须由另一位同事恢复。"))
    reason = " ".join(how.split())
    if not 2 <= len(reason) <= LONGEST_HOW:
        raise Problem(
            ErrorCode.INVALID, _l("请写明怎样核对了本人身份，2 至 %(most)s 个字。", most=LONGEST_HOW), field="how"
        )
    for table in (UserTotp, UserKey):
        db.session.execute(delete(table).where(table.user_id == user.id))
    earlier = (FactorRecovery.user_id == user.id, FactorRecovery.ended_at.is_(None))
    db.session.execute(update(FactorRecovery).where(*earlier).values(ended_at=at))
    started = FactorRecovery(user_id=user.id, secret_hash=hash_of(secret), by_id=by.user_id)
    started.started_at, started.expires_at = at, at + RECOVERY_LASTS
    db.session.add(started)
    user.must_enrol = True
    end_sessions(user, at=at)
    forget_failures(user.login)
    record(EventKind.FACTOR_RECOVERED, user, {"how": reason}, by=by, at=at)
    return user


def _added(user: User, facts: dict[str, str], by: Actor, at: datetime) -> User:
    user.second_since, user.must_enrol = user.second_since or at, False
    record(EventKind.FACTOR_ADDED, user, facts, by=by, at=at)
    return user
