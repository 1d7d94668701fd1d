"""The tables and the chart of the month, made once for page and paper, in the language in force."""

from __future__ import annotations

from collections.abc import Callable

from services.cases.kinds import Group
from services.core.time import Month
from services.core.words import _
from services.drawing import LineChart, Series
from services.reports import printed
from services.reports.report import TREND, MonthlyReport, UnitLine
from services.reports.rules import TOO_SMALL, WITHHELD, Value, quotient
from services.reports.tables import Entry, Head, Table

FLOW = ("contacts.received", "cases.carried_over", "cases.received", "cases.accepted", "cases.closed", "cases.open")
PEOPLE = (
    "workers.involved",
    "workers.carried_over",
    "collective.cases",
    "collective.people",
    "group.gig.received",
    "group.hardship.received",
    "group.women.received",
)
MONEY = (
    "money.recovered.wages",
    "money.recovered.compensation",
    "money.recovered.injury_benefit",
    "money.recovered.other",
)
CALLBACKS = ("callback.answered", "callback.satisfied", "rate.satisfaction")
SENSES = ("sense.gain", "sense.happiness", "sense.security")
LIMITS = ("cases.received", "cases.closed", "cases.open", "cases.due", "cases.due.closed", "cases.due.on_time")


def flow_table(report: MonthlyReport) -> Table:
    """What came, what was carried over, what went."""
    return _listing(report, "flow", _("表 1 受理与办结"), FLOW)


def people_table(report: MonthlyReport) -> Table:
    """People and groups behind the cases received."""
    table = _listing(report, "people", _("表 4 涉及职工与重点群体"), PEOPLE)
    note = _("同一人可以属于几个群体，各群体不得相加。")
    return Table(table.name, table.caption, table.columns, table.rows, notes=(note,))


def _listing(report: MonthlyReport, name: str, caption: str, codes: tuple[str, ...]) -> Table:
    rows = tuple(
        (Entry(report.figure(code).label), _figure(report, code), Entry(report.figure(code).unit.label))
        for code in codes
    )
    return Table(name, caption, (Head(_("指标")), Head(_("本月"), True), Head(_("计量单位"))), rows)


def _figure(report: MonthlyReport, code: str) -> Entry:
    return Entry(printed.number(report.values[code], report.figure(code).unit), code)


def trend_chart(report: MonthlyReport, address: Callable[[Month, str], str] | None = None) -> LineChart:
    """Thirteen months of cases received and closed, this one last; each point leads to `address(month, code)`."""
    return LineChart(
        _("近 13 个月新收与办结案件（件）"),
        tuple(str(month)[2:] for month in report.months),
        tuple(
            Series(
                report.figure(code).label,
                tuple(int(report.at(month, code).number or 0) for month in report.months),
                links=tuple(address(month, code) for month in report.months) if address else (),
            )
            for code in TREND
        ),
    )


def trend_table(report: MonthlyReport) -> Table:
    """The same figures as the chart."""
    columns = (Head(_("月份")), *(Head(report.figure(code).label, True) for code in TREND))
    rows = tuple(
        (
            Entry(str(month)),
            *(Entry(printed.number(report.at(month, code), report.figure(code).unit)) for code in TREND),
        )
        for month in report.months
    )
    return Table("trend", _("表 2 近 13 个月新收与办结"), columns, rows, _("单位：件"))


def category_table(report: MonthlyReport, language: str) -> Table:
    """Categories × groups of the cases received."""
    columns = (
        Head(_("类别")),
        Head(_("合计"), True),
        *(Head(group.label, True) for group in Group),
        Head(_("其他"), True),
    )
    keys = (*(group.value for group in Group), "")
    rows = tuple(
        (
            Entry(printed.category(report.category_names, line.code, language)),
            Entry(printed.cell(line.total)),
            *(Entry(printed.cell(line.groups.get(key, 0))) for key in keys),
        )
        for line in report.categories
    )
    notes = [_("一件案件可以属于几个类别和几个群体，各行各列不得相加。“其他”为没有群体标记的案件。")]
    if any(cell.text in (TOO_SMALL, WITHHELD) for row in rows for cell in row):
        notes.append(_("涉及性骚扰、不足 5 件的以“<5”表示；为防止由差额推算，另有一格以“*”隐去。"))
    return Table(
        "categories",
        _("表 3 新收案件：类别与群体"),
        columns,
        rows,
        _("单位：件"),
        notes=tuple(notes) if rows else (),
        empty=_("本月没有新收案件。"),
    )


