"""What a member is asked, in which order, and what the answers mean for the case; worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.cases.kinds import Group, Status
from services.core.words import N_, Labelled


class Step(Labelled):
    """The pages of a request, in their order."""

    MATTER = "matter", N_("什么事")
    STORY = "story", N_("发生了什么")
    CONTACT = "contact", N_("怎么联系您")
    CHECK = "check", N_("核对")


STEPS = tuple(Step)


class Matter(Labelled):
    """What a member may choose from first."""

    WAGES = "wages", N_("工资报酬")
    CONTRACT = "contract", N_("合同与辞退")
    INJURY = "injury", N_("工伤与安全")
    PLATFORM = "platform", N_("平台规则与账号")
    WOMEN = "women", N_("女职工权益与性骚扰")
    HARDSHIP = "hardship", N_("生活困难帮扶")
    OTHER = "other", N_("其他")
    HARASSMENT = "harassment", N_("性骚扰和其他侵害")
    WOMEN_RIGHTS = "women_rights", N_("孕期产期哺乳期、同工同酬等")


TILES = (
    Matter.WAGES,
    Matter.CONTRACT,
    Matter.INJURY,
    Matter.PLATFORM,
    Matter.WOMEN,
    Matter.HARDSHIP,
    Matter.OTHER,
)
"""What the first page offers; the rest is asked where a tile leads to a choice of its own."""


class Naming(Labelled):
    """Who learns the member's name."""

    KEPT = "kept", N_("对单位保密")
    OPEN = "open", N_("公开姓名办理")
    NO_NAME = "no_name", N_("不留姓名")


NAMING_HINTS: Mapping[str, str] = {
    Naming.KEPT: N_("工会知道您是谁，不告诉您的单位"),
    Naming.OPEN: N_("工会和单位交涉时可以说出您的姓名"),
    Naming.NO_NAME: N_("姓名和电话都可以不留，用查询码看进展"),
}


NAME_CONSENT, WORKER_CONSENT = "contact", "worker"
"""Codes of the texts beside the fields for a name, and beside the worker for whom somebody asks."""


@dataclass(frozen=True)
class Path:
    """What follows from a matter: its look, the categories and group of the case, the code of the consent it needs.

    `details` are the categories from which the member may choose; `default` stands where nothing is chosen.
    `leads_to` are the matters between which a pause asks first: the tile itself is no answer then. A `guarded` path
    leaves nothing on the device and can be left at once.
    """

    icon: str
    hint: str
    default: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    group: Group | None = None
    consent: str | None = None
    guarded: bool = False
    leads_to: tuple[Matter, ...] = ()


PATHS: Mapping[Matter, Path] = {
    Matter.WAGES: Path(icon="cash-coin", hint=N_("欠薪、克扣、加班费、最低工资"), default=("A1",)),
    Matter.CONTRACT: Path(icon="file-earmark-text", hint=N_("不签合同、被辞退、经济补偿"), default=("A2",)),
    Matter.INJURY: Path(
        icon="bandaid",
        hint=N_("工伤认定和待遇、职业病、劳动安全"),
        default=("A4",),
        details=("A4", "A6"),
        consent="health",
    ),
    Matter.PLATFORM: Path(
        icon="phone",
        hint=N_("封号、罚款、抽成、派单、单价"),
        details=("B3", "B4", "B5", "B6", "B7", "B8", "B1", "B2", "B9", "B10", "B11", "B12"),
        group=Group.GIG,
        consent="account",
    ),
    Matter.WOMEN: Path(
        icon="person-heart",
        hint=N_("孕期产期哺乳期、同工同酬、性骚扰"),
        leads_to=(Matter.HARASSMENT, Matter.WOMEN_RIGHTS),
    ),
    Matter.HARASSMENT: Path(
        icon="shield-lock",
        hint=N_("不论男女，来自单位里外的任何人；保密办理"),
        default=("C5",),
        consent="private",
        guarded=True,
    ),
    Matter.WOMEN_RIGHTS: Path(
        icon="person-heart",
        hint=N_("休假、生育待遇、孕期调岗或辞退、工资差别"),
        details=("C1", "C2", "C3", "C4", "C6", "C7", "C8"),
        group=Group.WOMEN,
        consent="private",
    ),
    Matter.HARDSHIP: Path(
        icon="house-heart",
        hint=N_("生活、看病、上学有困难"),
        default=("D7",),
        details=("D1", "D2", "D3", "D4", "D5", "D6", "D7"),
        group=Group.HARDSHIP,
        consent="home",
    ),
    Matter.OTHER: Path(
        icon="three-dots",
        hint=N_("选“其他”也可以，我们来分类"),
        details=("A3", "A5", "A9", "A10", "A11", "A12", "A13", "A14"),
    ),
}


