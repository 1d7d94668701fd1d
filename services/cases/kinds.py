"""The fixed vocabularies of a case: channels, families, states, outcomes, ratings."""

from __future__ import annotations

from services.core.words import N_, Labelled
from services.people.kinds import Group as Group  # a case may bear the tag of a group itself


class Channel(Labelled):
    """How a request reached the union (domain.md §1)."""

    HOTLINE = "hotline", N_("12351 热线")
    WEB = "web", N_("网上提交")
    VISIT = "visit", N_("来访")
    LETTER = "letter", N_("来信")
    ENTERPRISE_UNION = "enterprise_union", N_("基层工会上报")
    TRANSFERRED = "transferred", N_("12345、信访或上级转来")
    PATROL = "patrol", N_("走访或舆情发现")
    IMPORTED = "imported", N_("历史数据导入")


class Family(Labelled):
    """The two services: protecting rights, and giving assistance."""

    RIGHTS = "rights", N_("维权")
    ASSISTANCE = "assistance", N_("帮扶")


class Status(Labelled):
    """Where a case stands."""

    RECEIVED = "received", N_("已登记")
    AWAITING_COMPLETION = "awaiting_completion", N_("待补正")
    ACCEPTED = "accepted", N_("已受理")
    DISPATCHED = "dispatched", N_("已派单")
    HANDLING = "handling", N_("办理中")
    SUSPENDED = "suspended", N_("已挂起")
    REPLIED = "replied", N_("已答复")
    CHECKED = "checked", N_("已审核")
    CLOSED = "closed", N_("已办结")
    DECLINED = "declined", N_("未予受理")
    WITHDRAWN = "withdrawn", N_("已撤回")
    MERGED = "merged", N_("已并案")
    ARCHIVED = "archived", N_("已归档")


class Difficulty(Labelled):
    """The three classes of difficulty, each with a time limit of its own (domain.md §1)."""

    ORDINARY = "ordinary", N_("一般")
    DIFFICULT = "difficult", N_("难点")
    COMPLEX = "complex", N_("特别复杂")


class Factor(Labelled):
    """Circumstances that raise a collective warning by one level (domain.md §7)."""

    STOPPAGE = "stoppage", N_("停工")
    ROAD_BLOCKED = "road_blocked", N_("堵路")
    OWNER_VANISHED = "owner_vanished", N_("老板失联")
    SUICIDE_THREAT = "suicide_threat", N_("扬言轻生")
    MEDIA = "media", N_("媒体关注")
    CROSS_DISTRICT = "cross_district", N_("跨区域")
    FATALITY = "fatality", N_("有人员死亡")


class PartyRole(Labelled):
    """What a person has to do with a case."""

    WORKER = "worker", N_("当事职工")
    PROXY = "proxy", N_("代为反映的人")


class Kinship(Labelled):
    """What somebody who asks for a worker is to the worker."""

    SPOUSE = "spouse", N_("配偶")
    PARENT = "parent", N_("父母")
    CHILD = "child", N_("子女")
    RELATIVE = "relative", N_("其他亲属")
    COLLEAGUE = "colleague", N_("工友")
    REPRESENTATIVE = "representative", N_("推举的代表")
    OTHER = "other", N_("其他关系")


class Consent(Labelled):
    """Whether the worker agrees that somebody else asks, as far as is known."""

    WRITTEN = "written", N_("有书面委托")
    SPOKEN = "spoken", N_("本人口头同意")
    UNABLE = "unable", N_("本人因伤病等无法表示")
    NOT_YET = "not_yet", N_("还没有问过本人")


class Outcome(Labelled):
    """What the reply to the worker says."""

    RESOLVED = "resolved", N_("已解决")
    PARTLY = "partly", N_("部分解决")
    EXPLAINED = "explained", N_("已解释说明")
    UNRESOLVED = "unresolved", N_("未能解决")


class DispatchMode(Labelled):
    """Who owns the outcome after a dispatch (domain.md §1; compare 信访工作条例 22)."""

    REFER = "refer", N_("转办")
    ASSIGN = "assign", N_("交办")


class ChaserKind(Labelled):
    """How somebody is pressed: by a chaser, or by supervision from the unit or the level above (domain.md §1)."""

    CHASER = "chaser", N_("催办")
    SUPERVISION = "supervision", N_("督办")


class Rating(Labelled):
    """The callback scale (domain.md §1); fairly satisfied counts as satisfied. The last but one is a member's alone."""

    VERY_SATISFIED = "very_satisfied", N_("非常满意")
    SATISFIED = "satisfied", N_("满意")
    FAIRLY_SATISFIED = "fairly_satisfied", N_("基本满意")
    DISSATISFIED = "dissatisfied", N_("不满意")
    VERY_DISSATISFIED = "very_dissatisfied", N_("非常不满意")
    NOT_REACHED = "not_reached", N_("未接通")


class RecoveryKind(Labelled):
    """What the money won for workers is."""

    WAGES = "wages", N_("工资报酬")
    COMPENSATION = "compensation", N_("经济补偿与赔偿")
    INJURY_BENEFIT = "injury_benefit", N_("工伤待遇")
    OTHER = "other", N_("其他")


