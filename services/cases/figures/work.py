"""What came in and what was done with it: figures of intake, handling and time limits."""

from __future__ import annotations

from services.cases.figures import dimensions, rows
from services.core.figures import Figure, Unit
from services.core.words import N_

INTAKE = N_("受理登记")
HANDLING = N_("办理与时限")

_BY_UNIT = {"unit": dimensions.unit}

_INTAKE = (
    Figure(
        "contacts.received",
        N_("来电来访"),
        Unit.PERSON_TIMES,
        N_("本月登记的来电、来访；当场答复的咨询不形成案件。"),
        INTAKE,
        subject="contacts",
        rows=rows.contacts,
    ),
    Figure(
        "cases.carried_over",
        N_("上月结转"),
        Unit.CASES,
        N_("本月第一天零时之前登记、当时仍在办的案件。"),
        INTAKE,
        rows=rows.carried_over,
    ),
    Figure(
        "cases.received",
        N_("新收案件"),
        Unit.CASES,
        N_("本月登记的案件，按月末所属单位计。"),
        INTAKE,
        rows=rows.received,
        dimensions=dimensions.ALL,
    ),
    Figure(
        "cases.accepted",
        N_("受理案件"),
        Unit.CASES,
        N_("本月受理的案件。"),
        INTAKE,
        rows=rows.accepted,
    ),
    Figure(
        "cases.declined",
        N_("不予受理案件"),
        Unit.CASES,
        N_("本月决定不予受理的案件。"),
        INTAKE,
        rows=rows.declined,
    ),
)

_HANDLING = (
    Figure(
        "cases.closed",
        N_("办结案件"),
        Unit.CASES,
        N_("本月办结、月末仍为办结（含已归档）的案件；月内又退回重办的不计。"),
        HANDLING,
        rows=rows.closed,
        dimensions=dimensions.ALL,
    ),
    Figure(
        "cases.open",
        N_("月末在办"),
        Unit.CASES,
        N_("月末二十四时已登记、尚未结束的案件；不予受理、已撤回和已并案的不计。"),
        HANDLING,
        rows=rows.still_open,
        dimensions=dimensions.ALL,
    ),
    Figure(
        "cases.due",
        N_("应办结"),
        Unit.CASES,
        N_(
            "已受理，且本月内曾在办、办理期限不晚于月末的，或者本月办结的案件；从未受理、月末前已撤回或并案的不计，挂起的在恢复前不计。"
        ),
        HANDLING,
        rows=rows.due,
        dimensions=_BY_UNIT,
    ),
    Figure(
        "cases.due.closed",
        N_("应办结中已办结"),
        Unit.CASES,
        N_("应办结案件中，本月办结、月末仍为办结的。"),
        HANDLING,
        rows=rows.due,
        where=rows.is_so("closed"),
        dimensions=_BY_UNIT,
    ),
    Figure(
        "cases.due.on_time",
        N_("应办结中按期答复"),
        Unit.CASES,
        N_("应办结案件中，首次有效答复的日期不晚于办理期限的；审核未通过或退回重办的答复不算。"),
        HANDLING,
        rows=rows.due,
        where=rows.is_so("on_time"),
        dimensions=_BY_UNIT,
    ),
    Figure(
        "rate.closing",
        N_("办结率"),
        Unit.RATE,
        N_("应办结中已办结 ÷ 应办结。"),
        HANDLING,
        over="cases.due.closed",
        under="cases.due",
    ),
    Figure(
        "rate.on_time",
        N_("按期率"),
        Unit.RATE,
        N_("应办结中按期答复 ÷ 应办结。"),
        HANDLING,
        over="cases.due.on_time",
        under="cases.due",
    ),
)

WORK: tuple[Figure, ...] = (*_INTAKE, *_HANDLING)