def unit_table(report: MonthlyReport) -> Table:
    """Time limits kept by the unit itself and each unit directly below it."""
    heads = [
        _("新收数"),
        _("办结数"),
        _("在办数"),
        _("应办结"),
        _("其中办结"),
        _("其中按期"),
        _("办结率%"),
        _("按期率%"),
    ]
    rows = tuple(_unit_row(report, line) for line in report.units)
    sums = tuple(_figure(report, code) for code in (*LIMITS, "rate.closing", "rate.on_time"))
    return Table(
        "units",
        _("表 5 各单位办理时限"),
        (Head(_("单位")), *(Head(head, True) for head in heads)),
        rows,
        _("单位：件，%"),
        totals=(Entry(_("合计")), *sums) if rows else (),
        notes=(_("下级单位含其以下各级；“其中办结”“其中按期”均指应办结案件。"),) if rows else (),
        empty=_("本月各单位没有新收、办结或在办的案件。"),
    )


def _unit_row(report: MonthlyReport, line: UnitLine) -> tuple[Entry, ...]:
    due = line.count("cases.due")
    rates = (quotient(line.count(code), due) for code in ("cases.due.closed", "cases.due.on_time"))
    own = line.unit.path == report.unit.path
    name = _("%(unit)s（本级）", unit=line.unit.name) if own else line.unit.name
    unit = report.figure("rate.closing").unit
    return (
        Entry(name),
        *(Entry(f"{line.count(code):,}") for code in LIMITS),
        *(Entry(printed.number(Value(due, rate), unit)) for rate in rates),
    )


def money_table(report: MonthlyReport) -> Table:
    """Money that reached workers, by what it is; what is agreed and not yet paid beside it."""
    rows = tuple((Entry(report.figure(code).label), _figure(report, code)) for code in MONEY)
    paid, unpaid = report.values["money.recovered"], report.values["money.agreed_unpaid"]
    more = tuple(
        (Entry(report.figure(code).label), _figure(report, code)) for code in ("money.agreed_unpaid", "money.claimed")
    )
    empty = not paid.number and not unpaid.number and not report.values["money.claimed"].number
    return Table(
        "money",
        _("表 6 挽回经济损失与诉求金额"),
        (Head(_("项目")), Head(_("金额"), True)),
        ()
        if empty
        else ((Entry(report.figure("money.recovered").label), _figure(report, "money.recovered")), *rows, *more),
        _("单位：元"),
        empty=_("本月没有到账、达成或提出的金额。"),
    )


def voice_table(report: MonthlyReport) -> Table:
    """Callbacks and the three senses, with the number of answers beside each mean."""
    counts = tuple(
        (Entry(report.figure(code).label), _figure(report, code), Entry(report.figure(code).unit.label), Entry(""))
        for code in CALLBACKS
    )
    asked = bool(report.values["callback.answered"].number)
    means = tuple(
        (
            Entry(report.figure(code).label),
            _figure(report, code),
            Entry(report.figure(code).unit.label),
            Entry(f"{report.values[code].n:,}"),
        )
        for code in SENSES
    )
    return Table(
        "voices",
        _("表 7 回访与感受"),
        (Head(_("指标")), Head(_("本月"), True), Head(_("计量单位")), Head(_("回答人次"), True)),
        counts + means if asked else (),
        notes=(_("获得感、幸福感、安全感按 1 至 5 分评价，列平均分。"),) if asked else (),
        empty=_("本月没有接通的回访。"),
    )
