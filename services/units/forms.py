"""Forms of the tree: a unit, its name, a table of units, a standard."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from services.core.access import Level
from services.core.errors import Problem
from services.core.forms import AtMost, BaseForm, Needed, YuanField, plain_text
from services.core.tables import BadLines, Fault
from services.core.words import _, _l, enum_choices
from services.units.models import StandardKind
from services.units.rules import FIRST_DAY, LAST_DAY, NAME_LENGTH, may_stand_under


class FindForm(FlaskForm):
    """The beginning of a name or of a code, asked for by GET."""

    class Meta:
        csrf = False

    text = StringField(_l("名称或代码"), filters=[plain_text])


def name_field() -> StringField:
    """What the unit is called."""
    return StringField(
        _l("单位名称"), filters=[plain_text], validators=[Needed(_l("请填写单位名称。")), AtMost(NAME_LENGTH)]
    )


class UnitForm(BaseForm):
    """A new unit below another."""

    name = name_field()
    code = StringField(
        _l("单位代码"),
        description=_l("字母、数字和连字符，最多31位。案件编号以它开头，设立后不能更改。"),
        filters=[plain_text],
        validators=[Needed(_l("请填写单位代码。")), AtMost(40)],
    )
    level = SelectField(_l("层级"))

    def offer(self, above: Level) -> None:
        """The levels that may stand below."""
        self.level.choices = enum_choices([level for level in Level if may_stand_under(level, above)])


class NameForm(BaseForm):
    """A new name."""

    name = name_field()


class ConfirmForm(BaseForm):
    """A step that needs nothing but a yes."""


class TableForm(BaseForm):
    """A table of units, as a file."""

    table = FileField(_l("表格文件"), description=_l("CSV 文件，UTF-8 编码，不超过 1 MB。"))
    faults: Sequence[Fault] = ()
    """Everything that is wrong in the table that was sent."""

    def validate_table(self, field: FileField) -> None:
        """A file has to be chosen."""
        if not field.data or not hasattr(field.data, "read"):
            raise ValidationError(_("请选择文件。"))

    def show(self, problem: Problem) -> None:
        """Keeps all faults of a table, beside the sentence about them."""
        if isinstance(problem, BadLines):
            self.faults = problem.faults
        super().show(problem)


class StandardForm(BaseForm):
    """An amount that holds from a day on."""

    kind = RadioField(
        _l("标准"), choices=lambda: enum_choices(StandardKind), validators=[Needed(_l("请选择是哪一种标准。"))]
    )
    monthly = YuanField(_l("每月金额"), filters=[plain_text], validators=[Needed(_l("请填写金额。")), AtMost(40)])
    valid_from = DateField(
        _l("自何日起执行"),
        description=_l("同一标准同一天再登记一次，就是更正金额；每次都有记录。"),
        validators=[Needed(_l("请选择从哪一天起执行。"))],
    )

    def validate_valid_from(self, field: DateField) -> None:
        """A day within living memory and planning."""
        if not FIRST_DAY <= field.data <= LAST_DAY:
            raise ValidationError(_("日期应在 1990 年至 2100 年之间。"))
