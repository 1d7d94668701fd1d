"""Who may do what with contacts and cases: the table that the union signs."""

from __future__ import annotations

from services.core.access import CASE_READERS, CASE_STAFF, ActorKind, Role, Rule, declare_permissions
from services.core.words import N_


def staff(name: str) -> Rule:
    """A verb for everyone who works on cases, in their own unit and below."""
    return Rule(roles=CASE_STAFF, name=name)


RULES = declare_permissions(
    {
        "contact.log": staff(N_("登记来电来访")),
        "contact.answer": staff(N_("答复咨询")),
        "case.submit": Rule(
            roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS}), name=N_("提交诉求")
        ),
        "case.register": staff(N_("登记诉求")),
        "case.accept": staff(N_("受理")),
        "case.take": staff(N_("确定经办人")),
        "case.note": staff(N_("记录")),
        "case.reply": Rule(roles=CASE_STAFF, note=N_("只限经办人本人"), name=N_("答复职工")),
        "case.check": Rule(
            roles=frozenset({Role.SUPERVISOR}), note=N_("经办人不得审核自己的案件"), name=N_("质量审核")
        ),
        "case.callback": Rule(roles=CASE_STAFF, note=N_("经办人不得回访自己的案件"), name=N_("回访")),
        "case.close": staff(N_("办结")),
        "recovery.agree": staff(N_("登记达成支付")),
        "recovery.pay": staff(N_("登记款项到账")),
        "case.import": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("导入历史案件")),
        "category.add": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("增加类别")),
        "case.see": Rule(roles=CASE_READERS, others=frozenset({ActorKind.MEMBER}), name=N_("查看案件")),
        "case.track": Rule(
            roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS}), name=N_("查询进度")
        ),
    }
)