def read_step(text: str | None) -> Step | None:
    """The step with this value; None for anything else."""
    return Step(text) if text in frozenset(STEPS) else None


def read_matter(text: str | None) -> Matter | None:
    """The matter with this value; None for anything else."""
    return Matter(text) if text in frozenset(Matter) else None


def categories_of(matter: Matter, detail: str | None) -> tuple[str, ...]:
    """The categories of the case: what the member chose if the matter offers it, else the matter's own."""
    path = PATHS[matter]
    return (detail,) if detail in path.details else path.default


STAGES: tuple[tuple[str, frozenset[Status]], ...] = (
    (N_("已收到"), frozenset({Status.RECEIVED, Status.AWAITING_COMPLETION})),
    (N_("已受理"), frozenset({Status.ACCEPTED, Status.DISPATCHED})),
    (N_("正在办理"), frozenset({Status.HANDLING, Status.SUSPENDED})),
    (N_("已答复"), frozenset({Status.REPLIED, Status.CHECKED})),
    (N_("已办结"), frozenset({Status.CLOSED, Status.ARCHIVED})),
)
"""What a member sees of the workflow: the quality check is the union's own affair."""

ENDED_EARLY: Mapping[Status, str] = {
    Status.DECLINED: N_("没有受理"),
    Status.WITHDRAWN: N_("已撤回"),
    Status.MERGED: N_("已与另一件诉求合并办理"),
}
"""Ends that leave out the stages between."""

STANDING: Mapping[Status, str] = {
    Status.AWAITING_COMPLETION: N_("请补充材料"),
    Status.DISPATCHED: N_("正转交办理单位"),
    Status.SUSPENDED: N_("暂停办理"),
    **ENDED_EARLY,
}
"""How it stands in a word, where the name of the stage would say too little."""


def stage_of(status: Status) -> int | None:
    """The place of a status among the stages; None for an end that leaves some out."""
    return next((place for place, (_label, statuses) in enumerate(STAGES) if status in statuses), None)


def standing_of(status: Status) -> str:
    """How a case stands, in a word for its member: a message id."""
    place = stage_of(status)
    return STANDING[status] if status in STANDING or place is None else STAGES[place][0]


ENTRIES: Mapping[Status, str] = {
    Status.RECEIVED: N_("收到您的诉求"),
    Status.AWAITING_COMPLETION: N_("请您补充材料"),
    Status.ACCEPTED: N_("决定受理"),
    Status.DISPATCHED: N_("转交办理单位"),
    Status.HANDLING: N_("开始办理"),
    Status.SUSPENDED: N_("暂停办理，等待其他机构的结果"),
    Status.REPLIED: N_("给您答复"),
    Status.CLOSED: N_("已办结"),
    Status.DECLINED: N_("没有受理"),
    Status.WITHDRAWN: N_("已撤回"),
    Status.MERGED: N_("与另一件诉求合并办理"),
}
"""What happened, as a member is told."""


@dataclass(frozen=True)
class Stage:
    """A stage as a member sees it: message id, `done`, `current` or `next`, and the local day it was reached."""

    label: str
    state: str
    on: date | None


def stages(status: Status, reached: Mapping[Status, date]) -> list[Stage]:
    """All stages of a case that stands at the status; `reached` says since when it stood where."""
    here, last = stage_of(status), len(STAGES) - 1
    if here is None:
        return _cut_short(status, reached)
    return [
        Stage(
            label,
            "done" if place < here or here == last else "current" if place == here else "next",
            max((reached[one] for one in statuses if one in reached), default=None) if place <= here else None,
        )
        for place, (label, statuses) in enumerate(STAGES)
    ]


