"""The page of one case: what it is, when it is due and why, what to do next, and all that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from services.cases.actions import see
from services.cases.forms import category_label
from services.cases.importing.flags import ImportFlag
from services.cases.kinds import Status
from services.cases.models import Case, ImportedRow
from services.cases.queries import Hang, may_hang, money_of, origin_of, timeline_of, turns_of
from services.cases.rules import COLLECTIVE_FROM, Move, may
from services.cases.views.blueprint import blueprint, visible_or_404
from services.cases.views.checking import who_checks
from services.cases.views.entries import told_entry
from services.cases.views.offers import SHOWN_AT_ONCE, offers
from services.clocks.models import Clock
from services.clocks.queries import clocks_of, facts_of, worked_out, working_calendar
from services.clocks.rules import Bands, sentence
from services.clocks.table import in_force, names_of_rules
from services.core.access import permitted
from services.core.calendar import WorkingCalendar
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import N_, _
from services.people.labels import group_label

WAITING = {
    Status.RECEIVED: N_("等待受理：看清诉求，确定难度，受理后开始计算办理期限。"),
    Status.AWAITING_COMPLETION: N_("等职工补正材料；收到后登记补正，受理期限继续计算。"),
    Status.ACCEPTED: N_("等待确定经办人，并在一个工作日内首次联系职工。"),
    Status.DISPATCHED: N_("已派往另一个单位，等待对方签收或退单。"),
    Status.SUSPENDED: N_("已挂起，服务期限暂停计算；法定期限照常进行。"),
    Status.HANDLING: N_("经办人正在办理：联系职工和单位，查清事实，期限内答复职工。"),
    Status.REPLIED: N_("已答复职工，等待负责人审核，并由其他同事回访。"),
    Status.CHECKED: N_("审核已通过；回访到职工后即可办结。"),
    Status.CLOSED: N_("案件已办结。仍可补充记录、登记到账款项。"),
    Status.DECLINED: N_("没有受理。职工看得到理由。"),
    Status.WITHDRAWN: N_("职工已撤回。"),
    Status.MERGED: N_("已并入另一件案件，由那件案件一并办理。"),
    Status.ARCHIVED: N_("已归档。"),
}
"""What the case waits for, in a sentence."""


@dataclass(frozen=True)
class ClockShown:
    """A clock with its light and the days that explain its date."""

    clock: Clock
    name: str
    source: str
    state: str
    """A light, `done` or `paused`."""
    days: int | None
    """Working days left, negative when over; None when the clock no longer runs."""
    trace: Sequence[str]


@blueprint.get("/cases/<number>")
def show(number: str) -> ResponseReturnValue:
    """The page of a case."""
    case = visible_or_404(number)
    if case.sealed:
        see(case, by=viewer(), at=now())
    origin, offered = origin_of(case), offers(case, viewer())
    return render_template(
        "cases/show.html",
        case=case,
        offers=offered[:SHOWN_AT_ONCE],
        more_offers=offered[SHOWN_AT_ONCE:],
        turns=turns_of(case, viewer()),
        may_review=permitted("case.refuse_objection", viewer(), case),
        waiting=_waiting(case),
        clocks=clocks_shown(case),
        entries=[told_entry(entry) for entry in timeline_of(case)],
        money=money_of(case),
        origin=origin,
        oddities=_oddities(origin),
        category_label=category_label,
        group_label=group_label,
        may_name_people=may(case.status, Move.NAME_PEOPLE) and permitted("case.add_person", viewer(), case),
        collective_from=COLLECTIVE_FROM,
    )


def _waiting(case: Case) -> str:
    if case.sealed and case.status is Status.REPLIED:
        return _("已答复职工。%(who)s", who=who_checks(case))
    return _(WAITING[case.status])


def _oddities(origin: ImportedRow | None) -> list[str]:
    """What was odd about the row of the old table, in sentences."""
    return [ImportFlag(flag).label for flag in origin.flags.split()] if origin else []


def clocks_shown(case: Case) -> list[ClockShown]:
    """The clocks of a case with lights as of today."""
    today, calendar, names = local_date(now()), working_calendar(), names_of_rules()
    facts = facts_of(case.id) if may_hang(case, Hang.FACT) else ()
    bands = Bands.of(today, calendar)
    shown = []
    for clock in clocks_of(case.id):
        rule = in_force(clock.rule, local_date(clock.started_at))
        words = [sentence(line, _) for line in worked_out(clock, calendar, facts).trace]
        runs = clock.met_at is None and clock.cancelled_at is None
        light = bands.light(clock.due_on).value if runs else "done" if clock.met_at else "paused"
        left = _days_left(clock.due_on, today, calendar) if runs else None
        shown.append(ClockShown(clock, names[clock.rule], _(rule.source), light, left, words))
    return shown


def _days_left(due_on: date | None, today: date, calendar: WorkingCalendar) -> int | None:
    """Working days until the due date; negative, at least one, when it is over."""
    if due_on is None:
        return None
    if due_on >= today:
        return calendar.working_days_between(today, due_on)
    return -max(calendar.working_days_between(due_on, today), 1)
