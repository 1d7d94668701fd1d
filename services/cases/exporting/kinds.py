"""The fixed vocabularies of exports."""

from __future__ import annotations

from collections.abc import Sequence

from services.core.words import N_, Labelled


class FileKind(Labelled):
    """What kind of file is made."""

    XLSX = "xlsx", N_("Excel 表格（xlsx）")
    CSV = "csv", N_("CSV 文本")


class ExportState(Labelled):
    """Where an export stands; a file is given once."""

    WAITING = "waiting", N_("等待批准")
    APPROVED = "approved", N_("已批准，待下载")
    REFUSED = "refused", N_("未批准")
    GIVEN = "given", N_("已下载")


class ExportEvent(Labelled):
    """Kinds of events about exports."""

    GIVEN = "export.given", N_("导出案件列表")
    ASKED = "export.asked", N_("申请导出")
    APPROVED = "export.approved", N_("批准导出")
    REFUSED = "export.refused", N_("不批准导出")


class Column(Labelled):
    """What may stand in a column of the file; the first ones are those of the page."""

    NUMBER = "number", N_("编号")
    CATEGORY = "category", N_("类别")
    PERSON = "person", N_("职工")
    PEOPLE = "people", N_("涉及人数")
    EMPLOYER = "employer", N_("用人单位")
    STATUS = "status", N_("状态")
    DUE = "due", N_("期限")
    HANDLER = "handler", N_("经办人")
    RECEIVED = "received", N_("登记日期")
    UNIT = "unit", N_("单位")
    CHANNEL = "channel", N_("来源")
    CLAIM = "claim", N_("涉及金额（元）")
    CLOSED = "closed", N_("办结日期")


SHOWN = tuple(Column)[:9]
"""What the usual page shows; of several workers it says how many beside the name."""
USUAL = tuple(column for column in SHOWN if column not in (Column.NUMBER, Column.PEOPLE))
"""The columns of the page besides the number, for whoever has chosen none."""


def shown_with(columns: Sequence[Column]) -> tuple[Column, ...]:
    """What a file has that shows what a page with these columns shows."""
    told = {Column.NUMBER, *columns} | ({Column.PEOPLE} if Column.PERSON in columns else set())
    return tuple(column for column in Column if column in told)
