"""What could be worked out on paper about a day's work: how near something is, what is to be done, whose it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.cases.kinds import Status
from services.core.words import N_, Labelled


class Group(Labelled):
    """How near the things on a desk are, nearest first; the last is what waits for somebody else."""

    OVERDUE = "overdue", N_("已超期")
    TODAY = "today", N_("今天")
    SOON = "soon", N_("三天内")
    LATER = "later", N_("以后")
    WAITING = "waiting", N_("等待对方")


def group_of(due: date | None, waits: bool, today: date, soon: date) -> Group:
    """Where something stands that is due then; `soon` is the first local day that no longer counts as near."""
    if waits:
        return Group.WAITING
    if due is None or due >= soon:
        return Group.LATER
    if due < today:
        return Group.OVERDUE
    return Group.TODAY if due == today else Group.SOON


class ToDo(Labelled):
    """What the viewer does next with something on the desk, or what it waits for."""

    ACCEPT = "accept", N_("受理")
    TAKE = "take", N_("确定经办人")
    SIGN = "sign", N_("签收")
    DECIDE = "decide", N_("裁定由谁办理")
    HANDLE = "handle", N_("办理并答复")
    CHECK = "check", N_("质量审核")
    CALL_BACK = "call_back", N_("回访")
    CLOSE = "close", N_("办结")
    REVIEW = "review", N_("复核异议")
    ANSWER = "answer", N_("答复咨询")
    DO = "do", N_("办理事项")
    AWAIT_MATERIAL = "await_material", N_("等职工补正")
    AWAIT_SIGNATURE = "await_signature", N_("等对方签收")
    AWAIT_RESUMPTION = "await_resumption", N_("已挂起，等条件成熟")
    AWAIT_CHECK = "await_check", N_("等审核和回访")
    AWAIT_CALLBACK = "await_callback", N_("等回访")


@dataclass(frozen=True)
class Standing:
    """A case as the desk sees it: `ours` is handled by the viewer, `leads` is in a unit the viewer supervises."""

    status: Status
    ours: bool
    handled: bool
    """Whether anybody handles it."""
    calls_back: bool
    """Whether the callback is what is due next."""
    leads: bool
    decides: bool = False
    """Whether it came back too often and the viewer's unit says where it goes."""
    receives: bool = False
    """Whether it is on its way to a unit of the viewer's."""


_WAIT = {
    Status.AWAITING_COMPLETION: ToDo.AWAIT_MATERIAL,
    Status.SUSPENDED: ToDo.AWAIT_RESUMPTION,
}


def to_do(case: Standing) -> ToDo:
    """What the viewer does next with a case on the desk, or what it waits for."""
    if case.decides:
        return ToDo.DECIDE
    if case.status is Status.DISPATCHED:
        return ToDo.SIGN if case.receives else ToDo.AWAIT_SIGNATURE
    if case.status in (Status.CLOSED, Status.ARCHIVED):
        return ToDo.REVIEW
    if case.status in _WAIT:
        return _WAIT[case.status]
    if case.status is Status.RECEIVED:
        return ToDo.ACCEPT
    if case.status in (Status.REPLIED, Status.CHECKED):
        return _after_reply(case)
    return ToDo.HANDLE if case.handled else ToDo.TAKE


def _after_reply(case: Standing) -> ToDo:
    if case.ours and case.status is Status.REPLIED:
        return ToDo.AWAIT_CHECK
    if case.ours:
        return ToDo.AWAIT_CALLBACK if case.calls_back else ToDo.CLOSE
    return ToDo.CHECK if case.leads and case.status is Status.REPLIED else ToDo.CALL_BACK


@dataclass(frozen=True)
class Reach:
    """A unit whose cases somebody answers for: itself alone, or `whole` with everything below it."""

    path: str
    whole: bool


def reaches(post: str, units: Iterable[str], manned: Collection[str]) -> list[Reach]:
    """What a post answers for: its own unit, and those below it that nobody nearer answers for.

    `units` are the paths of all units at and below the post, `manned` those that have somebody of their own.
    A branch without anybody is one Reach, so that a thousand enterprises make no thousand conditions.
    """
    return _branch(post, sorted(units), sorted(path for path in manned if path != post))


def _branch(top: str, units: Sequence[str], manned: Sequence[str]) -> list[Reach]:
    """The same for sorted paths, of which only those below the top are looked at."""
    if not _below(top, manned):
        return [Reach(top, whole=True)]
    depth = top.count("/") + 1
    children = [path for path in _below(top, units) if path.count("/") == depth]
    idle = [child for child in children if child not in manned]
    return [Reach(top, whole=False), *(reach for child in idle for reach in _branch(child, units, manned))]


def _below(top: str, paths: Sequence[str]) -> Sequence[str]:
    """Those of the sorted paths that lie below the top."""
    return paths[bisect_right(paths, top) : bisect_left(paths, top[:-1] + "0")]


FIELDS = (
    ("编号", "number", N_("案件编号")),
    ("姓名", "name", N_("职工的姓和“同志”，不显示全名")),
    ("事由", "matter", N_("案件类别")),
    ("用人单位", "employer", N_("用人单位名称")),
    ("期限", "due", N_("最近的期限")),
    ("受理单位", "unit", N_("受理本案的工会")),
    ("经办人", "handler", N_("经办人姓名")),
    ("今天", "today", N_("今天的日期")),
)
"""The fields of a text, each by either of two names, and what they stand for."""
_NAMED = {name: chinese for chinese, english, _meaning in FIELDS for name in (chinese, english)}
_FIELD = re.compile(r"\{([^{}\n]{1,20})\}")


def filled(body: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; one without a value is marked, so that nobody sends it by mistake."""
    return _FIELD.sub(lambda field: values.get(_NAMED.get(field[1], "")) or f"【待填：{field[1]}】", body)


def unknown_fields(body: str) -> list[str]:
    """Fields in a text that no case has."""
    return [name for name in _FIELD.findall(body) if name not in _NAMED]


SMALLEST_SHOWN = 5
"""Of fewer ratings it could be known whose they are (domain.md §6)."""
TOO_SMALL, WITHHELD = "<5", "*"


def withheld(ratings: Mapping[str, int]) -> dict[str, str]:
    """Lines whose ratings are not shown: those with few of them, and one more so that none can be subtracted."""
    marks = {line: TOO_SMALL for line, number in ratings.items() if 0 < number < SMALLEST_SHOWN}
    others = [(number, line) for line, number in ratings.items() if number and line not in marks]
    if len(marks) == 1 and others:
        marks[min(others)[1]] = WITHHELD
    return marks


def percent(part: int, whole: int) -> int | None:
    """How many in a hundred, half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
