"""Forms of the working calendar: one day, one year."""

from __future__ import annotations

from wtforms import DateField, RadioField, StringField

from services.clocks.models import CalendarKind
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import N_, _, _l, enum_choices

ORDINARY = "ordinary"
ORDINARY_DAY = N_("平常日（按星期）")
LONGEST_NAME, LONGEST_SOURCE = 60, 200


def source_field() -> StringField:
    """The notice on which a change rests."""
    return StringField(
        _l("依据"),
        description=_l("通知的文号，例如：国办发明电〔2025〕7号"),
        filters=[plain_text],
        validators=[Needed(_l("请写明依据哪份通知。")), AtMost(LONGEST_SOURCE)],
    )


class DayForm(BaseForm):
    """What a day is."""

    on = DateField(_l("日期"), validators=[Needed(_l("请选择日期。"))])
    kind = RadioField(
        _l("这一天是"),
        choices=lambda: [*enum_choices(CalendarKind), (ORDINARY, _(ORDINARY_DAY))],
        validators=[Needed(_l("请选择这一天是什么日子。"))],
    )
    name = StringField(
        _l("名称"), description=_l("节日的名称，可以不填"), filters=[plain_text], validators=[AtMost(LONGEST_NAME)]
    )
    source = source_field()

    @property
    def chosen(self) -> CalendarKind | None:
        """The kind of day; None for an ordinary one."""
        return None if self.kind.data == ORDINARY else CalendarKind(self.kind.data)


class YearForm(BaseForm):
    """The notice of a year."""

    source = source_field()
