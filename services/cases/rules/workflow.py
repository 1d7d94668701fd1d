"""The workflow of a case: from where, by what, to where. What is not written here is refused."""

from __future__ import annotations

from services.cases.kinds import Status
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l


class Move(Labelled):
    """What moves a case, or may be done while it stands somewhere."""

    ACCEPT = "accept", N_("受理")
    DECLINE = "decline", N_("不予受理")
    ASK_COMPLETION = "ask_completion", N_("请职工补正")
    COMPLETE = "complete", N_("登记补正")
    DISPATCH = "dispatch", N_("派单")
    SIGN = "sign", N_("签收")
    SIGN_UNACCEPTED = "sign_unaccepted", N_("签收未受理的诉求")
    BOUNCE = "bounce", N_("退单")
    TAKE = "take", N_("确定经办人")
    NOTE = "note", N_("记录")
    CHASE = "chase", N_("催办")
    SUPERVISE = "supervise", N_("督办")
    ADD = "add", N_("补充材料")
    NAME_PEOPLE = "name_people", N_("增减当事人")
    EXTEND = "extend", N_("延期")
    SUSPEND = "suspend", N_("挂起案件")
    RESUME = "resume", N_("继续办理")
    REPLY = "reply", N_("答复职工")
    PASS_CHECK = "pass_check", N_("审核通过")
    FAIL_CHECK = "fail_check", N_("审核未通过")
    CALL_BACK = "call_back", N_("回访")
    RATE = "rate", N_("评价")
    REOPEN = "reopen", N_("退回重办")
    CLOSE = "close", N_("办结")
    OBJECT = "object", N_("提出异议")
    WITHDRAW = "withdraw", N_("撤回")
    MERGE = "merge", N_("并案")
    UNDO_MERGE = "undo_merge", N_("撤销并案")
    RECOVER = "recover", N_("登记挽回款项")
    ARCHIVE = "archive", N_("归档")


class Back(Labelled):
    """A target that is not one state: where the case stood before it came here."""

    BACK = "back", N_("原来的状态")


BACK = Back.BACK
HERE = None
"""A target that leaves the case where it stands."""

CLOSED = frozenset({Status.CLOSED, Status.ARCHIVED})
"""States in which a case was brought to its end (已办结)."""

ENDED = CLOSED | {Status.DECLINED, Status.WITHDRAWN, Status.MERGED}
"""States in which nobody works on a case any more."""

OPEN = frozenset(Status) - ENDED
"""States of an open case."""

UNTAKEN = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.HANDLING})
"""States in which a case that nobody handles waits to be taken on: not for the worker, not for another unit."""

_ON_ANY_OPEN: dict[Move, Status | None] = {
    Move.NOTE: HERE,
    Move.CHASE: HERE,
    Move.SUPERVISE: HERE,
    Move.ADD: HERE,
    Move.NAME_PEOPLE: HERE,
    Move.WITHDRAW: Status.WITHDRAWN,
    Move.MERGE: Status.MERGED,
}
_ONCE_ACCEPTED: dict[Move, Status | None] = {**_ON_ANY_OPEN, Move.RECOVER: HERE}

NEXT: dict[Status, dict[Move, Status | Back | None]] = {
    Status.RECEIVED: {
        **_ON_ANY_OPEN,
        Move.ACCEPT: Status.ACCEPTED,
        Move.DECLINE: Status.DECLINED,
        Move.ASK_COMPLETION: Status.AWAITING_COMPLETION,
        Move.DISPATCH: Status.DISPATCHED,
    },
    Status.AWAITING_COMPLETION: {
        **_ON_ANY_OPEN,
        Move.COMPLETE: Status.RECEIVED,
        Move.DECLINE: Status.DECLINED,
    },
    Status.ACCEPTED: {
        **_ONCE_ACCEPTED,
        Move.TAKE: Status.HANDLING,
        Move.DISPATCH: Status.DISPATCHED,
        Move.EXTEND: HERE,
        Move.SUSPEND: Status.SUSPENDED,
    },
    Status.DISPATCHED: {
        **_ONCE_ACCEPTED,
        Move.SIGN: Status.ACCEPTED,
        Move.SIGN_UNACCEPTED: Status.RECEIVED,
        Move.BOUNCE: BACK,
        Move.EXTEND: HERE,
    },
    Status.HANDLING: {
        **_ONCE_ACCEPTED,
        Move.TAKE: HERE,
        Move.DISPATCH: Status.DISPATCHED,
        Move.EXTEND: HERE,
        Move.SUSPEND: Status.SUSPENDED,
        Move.REPLY: Status.REPLIED,
    },
    Status.SUSPENDED: {
        **_ONCE_ACCEPTED,
        Move.EXTEND: HERE,
        Move.RESUME: BACK,
    },
    Status.REPLIED: {
        **_ONCE_ACCEPTED,
        Move.CALL_BACK: HERE,
        Move.RATE: HERE,
        Move.PASS_CHECK: Status.CHECKED,
        Move.FAIL_CHECK: Status.HANDLING,
        Move.REOPEN: Status.HANDLING,
    },
    Status.CHECKED: {
        **_ONCE_ACCEPTED,
        Move.CALL_BACK: HERE,
        Move.RATE: HERE,
        Move.REOPEN: Status.HANDLING,
        Move.CLOSE: Status.CLOSED,
    },
    Status.CLOSED: {
        Move.NOTE: HERE,
        Move.RECOVER: HERE,
        Move.RATE: HERE,
        Move.OBJECT: HERE,
        Move.REOPEN: Status.HANDLING,
        Move.ARCHIVE: Status.ARCHIVED,
    },
    Status.DECLINED: {Move.NOTE: HERE},
    Status.WITHDRAWN: {Move.NOTE: HERE, Move.RECOVER: HERE},
    Status.MERGED: {Move.UNDO_MERGE: BACK},
    Status.ARCHIVED: {Move.RECOVER: HERE},
}
"""From where, by what, to where. What is not written here is refused."""


def may(status: Status, move: Move) -> bool:
    """Whether the table has the move."""
    return move in NEXT[status]


def must(status: Status, move: Move) -> None:
    """Raises Problem(illegal_move) where the table does not have the move."""
    if not may(status, move):
        raise Problem(
            ErrorCode.ILLEGAL_MOVE,
            _l("案件目前是“%(status)s”，不能%(move)s。", status=_l(status.msgid), move=_l(move.msgid)),
        )


def next_status(status: Status, move: Move, before: Status | None = None) -> Status:
    """Where the move leads; `before` is where the case stood before it came here, for moves that lead back.

    Raises Problem(illegal_move) where the table has none, ValueError where the way back is not said.
    """
    must(status, move)
    target = NEXT[status][move]
    if target is HERE:
        return status
    if isinstance(target, Status):
        return target
    if before is None:
        raise ValueError(f"{move} leads back, and nobody says where")
    return before
