"""Who may do what about people and employers."""

from __future__ import annotations

from services.core.access import CASE_STAFF, ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

_ASKERS = frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS})

RULES = declare_permissions(
    {
        "person.register": Rule(
            CASE_STAFF, others=_ASKERS, note=N_("职工本人只在提交诉求时登记自己"), name=N_("登记职工")
        ),
        "person.correct": Rule(CASE_STAFF, name=N_("更正职工信息")),
        "person.reveal": Rule(CASE_STAFF, note=N_("须写明用途，每次查看都有记录"), name=N_("查看完整信息")),
        "person.tag": Rule(CASE_STAFF, note=N_("职工登记时自己说的群体，随登记一并记下"), name=N_("登记群体标记")),
        "person.untag": Rule(CASE_STAFF, name=N_("结束或撤销群体标记")),
        "group.add": Rule(frozenset({Role.ADMINISTRATOR}), name=N_("增加重点群体")),
        "group.correct": Rule(frozenset({Role.ADMINISTRATOR}), name=N_("更正重点群体")),
        "employer.add": Rule(CASE_STAFF | {Role.ADMINISTRATOR}, name=N_("登记用人单位")),
        "person.import": Rule(frozenset({Role.ADMINISTRATOR}), name=N_("导入职工名册")),
        "employer.import": Rule(frozenset({Role.ADMINISTRATOR}), name=N_("导入用人单位")),
        "employer.correct": Rule(CASE_STAFF | {Role.ADMINISTRATOR}, name=N_("更正用人单位信息")),
    }
)
