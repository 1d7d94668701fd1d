"""What happens to accounts."""

from __future__ import annotations

from services.core.audit import Deed, declare_events
from services.core.words import N_, Labelled


class EventKind(Labelled):
    """Kinds of events about accounts and sign-ins."""

    USER_ADDED = "user.added", N_("添加账号")
    USER_DISABLED = "user.disabled", N_("停用账号")
    USER_ENABLED = "user.enabled", N_("恢复账号")
    USER_SEX_NOTED = "user.sex_noted", N_("记录性别")
    POST_GRANTED = "post.granted", N_("授予岗位")
    POST_REVOKED = "post.revoked", N_("收回岗位")
    PASSWORD_SET = "password.set", N_("修改密码")
    PASSWORD_RESET = "password.reset", N_("重置密码")
    SIGNED_IN = "session.opened", N_("登录")
    SIGNED_OUT = "session.closed", N_("退出登录")
    SESSION_ENDED = "session.ended", N_("结束登录")
    PROVED = "session.proved", N_("再次确认身份")
    FACTOR_ADDED = "factor.added", N_("添加第二验证")
    FACTOR_REMOVED = "factor.removed", N_("删除第二验证")
    FACTOR_RECOVERED = "factor.recovered", N_("为同事恢复第二验证")
    LEAVE_TOLD = "leave.told", N_("登记休假")
    LEAVE_ENDED = "leave.ended", N_("结束休假")
    SIGN_IN_FAILED = "session.refused", N_("多次登录失败")


DOOR = (
    EventKind.SIGNED_IN,
    EventKind.SIGNED_OUT,
    EventKind.SESSION_ENDED,
    EventKind.PROVED,
    EventKind.SIGN_IN_FAILED,
)
declare_events(EventKind, dict.fromkeys(DOOR, Deed.DOOR), onward=EventKind)
