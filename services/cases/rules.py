"""The workflow of a case and what a request may contain: what could be worked out on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.cases.kinds import Difficulty, Factor, Family, Group, Rating, Status
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l


class Move(Labelled):
    """What moves a case, or may be done while it stands somewhere."""

    ACCEPT = "accept", N_("受理")
    TAKE = "take", N_("确定经办人")
    NOTE = "note", N_("记录")
    REPLY = "reply", N_("答复职工")
    PASS_CHECK = "pass_check", N_("审核通过")
    FAIL_CHECK = "fail_check", N_("审核未通过")
    CALL_BACK = "call_back", N_("回访")
    REOPEN = "reopen", N_("退回重办")
    CLOSE = "close", N_("办结")
    RECOVER = "recover", N_("登记挽回款项")


OPEN = frozenset(Status) - {Status.CLOSED}

NEXT: dict[Status, dict[Move, Status]] = {
    Status.RECEIVED: {
        Move.NOTE: Status.RECEIVED,
        Move.ACCEPT: Status.ACCEPTED,
    },
    Status.ACCEPTED: {
        Move.NOTE: Status.ACCEPTED,
        Move.RECOVER: Status.ACCEPTED,
        Move.TAKE: Status.HANDLING,
    },
    Status.HANDLING: {
        Move.NOTE: Status.HANDLING,
        Move.RECOVER: Status.HANDLING,
        Move.TAKE: Status.HANDLING,
        Move.REPLY: Status.REPLIED,
    },
    Status.REPLIED: {
        Move.NOTE: Status.REPLIED,
        Move.RECOVER: Status.REPLIED,
        Move.CALL_BACK: Status.REPLIED,
        Move.PASS_CHECK: Status.CHECKED,
        Move.FAIL_CHECK: Status.HANDLING,
        Move.REOPEN: Status.HANDLING,
    },
    Status.CHECKED: {
        Move.NOTE: Status.CHECKED,
        Move.RECOVER: Status.CHECKED,
        Move.CALL_BACK: Status.CHECKED,
        Move.REOPEN: Status.HANDLING,
        Move.CLOSE: Status.CLOSED,
    },
    Status.CLOSED: {
        Move.NOTE: Status.CLOSED,
        Move.RECOVER: Status.CLOSED,
    },
}
"""From where, by what, to where. What is not written here is refused."""

HANDLE_RULES = {
    Difficulty.ORDINARY: "sla.handle.ordinary",
    Difficulty.DIFFICULT: "sla.handle.difficult",
    Difficulty.COMPLEX: "sla.handle.complex",
}
COLLECTIVE_FROM = 10
"""So many workers with one claim make a collective dispute (劳动争议调解仲裁法 7)."""

MOST_PEOPLE = 100_000
LONGEST_TEXT = 5_000
LONGEST_NAME = 200
TRIES_NEEDED = 3
DAYS_NEEDED = 2
"""A worker counts as unreachable after three tries on two days."""


def may(status: Status, move: Move) -> bool:
    """Whether the table has the move."""
    return move in NEXT[status]


def next_status(status: Status, move: Move) -> Status:
    """Where the move leads. Raises Problem(illegal_move) where the table has none."""
    if not may(status, move):
        raise Problem(
            ErrorCode.ILLEGAL_MOVE,
            _l("案件目前是“%(status)s”，不能%(move)s。", status=_l(status.msgid), move=_l(move.msgid)),
        )
    return NEXT[status][move]


def closing_obstacle(ratings: Sequence[tuple[Rating, date]], *, reachable: bool) -> str | None:
    """Why a checked case may not be closed yet, as a message id; None where it may.

    `ratings` are the callbacks since the live reply, each with its local day.
    """
    if any(rating is not Rating.NOT_REACHED for rating, _day in ratings) or not reachable:
        return None
    days = {day for _rating, day in ratings}
    if len(ratings) >= TRIES_NEEDED and len(days) >= DAYS_NEEDED:
        return None
    return N_("还没有回访到职工。请先回访；确实联系不上的，须在两天内至少拨打三次。")


@dataclass(frozen=True)
class Sense:
    """The three senses (获得感、幸福感、安全感), 1 to 5 each; None where not asked."""

    gain: int | None = None
    happiness: int | None = None
    security: int | None = None

    def check(self) -> None:
        """Raises Problem(invalid) for a score outside 1 to 5."""
        for name in ("gain", "happiness", "security"):
            score = getattr(self, name)
            if score is not None and not 1 <= score <= 5:
                raise Problem(ErrorCode.INVALID, _l("评分应在 1 至 5 之间。"), field=name)


@dataclass(frozen=True)
class Ask:
    """What is asked for: the facts of a request, apart from who asks and of whom. Money in fen."""

    family: Family
    categories: tuple[str, ...]
    text: str
    groups: frozenset[Group] = frozenset()
    claim: int | None = None
    people: int = 1
    confidential: bool = False
    keep_from_employer: bool = False
    factors: frozenset[Factor] = frozenset()
    employer_name: str = ""

    def check(self) -> None:
        """Raises Problem(invalid) for the first thing that cannot be."""
        if not self.text.strip():
            raise Problem(ErrorCode.INVALID, _l("请写明发生了什么。"), field="text")
        if len(self.text) > LONGEST_TEXT:
            raise Problem(
                ErrorCode.INVALID,
                _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_TEXT, size=len(self.text)),
                field="text",
            )
        if len(self.employer_name) > LONGEST_NAME:
            raise Problem(ErrorCode.INVALID, _l("单位名称最多 %(most)d 个字。", most=LONGEST_NAME), field="employer")
        if not 1 <= self.people <= MOST_PEOPLE:
            raise Problem(ErrorCode.INVALID, _l("涉及人数应在 1 至 100000 之间。"), field="people")
        if self.claim is not None and self.claim < 0:
            raise Problem(ErrorCode.INVALID, _l("金额不能是负数。"), field="claim")


def family_of(categories: Iterable[str]) -> Family:
    """Assistance where every category stands in tree D, else rights protection."""
    codes = list(categories)
    return Family.ASSISTANCE if codes and all(code.startswith("D") for code in codes) else Family.RIGHTS