class RecoveryStage(Labelled):
    """Agreed is a promise; paid is money in the worker's hand."""

    AGREED = "agreed", N_("已达成")
    PAID = "paid", N_("已到账")


class CaseEvent(Labelled):
    """Kinds of events about contacts and cases."""

    CONTACT_LOGGED = "contact.logged", N_("已登记来电来访")
    CONTACT_ANSWERED = "contact.answered", N_("已答复咨询")
    SUBMITTED = "case.submitted", N_("职工已提交诉求")
    REGISTERED = "case.registered", N_("已登记诉求")
    IMPORTED = "case.imported", N_("已导入历史案件")
    ACCEPTED = "case.accepted", N_("已受理")
    DECLINED = "case.declined", N_("未予受理")
    COMPLETION_ASKED = "case.completion_asked", N_("请职工补正")
    COMPLETED = "case.completed", N_("已补正")
    DISPATCHED = "case.dispatched", N_("已派单")
    SIGNED = "case.signed", N_("已签收")
    BOUNCED = "case.bounced", N_("已退单")
    ESCALATED = "case.escalated", N_("三次退单，交上一级裁定")
    EXTENDED = "case.extended", N_("已批准延期")
    SUSPENDED = "case.suspended", N_("已挂起")
    RESUMED = "case.resumed", N_("已恢复办理")
    WITHDRAWN = "case.withdrawn", N_("已撤回")
    MERGED = "case.merged", N_("已并案")
    MERGE_UNDONE = "case.merge_undone", N_("已撤销并案")
    MERGED_IN = "case.merged_in", N_("另一件诉求并入本案")
    MERGED_OUT = "case.merged_out", N_("一件并入的诉求已分出")
    ARCHIVED = "case.archived", N_("已归档")
    RATED = "case.rated", N_("职工评价")
    ADDED = "case.added", N_("职工补充")
    OBJECTED = "case.objected", N_("职工对办结有异议")
    OBJECTION_REFUSED = "case.objection_refused", N_("异议不成立")
    HANDED_OVER = "case.handed_over", N_("已移交经办人")
    TAKEN = "case.taken", N_("已确定经办人")
    CHASED = "case.chased", N_("催办")
    SUPERVISED = "case.supervised", N_("督办")
    NOTED = "case.noted", N_("记录")
    PERSON_ADDED = "case.person_added", N_("增加当事人")
    PERSON_REMOVED = "case.person_removed", N_("更正：移除当事人")
    REPLIED = "case.replied", N_("已答复职工")
    CHECKED = "case.checked", N_("质量审核")
    CALLED_BACK = "case.called_back", N_("已回访")
    REOPENED = "case.reopened", N_("已退回重办")
    CLOSED = "case.closed", N_("已办结")
    RECOVERY_AGREED = "recovery.agreed", N_("已约定支付")
    RECOVERY_PAID = "recovery.paid", N_("款项已到账")
    TRACKED = "case.tracked", N_("职工查询进度")
    OPENED = "case.opened", N_("查看保密案件")
    COMPLAINED = "complaint.made", N_("职工投诉经办人")
    COMPLAINT_ANSWERED = "complaint.answered", N_("已答复投诉")
    CONSENT_WITHDRAWN = "case.consent_withdrawn", N_("职工撤回同意")
    CATEGORY_ADDED = "category.added", N_("增加类别")


ONWARD = (
    CaseEvent.CONTACT_LOGGED,
    CaseEvent.CONTACT_ANSWERED,
    CaseEvent.SUBMITTED,
    CaseEvent.REGISTERED,
    CaseEvent.ACCEPTED,
    CaseEvent.DECLINED,
    CaseEvent.COMPLETION_ASKED,
    CaseEvent.COMPLETED,
    CaseEvent.DISPATCHED,
    CaseEvent.SIGNED,
    CaseEvent.BOUNCED,
    CaseEvent.ESCALATED,
    CaseEvent.EXTENDED,
    CaseEvent.SUSPENDED,
    CaseEvent.RESUMED,
    CaseEvent.WITHDRAWN,
    CaseEvent.MERGED,
    CaseEvent.MERGED_IN,
    CaseEvent.ARCHIVED,
    CaseEvent.RATED,
    CaseEvent.ADDED,
    CaseEvent.OBJECTED,
    CaseEvent.OBJECTION_REFUSED,
    CaseEvent.HANDED_OVER,
    CaseEvent.TAKEN,
    CaseEvent.CHASED,
    CaseEvent.SUPERVISED,
    CaseEvent.NOTED,
    CaseEvent.REPLIED,
    CaseEvent.CHECKED,
    CaseEvent.CALLED_BACK,
    CaseEvent.REOPENED,
    CaseEvent.CLOSED,
    CaseEvent.RECOVERY_AGREED,
    CaseEvent.RECOVERY_PAID,
    CaseEvent.COMPLAINED,
    CaseEvent.COMPLAINT_ANSWERED,
    CaseEvent.CONSENT_WITHDRAWN,
)
"""Kinds after which everything before their instant is as it was. Not among them: what is brought in from an old table,
people who are named later or struck out, whose number counts from the beginning, and a merge that is undone.
"""
