"""Forms of the desk: a call, a task, a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from services.accounts.models import User
from services.cases.forms.steps import load_of, too_much
from services.cases.models import Case
from services.cases.queries.loads import Able
from services.cases.rules import LONGEST_TEXT, over_the_limit, shared_out
from services.core.forms import AtMost, BaseForm, Between, Needed, SelectField, plain_text
from services.core.time import from_local
from services.core.words import _, _l, enum_choices
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


class AssignForm(BaseForm):
    """Who handles each of several cases; made by `assign_form`, which gives every case a field of its own."""

    handler = SelectField(_l("全部交给"))
    why = TextAreaField(
        _l("改派的理由"),
        description=_l("已有经办人的案件改派时必须写明；同事能看到，职工看不到"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_TEXT)],
    )
    regardless = BooleanField(_l("在办已到上限，仍要分派"))
    able: Mapping[int, Sequence[Able]] = {}
    handled: Mapping[int, int | None] = {}

    @staticmethod
    def name_of(case_id: int) -> str:
        """The name of the field of a case."""
        return f"case_{case_id}"

    def handler_of(self, case_id: int) -> str:
        """Login of whoever shall handle the case; empty where it is left as it is."""
        return self.handler.data or self[self.name_of(case_id)].data or ""

    def validate_regardless(self, field: BooleanField) -> None:
        """Whoever would have more than one person should have gets it on purpose only."""
        known = {each.user.login: each for able in self.able.values() for each in able}
        chosen = {case: known.get(self.handler_of(case)) for case in self.able}
        fresh = Counter(each.user.id for case, each in chosen.items() if each and self.handled[case] != each.user.id)
        over = over_the_limit({each.user.id: each.in_hand for each in known.values()}, fresh)
        full = [too_much(each.user.name, over[each.user.id]) for each in known.values() if each.user.id in over]
        if full and not field.data:
            raise ValidationError(" ".join(map(str, full)))


def assign_form(cases: Sequence[Case], able: Mapping[int, Sequence[Able]]) -> AssignForm:
    """The form for these cases, each with the colleague who is suggested for it."""
    suggested = shared_out([(case.id, [each.fit for each in able[case.id]]) for case in cases])
    logins = {each.user.id: each.user.login for some in able.values() for each in some}
    fields = {
        AssignForm.name_of(case.id): SelectField(
            case.number,
            choices={"": _("不分派"), **{each.user.login: load_of(each) for each in able[case.id]}},
            default=logins.get(suggested.get(case.id, 0), ""),
        )
        for case in cases
    }
    told = {"able": able, "handled": {case.id: case.handler_id for case in cases}}
    form: AssignForm = type("AssignForm", (AssignForm,), {**fields, **told})()
    form.handler.choices = {"": _("按下面逐件分派"), **_for_all(able)}
    if all(case.handler_id is None for case in cases):
        del form.why
    return form


def _for_all(able: Mapping[int, Sequence[Able]]) -> dict[str, str]:
    """Those who may be given any of the cases."""
    first, *others = able.values()
    common = {each.user.id for each in first}.intersection(*({each.user.id for each in some} for some in others))
    return {each.user.login: load_of(each) for each in first if each.user.id in common}


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
