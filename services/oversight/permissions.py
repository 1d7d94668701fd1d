"""Who may see what others did."""

from __future__ import annotations

from services.core.access import Role, Rule, declare_permissions
from services.core.words import N_

RULES = declare_permissions(
    {
        "trail.see": Rule(
            frozenset({Role.SUPERVISOR, Role.AUDITOR}),
            name=N_("查阅留痕"),
            note=N_("保密案件的留痕只对其指定人员显示"),
        ),
    }
)
