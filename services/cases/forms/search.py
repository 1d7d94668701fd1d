"""The search box: always sent by POST; what came of it decides whether an address may hold it."""

from __future__ import annotations

from wtforms import StringField

from services.cases.typed import LONGEST
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l


class SearchForm(BaseForm):
    """Words, a case number, or a whole phone number, ID number or name."""

    typed = StringField(
        _l("查找案件"),
        filters=[plain_text],
        validators=[Needed(_l("请输入要查找的内容。")), AtMost(LONGEST)],
    )


class ViewForm(BaseForm):
    """The name under which a list is kept."""

    name = StringField(
        _l("视图名称"),
        description=_l("例如：本街道欠薪在办"),
        filters=[plain_text],
        validators=[Needed(_l("请给视图取个名称。")), AtMost(40)],
    )
