"""Who may see what others did."""

from __future__ import annotations

from services.core.access import Role, Rule, declare_permissions
from services.core.words import N_

LOOK_OVER = frozenset({Role.SUPERVISOR, Role.AUDITOR})

RULES = declare_permissions(
    {
        "trail.see": Rule(LOOK_OVER, name=N_("查阅留痕"), note=N_("保密案件的留痕只对其指定人员显示")),
        "trail.export": Rule(LOOK_OVER, name=N_("导出留痕"), note=N_("只限本人可以查阅的留痕")),
    }
)
