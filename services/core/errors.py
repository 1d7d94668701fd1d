"""What can be refused, and the sentence that says so."""

from __future__ import annotations

from services.core.words import N_, Labelled, Words


class ErrorCode(Labelled):
    """Codes of refusal, in the order in which an action checks them."""

    NOT_FOUND = "not_found", N_("没有找到")
    NOT_ALLOWED = "not_allowed", N_("没有权限")
    FROZEN = "frozen", N_("已锁定")
    ILLEGAL_MOVE = "illegal_move", N_("当前状态不能这样办")
    SAME_PERSON = "same_person", N_("须由另一人办理")
    INVALID = "invalid", N_("填写有误")
    DUPLICATE = "duplicate", N_("重复")
    NOT_ELIGIBLE = "not_eligible", N_("不符合条件")
    OVER_CAP = "over_cap", N_("超过限额")
    OVER_BUDGET = "over_budget", N_("超过预算")
    CONFLICT = "conflict", N_("他人已修改")


class Problem(Exception):
    """A refusal with its code, a plain sentence and, where there is one, the field it concerns."""

    def __init__(self, code: ErrorCode, sentence: Words | str, *, field: str | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class NotSetUp(Exception):
    """Something that set-up or the operator must provide is absent; the text says what to do."""


class UnscopedQuery(Exception):
    """A SELECT on a scoped table that did not say who looks."""


class WriteOutsideAction(Exception):
    """Something tried to write without going through an action."""
