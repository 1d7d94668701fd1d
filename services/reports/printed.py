"""Figures as people read them, in the reader's language: the same on the page and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from services.core.figures import Figure, Unit
from services.core.money import yuan_grouped
from services.core.time import LOCAL, Month
from services.core.words import N_, _
from services.reports.report import CategoryName, MonthlyReport, Shown
from services.reports.rules import Change, Value

TWO_PLACES = Decimal("0.01")
NOTHING = "—"

DIMENSIONS = {
    "category": N_("类别"),
    "group": N_("群体"),
    "unit": N_("单位"),
    "channel": N_("渠道"),
}


def number(value: Value, unit: Unit) -> str:
    """`1,234`, `1,234.50` yuan, `75.00` percent, `3.75` points; a dash where there is nothing."""
    if value.number is None:
        return NOTHING
    if unit is Unit.FEN:
        return yuan_grouped(int(value.number))
    if unit is Unit.RATE:
        return str((Decimal(value.number) * 100).quantize(TWO_PLACES, ROUND_HALF_UP))
    if isinstance(value.number, Decimal):
        return str(value.number.quantize(TWO_PLACES, ROUND_HALF_UP))
    return f"{value.number:,}"


def in_words(value: Value, figure: Figure) -> str:
    """The number with its unit: `75.00%`, `1,234 件`."""
    if value.number is None:
        return NOTHING
    blank = "" if figure.unit is Unit.RATE else " "
    return f"{number(value, figure.unit)}{blank}{figure.unit.label}"


def quantity(amount: int, unit: Unit) -> str:
    """What one case adds to a figure."""
    return yuan_grouped(amount) if unit is Unit.FEN else f"{amount:,}"


def cell(value: Shown) -> str:
    """A cell of a breakdown; marks and money stay as they are."""
    return f"{value:,}" if isinstance(value, int) else value


def movement(change: Change) -> str:
    """`+12.5%`, `−3.2 个百分点`, or a dash."""
    if change.by is None:
        return NOTHING
    return _("%(by)s 个百分点", by=change.signed) if change.points else f"{change.signed}%"


def comparisons(report: MonthlyReport, code: str) -> tuple[str, str]:
    """环比 and 同比 of a headline figure, in words."""
    return (
        _("环比 %(by)s", by=movement(report.since_last_month(code))),
        _("同比 %(by)s", by=movement(report.since_last_year(code))),
    )


def month_name(month: Month, language: str) -> str:
    """`2026年3月`, `March 2026`."""
    return str(format_date(month.first, "LLLL y" if language.startswith("en") else "y年M月", locale=language[:2]))


def day_name(day: date, language: str) -> str:
    """`2026年3月31日`, `31 March 2026`."""
    return str(format_date(day, "d MMMM y" if language.startswith("en") else "y年M月d日", locale=language[:2]))


def cut_off(report: MonthlyReport, language: str) -> str:
    """Up to when the report sees: 24:00 of the last day, or the minute at which a provisional one was made."""
    if not report.provisional:
        return _("%(day)s 24:00", day=day_name(report.month.last, language))
    return moment(report.cut_off, language)


def moment(instant: datetime, language: str) -> str:
    """An instant as local day and minute."""
    local = instant.astimezone(LOCAL)
    return f"{day_name(local.date(), language)} {local:%H:%M}"


def category(names: Mapping[str, CategoryName], code: str, language: str) -> str:
    """`A1 拖欠工资`; a category whose code is its name is not said twice; blank has a word of its own."""
    if not code:
        return _("（未填类别）")
    known = names.get(code)
    name = known.in_language(language) if known else code
    return name if name == code else f"{code} {name}"


def sentences(report: MonthlyReport) -> tuple[str, ...]:
    """What the month was, in at most three sentences made of its figures."""
    values = report.values
    if not any(int(values[code].number or 0) for code in ("cases.received", "cases.closed", "cases.open")):
        return (_("本月没有新收、办结或在办的案件。"),)
    shown = {code.replace(".", "_"): number(values[code], report.figure(code).unit) for code in values}
    first = _(
        "本月新收案件 %(cases_received)s 件，涉及职工 %(workers_involved)s 人；上月结转 %(cases_carried_over)s 件，"
        "办结 %(cases_closed)s 件，月末在办 %(cases_open)s 件。",
        **shown,
    )
    if values["cases.due"].number:
        second = _(
            "应办结 %(cases_due)s 件，已办结 %(cases_due_closed)s 件，按期答复 %(cases_due_on_time)s 件，"
            "按期率 %(rate_on_time)s%%。",
            **shown,
        )
    else:
        second = _("本月没有应办结的案件。")
    third = _("职工实际到账 %(money_recovered)s 元；已达成未到账 %(money_agreed_unpaid)s 元，须继续督促支付。", **shown)
    if not values["money.agreed_unpaid"].number:
        third = _("职工实际到账 %(money_recovered)s 元，没有已达成未到账的款项。", **shown)
    return first, second, third
