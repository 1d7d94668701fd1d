"""The page of one case: what it is, when it is due and why, what to do next, and all that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from services.cases.actions import see
from services.cases.forms import category_label
from services.cases.importing.flags import ImportFlag
from services.cases.kinds import CaseEvent, Difficulty, Outcome, Rating, RecoveryKind, Status
from services.cases.models import Case, ImportedRow
from services.cases.queries import Entry, money_of, origin_of, timeline_of
from services.cases.rules import COLLECTIVE_FROM, Move, may
from services.cases.views.blueprint import blueprint, visible_or_404
from services.clocks.models import Clock
from services.clocks.queries import clocks_of, working_calendar
from services.clocks.rules import Bands, due, sentence
from services.clocks.table import in_force, names_of_rules
from services.core.access import allowed
from services.core.calendar import WorkingCalendar
from services.core.money import yuan_grouped
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import N_, _

STEPS = (
    (Move.ACCEPT, "case.accept", "cases.acceptance", N_("受理"), "check-circle"),
    (Move.TAKE, "case.take", "cases.handler", N_("确定经办人"), "person"),
    (Move.REPLY, "case.reply", "cases.reply_page", N_("答复职工"), "chat-left-text"),
    (Move.PASS_CHECK, "case.check", "cases.quality_check", N_("质量审核"), "shield-lock"),
    (Move.CALL_BACK, "case.callback", "cases.callback", N_("回访"), "phone"),
    (Move.CLOSE, "case.close", "cases.closure", N_("办结"), "check-lg"),
    (Move.NOTE, "case.note", "cases.note_page", N_("写记录"), "pencil"),
    (Move.RECOVER, "recovery.pay", "cases.recovery", N_("登记挽回款项"), "cash-coin"),
)
NEXT_STEP = {
    Status.RECEIVED: Move.ACCEPT,
    Status.ACCEPTED: Move.TAKE,
    Status.HANDLING: Move.REPLY,
    Status.REPLIED: Move.PASS_CHECK,
    Status.CHECKED: Move.CLOSE,
}
WAITING = {
    Status.RECEIVED: N_("等待受理：看清诉求，确定难度，受理后开始计算办理期限。"),
    Status.ACCEPTED: N_("等待确定经办人，并在一个工作日内首次联系职工。"),
    Status.HANDLING: N_("经办人正在办理：联系职工和单位，查清事实，期限内答复职工。"),
    Status.REPLIED: N_("已答复职工，等待负责人审核，并由其他同事回访。"),
    Status.CHECKED: N_("审核已通过；回访到职工后即可办结。"),
    Status.CLOSED: N_("案件已办结。仍可补充记录、登记到账款项。"),
}
"""What the case waits for, in a sentence."""
TONES: dict[str, str] = {
    CaseEvent.ACCEPTED: "blue",
    CaseEvent.REPLIED: "blue",
    CaseEvent.CHECKED: "blue",
    CaseEvent.CLOSED: "green",
    CaseEvent.REOPENED: "red",
    CaseEvent.RECOVERY_PAID: "green",
}


@dataclass(frozen=True)
class Offer:
    """A step that the viewer may take now."""

    label: str
    url: str
    icon: str
    main: bool


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
    origin = origin_of(case)
    return render_template(
        "cases/show.html",
        case=case,
        offers=offers(case),
        waiting=_(WAITING[case.status]),
        clocks=clocks_shown(case),
        entries=[_told_entry(entry) for entry in timeline_of(case)],
        money=money_of(case),
        origin=origin,
        oddities=_oddities(origin),
        category_label=category_label,
        collective_from=COLLECTIVE_FROM,
    )


def _oddities(origin: ImportedRow | None) -> list[str]:
    """What was odd about the row of the old table, in sentences."""
    return [ImportFlag(flag).label for flag in origin.flags.split()] if origin else []


def offers(case: Case) -> list[Offer]:
    """The steps that the workflow allows now and the viewer's posts permit; the one that moves it on comes first."""
    actor = viewer()
    ours = case.handler_id is not None and case.handler_id == actor.user_id
    forbidden = {Move.PASS_CHECK, Move.CALL_BACK} if ours else {Move.REPLY}
    main = NEXT_STEP.get(case.status)
    return [
        Offer(_(label), url_for(page, number=case.number), icon, move is main)
        for move, verb, page, label, icon in STEPS
        if may(case.status, move) and move not in forbidden and allowed(verb, actor, case.org_path)
    ]


def clocks_shown(case: Case) -> list[ClockShown]:
    """The clocks of a case with lights as of today."""
    today, calendar, names = local_date(now()), working_calendar(), names_of_rules()
    bands = Bands.of(today, calendar)
    shown = []
    for clock in clocks_of(case.id):
        rule = in_force(clock.rule, local_date(clock.started_at))
        trace = due(rule, local_date(clock.started_at), calendar).trace
        words = [sentence(line, _) for line in trace]
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


def _told_entry(entry: Entry) -> dict[str, object]:
    words = told(entry)
    title = _("%(title)s：%(words)s", title=entry.title, words=words) if words else entry.title
    tone = TONES.get(entry.kind)
    return {"title": title, "who": entry.who, "at": entry.at, "text": entry.text, "tone": tone}


def told(entry: Entry) -> str:
    """The coded facts of an entry in words."""
    return " · ".join(word for word in (_words_for(name, value) for name, value in entry.facts.items()) if word)


def _words_for(name: str, value: object) -> str:
    match name:
        case "difficulty":
            return Difficulty(str(value)).label
        case "outcome":
            return Outcome(str(value)).label
        case "rating":
            return Rating(str(value)).label
        case "kind":
            return RecoveryKind(str(value)).label
        case "amount_fen":
            return _("%(amount)s 元", amount=yuan_grouped(int(str(value))))
        case "passed":
            return _("通过") if value else _("退回重办")
        case "contacted":
            return _("已与职工联系") if value else ""
        case "handler":
            return str(value)
        case _:
            return ""
