"""The form by which a member looks a request up."""

from __future__ import annotations

import unicodedata

from wtforms import StringField

from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l


def _half_width(value: str | None) -> str | None:
    return None if value is None else unicodedata.normalize("NFKC", value)


class FollowForm(BaseForm):
    """Number and query code of a request."""

    number = StringField(
        _l("诉求编号"), filters=[plain_text, _half_width], validators=[Needed(_l("请填写诉求编号。")), AtMost(60)]
    )
    code = StringField(
        _l("查询码"), filters=[plain_text, _half_width], validators=[Needed(_l("请填写查询码。")), AtMost(40)]
    )
