"""The answer to a complaint about a handler."""

from __future__ import annotations

from wtforms import TextAreaField

from services.cases.rules import LONGEST_TEXT
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l


class ComplaintAnswerForm(BaseForm):
    """What the member is answered."""

    text = TextAreaField(
        _l("给职工的答复"),
        filters=[plain_text],
        validators=[Needed(_l("请写下给职工的答复。")), AtMost(LONGEST_TEXT)],
    )
