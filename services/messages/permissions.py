"""Who may change what leaves the house."""

from __future__ import annotations

from services.core.access import ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

NOBODY_BY_POST: frozenset[Role] = frozenset()
WHOEVER_IS_IN = frozenset({ActorKind.STAFF})
ONLY_ONESELF = N_("只能对自己的账号办理。")

RULES = declare_permissions(
    {
        "message.choose": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("设置消息"), note=ONLY_ONESELF),
        "message.remind": Rule(NOBODY_BY_POST, name=N_("提醒到期"), note=N_("只由系统每日运行")),
        "feed.make": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("生成日历订阅地址"), note=ONLY_ONESELF),
        "feed.revoke": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("停用日历订阅地址"), note=ONLY_ONESELF),
    }
)