def _cut_short(status: Status, reached: Mapping[Status, date]) -> list[Stage]:
    """The stages that were reached, and the end that left out the others."""
    found = [(label, [reached[one] for one in statuses if one in reached]) for label, statuses in STAGES]
    passed = [Stage(label, "done", max(days)) for label, days in found if days]
    return [*passed, Stage(ENDED_EARLY[status], "done", reached.get(status))]


PROMISES: Mapping[str, str] = {
    "sla.accept": N_("最迟%(day)s前答复您是否受理"),
    "sla.first_contact": N_("最迟%(day)s前与您联系"),
    "sla.handle.ordinary": N_("最迟%(day)s前给您答复"),
    "sla.handle.difficult": N_("最迟%(day)s前给您答复"),
    "sla.handle.complex": N_("最迟%(day)s前给您答复"),
    "sla.callback": N_("最迟%(day)s前给您打电话回访"),
}
"""Rule → what it means for the member; other clocks are the union's own affair."""

BY_TELEPHONE = frozenset({"sla.first_contact", "sla.callback"})
"""Promises that need a telephone number."""

DUTIES: Mapping[Status, str] = {
    Status.RECEIVED: N_("现在不用您做什么。请保管好合同、工资单、聊天记录等材料。"),
    Status.ACCEPTED: N_("请留意来电，工作人员会向您了解情况。"),
    Status.AWAITING_COMPLETION: N_("请在下面补充工会要的材料；收到后马上接着办。"),
    Status.DISPATCHED: N_("现在不用您做什么。接手的单位会与您联系。"),
    Status.HANDLING: N_("请留意来电。有新情况时，请在下面补充，或者拨打 12351，报上诉求编号。"),
    Status.SUSPENDED: N_("现在不用您做什么。有结果或新情况时，请在下面补充。"),
    Status.REPLIED: N_("请看下面的答复。回访时，请告诉我们您是否满意。"),
    Status.CHECKED: N_("请看下面的答复。回访时，请告诉我们您是否满意。"),
    Status.CLOSED: N_("这件诉求已经办完。请给我们评价；对结果有意见，可以在下面提出异议。"),
    Status.DECLINED: N_("理由写在下面。不同意的，请拨打 12351。"),
    Status.WITHDRAWN: N_("您已撤回这件诉求。问题还在的，可以重新提交。"),
    Status.MERGED: N_("这件诉求与另一件合并办理。有疑问请拨打 12351。"),
    Status.ARCHIVED: N_("这件诉求已经办完归档。问题又发生的，可以重新提交，或者拨打 12351。"),
}
DUTY_WITHOUT_TELEPHONE = N_("您没有留电话，请过几天再来查询，进展会写在这里。")


def duty(status: Status, *, reachable: bool) -> str:
    """What the member has to do now, as a message id; `reachable` says whether there is a telephone number."""
    waits_for_a_call = status in (Status.RECEIVED, Status.ACCEPTED, Status.DISPATCHED, Status.HANDLING)
    return DUTY_WITHOUT_TELEPHONE if waits_for_a_call and not reachable else DUTIES[status]


CODE_DIGITS, CODE_TRIES = 6, 5
CODE_LASTS = timedelta(minutes=10)
"""A code that was sent to a telephone (ASVS 5.0 V6.5.5: ten minutes at most)."""
CODE_AGAIN = timedelta(minutes=1)
CODES: Mapping[timedelta, int] = {timedelta(hours=1): 5, timedelta(days=1): 10}
"""How many codes a telephone is sent within a while, at most."""
SESSION_IDLE, SESSION_LASTS = timedelta(minutes=15), timedelta(hours=2)
"""How long a member's session may lie idle, and how long it may last at all."""


def wait_for_code(sent: Sequence[datetime], at: datetime) -> timedelta:
    """How long until a telephone may be sent another code; `sent` are those of the last day, the newest first.

    Zero or less where it may be sent one now.
    """
    waits = [sent[most - 1] + while_ - at for while_, most in CODES.items() if len(sent) >= most]
    return max([*([sent[0] + CODE_AGAIN - at] if sent else []), *waits], default=timedelta())
