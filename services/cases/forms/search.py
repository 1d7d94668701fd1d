"""The search box: always sent by POST; what came of it decides whether an address may hold it."""

from __future__ import annotations

from wtforms import StringField

from services.cases.exporting.kinds import Column
from services.cases.typed import LONGEST
from services.core.forms import AtMost, BaseForm, ChecksField, Needed, plain_text
from services.core.words import _l, enum_choices


class SearchForm(BaseForm):
    """Words, a case number, or a whole phone number, ID number or name."""

    typed = StringField(
        _l("查找案件"),
        filters=[plain_text],
        validators=[Needed(_l("请输入要查找的内容。")), AtMost(LONGEST)],
    )


class ColumnsForm(BaseForm):
    """Which columns one's lists show besides the number."""

    columns = ChecksField(
        _l("列表显示的列"),
        choices=lambda: enum_choices([column for column in Column if column is not Column.NUMBER]),
        description=_l("编号总在最前。一列也不选，就恢复通常的列。"),
    )

    def chosen(self) -> tuple[Column, ...]:
        """The columns, in the order in which they are shown."""
        return tuple(column for column in Column if column.value in (self.columns.data or ()))


class ViewForm(BaseForm):
    """The name under which a list is kept."""

    name = StringField(
        _l("视图名称"),
        description=_l("例如：本街道欠薪在办"),
        filters=[plain_text],
        validators=[Needed(_l("请给视图取个名称。")), AtMost(40)],
    )
