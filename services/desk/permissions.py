"""Who may do what at a desk."""

from __future__ import annotations

from services.core.access import CASE_STAFF, Role, Rule, declare_permissions
from services.core.words import N_

LEADS = frozenset({Role.SUPERVISOR})

RULES = declare_permissions(
    {
        "task.add": Rule(CASE_STAFF, name=N_("增加事项"), note=N_("交给能办理本案的同事，或本单位的同事")),
        "task.change": Rule(CASE_STAFF, name=N_("改动事项")),
        "task.finish": Rule(CASE_STAFF, name=N_("完成事项")),
        "call.log": Rule(CASE_STAFF, name=N_("登记通话"), note=N_("在办案件须写明下一步和日期")),
        "text.add": Rule(LEADS, name=N_("增加文本")),
        "text.change": Rule(LEADS, name=N_("改动文本")),
        "text.end": Rule(LEADS, name=N_("停用文本")),
    }
)
