"""Kinds of messages about cases. What leaves the house says that something happened, never what."""

from __future__ import annotations

from dataclasses import replace

from services.core.words import N_
from services.messages.kinds import Audience, MessageKind, declare_messages
from services.messages.rules import When

STAFF_NEUTRAL = N_("一件保密案件有新的进展。")
SEALED = N_("一件保密案件有新的进展")
MEMBER_SUBJECT = N_("您好")
MEMBER_NEUTRAL = N_("您好，您办理的事项有新的进展，方便时请查看。")
"""To a telephone that others may pick up: it says neither who writes nor about what."""


def _staff(code: str, name: str, subject: str, text: str, *, by_a_member: bool = False) -> MessageKind:
    return MessageKind(code, name, Audience.STAFF, subject, text, SEALED, STAFF_NEUTRAL, by_a_member=by_a_member)


def _member(code: str, name: str, subject: str, text: str) -> MessageKind:
    return MessageKind(code, name, Audience.MEMBER, subject, text, MEMBER_SUBJECT, MEMBER_NEUTRAL)


ASSIGNED = _staff(
    "case.assigned",
    N_("案件交给您办理"),
    N_("%(number)s 交给您办理"),
    N_("案件 %(number)s 已交给您办理。"),
)
DISPATCHED = _staff(
    "case.dispatched",
    N_("案件派到本单位"),
    N_("%(number)s 派到本单位"),
    N_("案件 %(number)s 已派到本单位，等待签收。"),
)
BOUNCED = _staff(
    "case.bounced",
    N_("派出的案件被退回"),
    N_("%(number)s 被退回"),
    N_("案件 %(number)s 被接收单位退回。"),
)
TO_CHECK = _staff(
    "case.to_check",
    N_("有答复等待审核"),
    N_("%(number)s 等待审核"),
    N_("案件 %(number)s 已答复职工，等待质量审核。"),
)
BROUGHT_ABOVE = _staff(
    "case.brought_above",
    N_("下级单位的保密案件请您知情"),
    N_("%(number)s 请您知情"),
    N_("下级单位请您知情案件 %(number)s，可能需要您批准延期。"),
)
CHECK_FAILED = _staff(
    "case.check_failed",
    N_("审核没有通过"),
    N_("%(number)s 审核没有通过"),
    N_("案件 %(number)s 的审核没有通过，退回重办。"),
)
OBJECTED = _staff(
    "case.objection",
    N_("职工对办结有异议"),
    N_("%(number)s 有异议"),
    N_("职工对案件 %(number)s 的办结有异议，等待复核。"),
    by_a_member=True,
)
BAD_RATING = _staff(
    "case.bad_rating",
    N_("职工评价不满意"),
    N_("%(number)s 评价不满意"),
    N_("案件 %(number)s 收到不满意的评价。"),
    by_a_member=True,
)
COMPLAINED = _staff(
    "case.complaint",
    N_("职工投诉经办人"),
    N_("%(number)s 有投诉"),
    N_("职工对案件 %(number)s 的经办人有投诉，等待您答复。"),
    by_a_member=True,
)
CHASED = replace(
    _staff("case.chased", N_("案件被催办"), N_("%(number)s 被催办"), N_("案件 %(number)s 被催办，请尽快办理。")),
    when=When.WORKING_HOURS,
)
SUPERVISED = replace(
    _staff(
        "case.supervised",
        N_("案件被督办"),
        N_("%(number)s 被督办"),
        N_("案件 %(number)s 被督办，请立即办理并说明情况。"),
    ),
    when=When.WORKING_HOURS,
)
HANDED_OVER = MessageKind(
    "case.hand_over",
    N_("同事的案件移交给您"),
    Audience.STAFF,
    N_("%(count)s 件案件移交给您"),
    N_("同事的 %(count)s 件案件已移交给您。"),
    N_("有案件移交给您"),
    N_("有案件移交给您。"),
    facts=frozenset({"count"}),
)
RECEIVED = _member(
    "member.received",
    N_("收到诉求"),
    N_("已收到 %(number)s"),
    N_("工会已收到您的诉求，编号 %(number)s。请保存编号。"),
)
REPLIED = _member(
    "member.replied",
    N_("已有答复"),
    N_("%(number)s 已有答复"),
    N_("您的诉求 %(number)s 已有答复。可在网上查看，或拨打 12351。"),
)
CLOSED = _member(
    "member.closed",
    N_("已经办结"),
    N_("%(number)s 已办结"),
    N_("您的诉求 %(number)s 已办结。可在网上查看并评价，或拨打 12351。"),
)
COMPLETION_ASKED = _member(
    "member.completion_asked",
    N_("需要补充材料"),
    N_("%(number)s 需要补充材料"),
    N_("您的诉求 %(number)s 需要补充材料。可在网上查看，或拨打 12351。"),
)
COMPLAINT_ANSWERED = _member(
    "member.complaint_answered",
    N_("投诉已有答复"),
    N_("%(number)s 已有答复"),
    N_("您就 %(number)s 提出的意见已有答复。可在网上查看，或拨打 12351。"),
)
declare_messages(
    ASSIGNED,
    DISPATCHED,
    BOUNCED,
    TO_CHECK,
    CHECK_FAILED,
    OBJECTED,
    BAD_RATING,
    COMPLAINED,
    CHASED,
    SUPERVISED,
    HANDED_OVER,
    RECEIVED,
    REPLIED,
    CLOSED,
    COMPLETION_ASKED,
    COMPLAINT_ANSWERED,
)
