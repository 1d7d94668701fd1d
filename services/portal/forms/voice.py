"""What a member may say on the page of progress: more, how it was, that they disagree, that they take it back."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from services.cases.kinds import Rating
from services.cases.models import CaseFile
from services.cases.rules import LONGEST_TEXT
from services.core.files.receiving import UploadField
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l, enum_choices

MOST_FILES = 5
"""That a member may send along at once."""
GRADES = tuple(rating for rating in Rating if rating is not Rating.NOT_REACHED)
"""The five grades of a member, the best first."""


class VoiceForm(BaseForm):
    """A form on the page of progress; the pass says whose it is."""

    ticket = HiddenField()


class AddForm(VoiceForm):
    """More about the matter."""

    text = TextAreaField(
        _l("补充的内容"),
        filters=[plain_text],
        validators=[Needed(_l("请写下要补充的内容。")), AtMost(LONGEST_TEXT)],
    )
    files = UploadField(_l("照片和文件（可以不加）"), table=CaseFile.__tablename__, most=MOST_FILES)


class WithdrawForm(VoiceForm):
    """Taking the request back."""

    reason = TextAreaField(_l("为什么撤回（可以不写）"), filters=[plain_text], validators=[AtMost(LONGEST_TEXT)])


class RateForm(VoiceForm):
    """One of five grades, by one press."""

    rating = RadioField(
        _l("您满意吗"),
        choices=lambda: dict(enum_choices(GRADES)),
        validators=[Needed(_l("请选择一项评价。"))],
    )


class ComplainForm(VoiceForm):
    """What is wrong with how the request is handled."""

    text = TextAreaField(
        _l("您要投诉什么"),
        filters=[plain_text],
        validators=[Needed(_l("请写明您要投诉什么。")), AtMost(LONGEST_TEXT)],
    )


class ConsentForm(VoiceForm):
    """Taking a consent back."""

    code = StringField(filters=[plain_text], validators=[Needed(_l("请选择要撤回哪一项同意。")), AtMost(40)])


class ObjectForm(VoiceForm):
    """Why the closing is not right."""

    reason = TextAreaField(
        _l("您为什么不同意办结"),
        filters=[plain_text],
        validators=[Needed(_l("请写明您为什么不同意办结。")), AtMost(LONGEST_TEXT)],
    )
