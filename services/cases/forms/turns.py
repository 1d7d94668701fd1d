"""Forms of the turns that a case may take: at the door, between units, in time, and at its end."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from services.accounts.models import User
from services.cases.forms.parts import long_text, set_in
from services.cases.kinds import DispatchMode
from services.cases.rules import LONGEST_TEXT
from services.core.forms import AtMost, BaseForm, Needed, SelectField, plain_text
from services.core.words import _, _l, enum_choices
from services.units.queries import NamedUnit

TOLD_TO_THE_MEMBER = _l("职工查询进度时会看到这段话")


def optional_text(label: object, description: object = "") -> TextAreaField:
    """A box that may stay empty."""
    return TextAreaField(label, description=description, filters=[plain_text], validators=[AtMost(LONGEST_TEXT)])


class DeclineForm(BaseForm):
    """Why a request is not taken on."""

    reason = long_text(_l("不予受理的理由"), _l("请写明不予受理的理由，职工会看到。"), description=TOLD_TO_THE_MEMBER)
    refer_to = StringField(
        _l("可以去哪里反映"),
        description=_l("例如：请向区劳动监察大队投诉，电话……"),
        filters=[plain_text],
        validators=[AtMost(200)],
    )


class CompletionRequestForm(BaseForm):
    """What is missing."""

    missing = long_text(_l("还缺什么"), _l("请写明还缺什么，职工会看到。"), description=TOLD_TO_THE_MEMBER)


class CompletionForm(BaseForm):
    """What came."""

    text = optional_text(_l("补正了什么"))


class DispatchForm(BaseForm):
    """To which unit, and who owns the outcome."""

    to = SelectField(_l("派往单位"), validators=[Needed(_l("请选择派往的单位。"))])
    mode = RadioField(
        _l("方式"),
        choices=lambda: dict(enum_choices(DispatchMode)),
        validators=[Needed(_l("请选择转办还是交办。"))],
    )
    report_back = DateField(_l("报告结果的日期"), description=_l("只在交办时填写，可以不填"), validators=[Optional()])

    def offer(self, units: Sequence[NamedUnit]) -> None:
        """Fills the choice of units."""
        self.to.choices = {"": _("请选择"), **set_in(units)}


class ChaserForm(BaseForm):
    """What is asked of whoever has the case in hand."""

    words = long_text(_l("要求"), _l("请写明要求。"), description=_l("例如：请今天联系职工，明天下班前报告进展"))


class ReasonForm(BaseForm):
    """A reason that colleagues read."""

    reason = long_text(_l("理由"), _l("请写明理由。"))


class ToldReasonForm(BaseForm):
    """A reason that the member reads."""

    reason = long_text(_l("理由"), _l("请写明理由，职工会看到。"), description=TOLD_TO_THE_MEMBER)


class OptionalReasonForm(BaseForm):
    """A reason that may be left out."""

    reason = optional_text(_l("说明（可以不填）"))


class ExtendForm(ToldReasonForm):
    """Until when, and why."""

    until = DateField(_l("延期至"), description=_l("含当日"), validators=[Needed(_l("请填写延期后的日期。"))])


class MergeForm(BaseForm):
    """With which case."""

    into = StringField(
        _l("并入案件的编号"), filters=[plain_text], validators=[Needed(_l("请填写案件编号。")), AtMost(60)]
    )


class HandOverForm(BaseForm):
    """Who leaves, and who takes everything over."""

    leaver = SelectField(_l("离开的同事"), validators=[Needed(_l("请选择离开的同事。"))])
    to = SelectField(_l("移交给"), validators=[Needed(_l("请选择接手的同事。"))])

    def offer(self, leavers: Sequence[User], colleagues: Sequence[User]) -> None:
        """Fills the choices."""
        for field, users in ((self.leaver, leavers), (self.to, colleagues)):
            field.choices = {"": _("请选择"), **{user.login: f"{user.name} · {user.unit.name}" for user in users}}
