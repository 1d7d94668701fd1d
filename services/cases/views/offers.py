"""The steps that a viewer may take on a case now."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from services.cases.kinds import Status
from services.cases.models import Case
from services.cases.queries.readers import may_go_above
from services.cases.rules import Move, may
from services.core.access import Actor, permitted
from services.core.words import N_, _

SHOWN_AT_ONCE = 4
"""So many steps stand beside the heading; the others under "more"."""

STEPS = (
    (Move.ACCEPT, "case.accept", "cases.acceptance", N_("受理"), "check-circle"),
    (Move.COMPLETE, "case.complete", "cases.completion", N_("登记补正"), "check-circle"),
    (Move.SIGN, "case.sign", "cases.signature", N_("签收"), "check-circle"),
    (Move.SIGN_UNACCEPTED, "case.sign", "cases.signature", N_("签收"), "check-circle"),
    (Move.RESUME, "case.resume", "cases.resumption", N_("继续办理"), "play-fill"),
    (Move.TAKE, "case.take", "cases.handler", N_("确定经办人"), "person"),
    (Move.REPLY, "case.reply", "cases.reply_page", N_("答复职工"), "chat-left-text"),
    (Move.PASS_CHECK, "case.check", "cases.quality_check", N_("质量审核"), "shield-lock"),
    (Move.CALL_BACK, "case.callback", "cases.callback", N_("回访"), "phone"),
    (Move.CLOSE, "case.close", "cases.closure", N_("办结"), "check-lg"),
    (Move.UNDO_MERGE, "case.undo_merge", "cases.parting", N_("撤销并案"), "arrow-counterclockwise"),
    (Move.NOTE, "case.note", "cases.note_page", N_("写记录"), "pencil"),
    (Move.BOUNCE, "case.bounce", "cases.bouncing", N_("退单"), "arrow-return-left"),
    (Move.DISPATCH, "case.dispatch", "cases.dispatching", N_("派单"), "send"),
    (Move.RECOVER, "recovery.pay", "cases.recovery", N_("登记挽回款项"), "cash-coin"),
    (Move.ASK_COMPLETION, "case.ask_completion", "cases.completion_request", N_("请职工补正"), "question-circle"),
    (Move.DECLINE, "case.decline", "cases.refusal", N_("不予受理"), "x-circle"),
    (Move.SUSPEND, "case.suspend", "cases.suspension", N_("挂起案件"), "pause-fill"),
    (Move.EXTEND, "case.extend", "cases.extension", N_("延期"), "calendar-plus"),
    (Move.MERGE, "case.merge", "cases.merging", N_("并案"), "union"),
    (Move.WITHDRAW, "case.withdraw", "cases.withdrawal", N_("撤回"), "x-circle"),
    (Move.CHASE, "case.chase", "cases.chasing", N_("催办"), "bell"),
    (Move.SUPERVISE, "case.supervise", "cases.supervision", N_("督办"), "bell-fill"),
    (Move.REOPEN, "case.reopen", "cases.reopening", N_("退回重办"), "arrow-counterclockwise"),
    (Move.ARCHIVE, "case.archive", "cases.archiving", N_("归档"), "archive"),
)
"""Move, verb, page, words and icon, in the order in which they are offered."""
NEXT_STEPS = {
    Status.RECEIVED: {Move.ACCEPT},
    Status.AWAITING_COMPLETION: {Move.COMPLETE},
    Status.ACCEPTED: {Move.TAKE},
    Status.DISPATCHED: {Move.SIGN, Move.SIGN_UNACCEPTED},
    Status.HANDLING: {Move.REPLY},
    Status.SUSPENDED: {Move.RESUME},
    Status.REPLIED: {Move.PASS_CHECK},
    Status.CHECKED: {Move.CLOSE},
}

KEYS = {Move.NOTE: "n", Move.REPLY: "l", Move.TAKE: "a"}
"""The letters that press what is done most often."""


@dataclass(frozen=True)
class Offer:
    """A step that the viewer may take now."""

    label: str
    url: str
    icon: str
    main: bool
    key: str = ""
    """The letter that presses it."""


def offers(case: Case, actor: Actor) -> list[Offer]:
    """The steps that the workflow allows now and the viewer's posts permit; the one that moves it on comes first."""
    out_of_place, main = _out_of_place(case, actor), NEXT_STEPS.get(case.status, set())
    found = [
        Offer(_(label), url_for(page, number=case.number), icon, move in main, KEYS.get(move, ""))
        for move, verb, page, label, icon in STEPS
        if may(case.status, move) and move not in out_of_place and permitted(verb, actor, case)
    ]
    if may_go_above(case) and permitted("case.bring_above", actor, case):
        found.append(Offer(_("请上一级知情"), url_for("cases.bringing_above", number=case.number), "eye", main=False))
    return found


def _out_of_place(case: Case, actor: Actor) -> set[Move]:
    """What the table of moves has but this person, or this case, has no use for."""
    ours = case.handler_id is not None and case.handler_id == actor.user_id
    recipient = any(post.reaches(case.handed_path or "-") for post in actor.posts)
    wrong_way_to_sign = Move.SIGN_UNACCEPTED if case.accepted_at else Move.SIGN
    beside = {Move.PASS_CHECK, Move.CALL_BACK, Move.EXTEND} if ours else {Move.REPLY}
    if case.closed_at is None:
        beside.add(Move.REOPEN)
    if case.status is Status.DISPATCHED and not recipient:
        beside |= {Move.SIGN, Move.SIGN_UNACCEPTED, Move.BOUNCE}
    return beside | {wrong_way_to_sign}
