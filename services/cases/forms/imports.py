"""Forms of an import: bring a file, and say what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.fields.choices import SelectChoice

from services.cases.importing.columns import DAY_FORMS, PLACES, Place
from services.cases.models import TableKind
from services.core.forms import AtMost, BaseForm, Needed, SelectField, plain_text
from services.core.words import _, _l
from services.units.queries import NamedUnit

LONGEST_NAME = 60
BY_HAND, FROM_FILE = "", "file"


class UploadForm(BaseForm):
    """A file, the unit that it is for, and how it is read."""

    file = FileField(
        _l("表格文件"),
        validators=[Needed(_l("请选择一个文件。"))],
        description=_l("CSV 或 Excel（.xlsx）的第一张工作表，第一行是列名，最大 100 MB。"),
    )
    kind = SelectField(_l("表里是什么"))
    unit = SelectField(_l("归哪个单位"))
    profile = SelectField(_l("怎样读这张表"))
    profile_file = FileField(
        _l("配置文件"), description=_l("只在上面选了“随表上传配置文件”时需要；写法见手册“导入旧表”。")
    )

    def offer(self, units: Sequence[NamedUnit], profiles: Sequence[tuple[str, str]]) -> None:
        """The units that the viewer administers, and the profiles that are known."""
        self.kind.choices = {kind.value: kind.label for kind in TableKind if kind in PLACES}
        self.unit.choices = {unit.code: unit.name for unit in units}
        self.profile.choices = {
            BY_HAND: _("上传后说明各列"),
            FROM_FILE: _("随表上传配置文件"),
            **dict(profiles),
        }


class ColumnsForm(BaseForm):
    """What the columns of a file mean; one choice for each place of the profile, named c0, c1 …"""

    name = StringField(
        _l("这张表叫什么"),
        filters=[plain_text],
        validators=[Needed(_l("请给这张表起个名字。")), AtMost(LONGEST_NAME)],
        description=_l("同名就是同一张表：再次导入时据此认出已有的行。"),
    )
    day_form = SelectField(
        _l("日期的写法"), choices=[SelectChoice(form, _l(words)) for form, words in DAY_FORMS.items()]
    )

    def places(self) -> Iterator[tuple[Place, Any]]:
        """Each place of the profile with its field."""
        return ((place, self[f"c{at}"]) for at, place in enumerate(PLACES[self.kind]))

    kind = TableKind.CASES


def columns_form(kind: TableKind, header: Sequence[str]) -> ColumnsForm:
    """The form for a kind of table and the columns of a file."""
    offered = [SelectChoice("", "—"), *(SelectChoice(name, name) for name in dict.fromkeys(header) if name)]
    fields: dict[str, Any] = {"kind": kind}
    for at, place in enumerate(PLACES[kind]):
        checks = [Needed(_l("请选择这一列。"))] if place.needed else []
        fields[f"c{at}"] = SelectField(_l(place.msgid), choices=list(offered), validators=checks)
    made: ColumnsForm = type("ColumnsForm", (ColumnsForm,), fields)()
    return made
