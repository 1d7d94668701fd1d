"""Who may change the tree and the standards."""

from __future__ import annotations

from services.core.access import Level, Role, Rule, declare_permissions
from services.core.words import N_

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
AREAS = frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.DISTRICT})
"""Levels that go with an area of government, where amounts such as the subsistence allowance are set."""

PERMISSIONS = declare_permissions(
    {
        "unit.add": Rule(ADMINISTRATORS, name=N_("设立单位"), note=N_("最上级的单位只能在命令行设立。")),
        "unit.import": Rule(ADMINISTRATORS, name=N_("导入单位表"), note=N_("整张表一次导入，有一处不对就都不导入。")),
        "unit.rename": Rule(ADMINISTRATORS, name=N_("单位更名"), note=N_("代码和隶属关系不能更改。")),
        "unit.close": Rule(ADMINISTRATORS, name=N_("停用单位"), note=N_("须先停用它的下级单位。")),
        "unit.reopen": Rule(ADMINISTRATORS, name=N_("恢复单位"), note=N_("它的上级单位须在用。")),
        "standard.set": Rule(frozenset({Role.SUPERVISOR}), levels=AREAS, name=N_("登记标准")),
    }
)
