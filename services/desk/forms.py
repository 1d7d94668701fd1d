"""Forms of the desk: a call, a task, a text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from services.accounts.models import User
from services.cases.rules import LONGEST_TEXT
from services.core.forms import AtMost, BaseForm, Between, Needed, SelectField, plain_text
from services.core.time import from_local
from services.core.words import _l, enum_choices
from services.desk.actions import TaskFacts, TextFacts
from services.desk.actions.calls import Call, CallEnd
from services.desk.actions.tasks import LONGEST
from services.desk.actions.texts import LONGEST_TITLE
from services.desk.models import TaskKind, TextKind

A_DAY = 86_400
"""Seconds; no call is longer."""
DAY_NEEDED = _l("请填写日期。")


class CallForm(BaseForm):
    """A call about a case, with what comes next."""

    end = RadioField(
        _l("结果"),
        choices=lambda: dict(enum_choices(CallEnd)),
        default=CallEnd.REACHED.value,
        validators=[Needed(_l("请选择通话结果。"))],
    )
    text = TextAreaField(_l("通话内容"), filters=[plain_text], validators=[AtMost(LONGEST_TEXT)])
    next_step = StringField(_l("下一步"), filters=[plain_text], validators=[AtMost(LONGEST)])
    due_on = DateField(_l("日期"), validators=[Optional()])
    seconds = IntegerField(widget=HiddenInput(), default=0, validators=[Between(0, A_DAY, _l("通话时长有误。"))])

    def call(self) -> Call:
        """What was said."""
        return Call(CallEnd(self.end.data), self.text.data or "", self.seconds.data or 0)

    def following(self) -> TaskFacts | None:
        """The next step; None where neither step nor day was given, with a day alone its step is missing."""
        if not self.next_step.data and self.due_on.data is None:
            return None
        again = self.end.data in (CallEnd.MISSED, CallEnd.AGREED)
        kind = TaskKind.CALL if again else TaskKind.PLAIN
        return TaskFacts(self.next_step.data or "", self.due_on.data or date.min, kind)


class TaskForm(BaseForm):
    """A task: what, by when, by whom."""

    kind = RadioField(
        _l("类型"), choices=lambda: dict(enum_choices(TaskKind)), default=TaskKind.PLAIN.value, validators=[Needed()]
    )
    next_step = StringField(
        _l("要做什么"), filters=[plain_text], validators=[Needed(_l("请写明要做什么。")), AtMost(LONGEST)]
    )
    due_on = DateField(_l("日期"), validators=[InputRequired(DAY_NEEDED)])
    hour = TimeField(_l("时间"), description=_l("没有约定时间的，可以不填"), validators=[Optional()])
    remind_on = DateField(_l("提醒日"), description=_l("从这一天起排到“今天”"), validators=[Optional()])
    user = SelectField(_l("由谁办理"), validators=[Needed()])

    def offer_users(self, users: Sequence[User]) -> None:
        """Who may be asked."""
        self.user.choices = {user.login: f"{user.name} · {user.unit.name}" for user in users}

    def facts(self) -> TaskFacts:
        """What was filled in."""
        hour, on = self.hour.data, self.due_on.data
        at_time = from_local(datetime.combine(on, hour)) if hour else None
        return TaskFacts(self.next_step.data, on, TaskKind(self.kind.data), at_time, self.remind_on.data)


class DoneForm(BaseForm):
    """Nothing to fill in."""


class BulkNoteForm(BaseForm):
    """One note for several cases."""

    text = TextAreaField(
        _l("记录内容"), filters=[plain_text], validators=[Needed(_l("请写下记录内容。")), AtMost(LONGEST_TEXT)]
    )


class TextForm(BaseForm):
    """A text of a unit."""

    kind = RadioField(
        _l("用在哪里"), choices=lambda: dict(enum_choices(TextKind)), validators=[Needed(_l("请选择用在哪里。"))]
    )
    title = StringField(_l("标题"), filters=[plain_text], validators=[Needed(_l("请写标题。")), AtMost(LONGEST_TITLE)])
    body = TextAreaField(_l("正文"), filters=[plain_text], validators=[Needed(_l("请写正文。")), AtMost(LONGEST_TEXT)])

    def facts(self) -> TextFacts:
        """What was filled in."""
        return TextFacts(TextKind(self.kind.data), self.title.data, self.body.data)
