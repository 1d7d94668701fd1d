"""The form of an export: which columns, what kind of file, and what for."""

from __future__ import annotations

from wtforms import RadioField, StringField

from services.cases.actions.exports import Order
from services.cases.exporting.kinds import SHOWN, Column, FileKind
from services.core.forms import AtMost, BaseForm, ChecksField, Needed, plain_text
from services.core.words import _l, enum_choices
from services.people.rules import LONGEST_PURPOSE


def purpose_field() -> StringField:
    """What the file is for."""
    return StringField(
        _l("用途"),
        description=_l("例如：季度分析、上级要求报送。用途、条件、行数和您的姓名会记录在案，并写进文件。"),
        filters=[plain_text],
        validators=[Needed(_l("请写明用途。")), AtMost(LONGEST_PURPOSE)],
    )


class ExportForm(BaseForm):
    """What is taken out of the list."""

    columns = ChecksField(
        _l("要导出的列"),
        choices=lambda: enum_choices(Column),
        default=list(SHOWN),
        validators=[Needed(_l("请至少选择一列。"))],
    )
    kind = RadioField(_l("文件格式"), choices=lambda: enum_choices(FileKind), default=FileKind.XLSX.value)
    purpose = purpose_field()

    def order(self, address: str) -> Order:
        """What is asked for, in the verb's terms; columns in the order of the file."""
        chosen = frozenset(self.columns.data or ())
        columns = tuple(column for column in Column if column.value in chosen)
        return Order(address, columns, FileKind(self.kind.data), " ".join((self.purpose.data or "").split()))
