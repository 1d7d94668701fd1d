"""Who may do what with contacts and cases: the table that the union signs."""

from __future__ import annotations

from services.cases.queries.readers import receives, receives_complaint, receives_from_above
from services.core.access import (
    ALL_LEVELS,
    CASE_READERS,
    CASE_STAFF,
    ActorKind,
    Level,
    Role,
    Rule,
    declare_permissions,
)
from services.core.words import N_

OFFICERS_TOO = N_("保密案件也可由其保密受理人办理；经办人不得审核、复核自己的案件")
LEADS = frozenset({Role.SUPERVISOR})
KEPT_FOR_EVER = N_("被登记的人从此不能查看、办理、审核、回访本案")
KEEPERS_OF_TREES = frozenset({Role.ADMINISTRATOR})
KEEPING = frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY})
"""The levels whose administrators keep the four category trees."""


def staff(name: str) -> Rule:
    """A verb for everyone who works on cases, in their own unit and below."""
    return Rule(roles=CASE_STAFF, name=name)


def member(name: str) -> Rule:
    """A verb for the member whose request it is."""
    return Rule(roles=frozenset(), others=frozenset({ActorKind.MEMBER}), name=name)


RULES = declare_permissions(
    {
        "contact.log": staff(N_("登记来电来访")),
        "contact.answer": staff(N_("答复咨询")),
        "case.submit": Rule(
            roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS}), name=N_("提交诉求")
        ),
        "case.register": staff(N_("登记诉求")),
        "case.accept": staff(N_("受理")),
        "case.decline": staff(N_("不予受理")),
        "case.ask_completion": staff(N_("请职工补正")),
        "case.complete": staff(N_("登记补正")),
        "case.dispatch": Rule(
            roles=frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
            note=N_("由所属单位派单；退单满三次的，由上一级单位裁定"),
            name=N_("派单"),
        ),
        "case.sign": Rule(roles=CASE_STAFF, note=N_("只限接收单位"), name=N_("签收")),
        "case.bounce": Rule(roles=CASE_STAFF, note=N_("只限接收单位；上一级裁定的不得退单"), name=N_("退单")),
        "case.extend": Rule(
            roles=frozenset({Role.SUPERVISOR}),
            from_above=True,
            also=receives_from_above,
            note=N_(
                "由上一级单位批准；没有上一级的，由本单位负责人批准；保密案件也可由上一级的保密受理人批准；经办人不得批准自己案件的延期"
            ),
            name=N_("延期"),
        ),
        "case.bring_above": Rule(
            roles=CASE_STAFF, note=N_("只限保密案件，上一级还没有人能看到的"), name=N_("请上一级知情")
        ),
        "case.suspend": staff(N_("挂起案件")),
        "case.resume": staff(N_("继续办理")),
        "case.withdraw": Rule(roles=CASE_STAFF, others=frozenset({ActorKind.MEMBER}), name=N_("撤回")),
        "case.withdraw_consent": Rule(
            roles=CASE_STAFF,
            others=frozenset({ActorKind.MEMBER}),
            note=N_("由职工本人，或者按职工的来电来访登记"),
            name=N_("撤回同意"),
        ),
        "case.merge": staff(N_("并案")),
        "case.undo_merge": staff(N_("撤销并案")),
        "case.reopen": staff(N_("退回重办")),
        "case.refuse_objection": Rule(roles=LEADS, also=receives, note=OFFICERS_TOO, name=N_("异议不成立")),
        "case.archive": staff(N_("归档")),
        "case.hand_over": Rule(
            roles=frozenset({Role.SUPERVISOR}), note=N_("保密案件随之移交，但不显示"), name=N_("移交全部案件")
        ),
        "case.add": member(N_("补充材料")),
        "case.rate": member(N_("评价")),
        "case.object": member(N_("提出异议")),
        "case.complain": member(N_("投诉经办人")),
        "complaint.answer": Rule(
            roles=LEADS,
            also=receives_complaint,
            note=N_("保密案件的投诉由其保密受理人答复；被投诉的人看不到"),
            name=N_("答复投诉"),
        ),
        "case.take": staff(N_("确定经办人")),
        "case.add_person": staff(N_("增加当事人")),
        "case.remove_person": staff(N_("移除当事人")),
        "case.note": staff(N_("记录")),
        "case.chase": Rule(LEADS, name=N_("催办")),
        "case.supervise": Rule(
            LEADS, from_above=True, note=N_("由上一级单位督办；没有上一级的，由本单位负责人督办"), name=N_("督办")
        ),
        "case.chase_by_light": Rule(frozenset(), note=N_("只由系统在工作时间按灯号发出"), name=N_("按灯号催办、督办")),
        "case.reply": Rule(roles=CASE_STAFF, note=N_("只限经办人本人"), name=N_("答复职工")),
        "case.check": Rule(roles=LEADS, also=receives, note=OFFICERS_TOO, name=N_("质量审核")),
        "case.callback": Rule(roles=CASE_STAFF, note=N_("经办人不得回访自己的案件"), name=N_("回访")),
        "case.close": staff(N_("办结")),
        "file.attach": staff(N_("添加材料")),
        "file.open": Rule(roles=CASE_READERS, name=N_("打开保密材料")),
        "file.withdraw": Rule(roles=CASE_STAFF, note=N_("只限本人添加的；其他材料由负责人撤下"), name=N_("撤下材料")),
        "recovery.agree": staff(N_("登记达成支付")),
        "recovery.pay": staff(N_("登记款项到账")),
        "case.export": Rule(roles=CASE_STAFF, note=N_("须写明用途；行数多的须先经批准"), name=N_("导出案件列表")),
        "view.save": staff(N_("保存视图")),
        "columns.choose": Rule(
            frozenset(), others=frozenset({ActorKind.STAFF}), name=N_("选择列表的列"), note=N_("只能对自己的账号办理。")
        ),
        "view.drop": Rule(roles=CASE_STAFF, note=N_("只限本人的视图"), name=N_("删除视图")),
        "export.ask": Rule(roles=CASE_STAFF, name=N_("申请导出")),
        "export.approve": Rule(roles=frozenset({Role.SUPERVISOR}), note=N_("不得批准自己的申请"), name=N_("批准导出")),
        "export.refuse": Rule(roles=frozenset({Role.SUPERVISOR}), note=N_("不得决定自己的申请"), name=N_("不批准导出")),
        "export.fetch": Rule(roles=CASE_STAFF, note=N_("只限申请人本人，批准后一次"), name=N_("下载已批准的导出")),
        "case.import": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("导入历史案件")),
        "import.upload": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("上传待导入的表")),
        "import.describe": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("说明表的各列")),
        "import.check": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("核对待导入的表")),
        "import.confirm": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("确认导入")),
        "import.drop": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("放弃导入")),
        "import.begin": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("开始导入")),
        "import.take": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("导入一批行")),
        "import.end": Rule(roles=frozenset({Role.ADMINISTRATOR}), name=N_("结束导入")),
        "category.add": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            name=N_("增加类别"),
            note=N_("四棵类别树由市级以上增加；其他层级只随历史数据带入原有类别"),
        ),
        "category.correct": Rule(KEEPERS_OF_TREES, levels=KEEPING, name=N_("更正类别的名称或次序")),
        "category.end": Rule(KEEPERS_OF_TREES, levels=KEEPING, name=N_("停用或恢复类别")),
        "category.mark": Rule(
            KEEPERS_OF_TREES, levels=KEEPING, name=N_("改动类别的保密标记"), note=N_("性骚扰的保密标记不能取消")
        ),
        "case.exclude": Rule(roles=CASE_STAFF, note=KEPT_FOR_EVER, name=N_("登记不得接触本案的人")),
        "respondent.record": Rule(roles=CASE_STAFF, note=KEPT_FOR_EVER, name=N_("登记被反映人")),
        "officer.name": Rule(roles=LEADS, note=N_("不能指定自己"), name=N_("指定保密受理人")),
        "officer.dismiss": Rule(roles=LEADS, note=N_("无人受理的保密案件转上级单位"), name=N_("免去保密受理人")),
        "tie.declare": Rule(
            roles=LEADS,
            others=frozenset({ActorKind.STAFF}),
            note=N_("本人申报，或由负责人为本单位及下级单位的同事申报"),
            name=N_("申报利害关系"),
        ),
        "tie.end": Rule(roles=LEADS, note=N_("不能解除自己的申报"), name=N_("解除利害关系申报")),
        "employer.link_union": Rule(
            roles=LEADS, levels=ALL_LEVELS - {Level.ENTERPRISE}, name=N_("登记企业工会所属用人单位")
        ),
        "case.see": Rule(roles=CASE_READERS, others=frozenset({ActorKind.MEMBER}), name=N_("查看案件")),
        "case.track": Rule(
            roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS}), name=N_("查询进度")
        ),
    }
)
