"""The monthly PDF: turns the month's value into the blocks that the drawing room prints."""

from __future__ import annotations

from services.core.words import _
from services.drawing import (
    Block,
    Column,
    DataTable,
    Definitions,
    Document,
    Facts,
    Figure,
    FigureGrid,
    Heading,
    Labels,
    PageBreak,
    Plot,
    Text,
)
from services.reports import printed
from services.reports.chapters import (
    category_table,
    flow_table,
    money_table,
    people_table,
    trend_chart,
    trend_table,
    unit_table,
    voice_table,
)
from services.reports.report import HEADLINES, MonthlyReport
from services.reports.tables import Table


def monthly_document(report: MonthlyReport, language: str) -> Document:
    """The document in `zh-CN` or `en`; its words come from the catalogue of the language in force."""
    return Document(
        title=_("职工维权服务月报"),
        unit=report.unit.name,
        period=printed.month_name(report.month, language) + (_("（暂定）") if report.provisional else ""),
        language=language,
        blocks=_blocks(report, language),
        cover=(
            (_("编制单位"), report.unit.name),
            (_("数据截止"), printed.cut_off(report, language)),
            (_("口径版本"), report.rules_version),
        ),
        mark=_("内部资料"),
        subject=_("%(unit)s %(month)s 月报", unit=report.unit.name, month=str(report.month)),
        labels=Labels(continued=_("（续）")),
    )


def _blocks(report: MonthlyReport, language: str) -> tuple[Block, ...]:
    return (
        *_summary(report),
        *_trend(report),
        *_classes(report, language),
        *_limits(report),
        *_money(report),
        *_voices(report),
        *_appendix(report, language),
    )


def _summary(report: MonthlyReport) -> tuple[Block, ...]:
    figures = tuple(
        Figure(
            report.figure(code).label,
            printed.number(report.values[code], report.figure(code).unit),
            report.figure(code).unit.label if report.values[code].number is not None else "",
            printed.comparisons(report, code),
        )
        for code in HEADLINES
    )
    warning = (Text(_("本月尚未结束，以下为暂定数。"), "lead"),) if report.provisional else ()
    told = (Text(sentence) for sentence in printed.sentences(report))
    note = Text(
        _("环比为与上月相比，同比为与上年同月相比；比率之差以百分点计；基数为零或没有数据的，以“—”表示。"), "small"
    )
    return Heading(_("一、要情")), *warning, FigureGrid(figures), *told, note, _table(flow_table(report))


def _trend(report: MonthlyReport) -> tuple[Block, ...]:
    chart = trend_chart(report)
    return Heading(_("二、趋势")), Plot(chart), _table(trend_table(report))


def _classes(report: MonthlyReport, language: str) -> tuple[Block, ...]:
    return (
        Heading(_("三、分类与群体")),
        _table(category_table(report, language)),
        _table(people_table(report)),
    )


def _limits(report: MonthlyReport) -> tuple[Block, ...]:
    return Heading(_("四、办理时限")), _table(unit_table(report))


def _money(report: MonthlyReport) -> tuple[Block, ...]:
    return Heading(_("五、挽回经济损失")), _table(money_table(report))


def _voices(report: MonthlyReport) -> tuple[Block, ...]:
    return Heading(_("六、回访与感受")), _table(voice_table(report))


def _appendix(report: MonthlyReport, language: str) -> tuple[Block, ...]:
    head = report.chain_head
    link = (
        _("%(chain)s 第 %(seq)s 条 %(hash)s", chain=head.chain, seq=head.seq, hash=head.hash) if head else _("尚无记录")
    )
    definitions = tuple(
        (_("%(name)s（单位：%(unit)s）", name=figure.label, unit=figure.unit.label), figure.definition)
        for figure in report.figures
    )
    proof = (
        (_("数据截止"), printed.cut_off(report, language)),
        (_("报表版本"), str(report.version)),
        (_("口径版本"), report.rules_version),
        (_("本单位审计链末条"), link),
        (
            _("本级及以下审计链"),
            _("%(count)s 条，SHA-256 %(digest)s", count=len(report.chains), digest=report.chains_digest),
        ),
        (_("数据指纹"), _("SHA-256 %(digest)s", digest=report.fingerprint)),
    )
    how = _(
        "数据指纹是规范化数据（键名排序、无空格的 JSON，UTF-8 编码）的 SHA-256 值，"
        "与同期 report.json 的 sha256 一项一致。同一数据重新编制，得到的文件逐字节相同。"
    )
    return (
        Heading(_("七、指标口径")),
        Definitions(definitions),
        PageBreak(),
        Heading(_("八、数据与核验")),
        Facts(proof),
        Text(how, "small"),
    )


def _table(table: Table) -> DataTable:
    columns = tuple(Column(column.header, column.number) for column in table.columns)
    rows = tuple(tuple(cell.text for cell in row) for row in table.rows)
    totals = tuple(cell.text for cell in table.totals)
    return DataTable(columns, rows, table.caption, table.remark, totals, table.notes, table.empty)
