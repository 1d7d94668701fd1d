"""Forms of the steps of a case, one for each verb."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, DateField, RadioField, TextAreaField
from wtforms.validators import Optional, ValidationError

from services.cases.forms.parts import long_text
from services.cases.kinds import Difficulty, Outcome, Rating, RecoveryKind, RecoveryStage
from services.cases.models import Case
from services.cases.queries.loads import Able
from services.cases.rules import LONGEST_TEXT, MOST_IN_HAND, Sense
from services.core.forms import AtMost, BaseForm, Needed, SelectField, YuanField, plain_text
from services.core.words import Words, _, _l, enum_choices

SCORES = {"": "—", **{str(score): str(score) for score in range(1, 6)}}


class AcceptForm(BaseForm):
    """How hard the case is decides how long it may take."""

    difficulty = RadioField(
        _l("难度"),
        choices=lambda: dict(enum_choices(Difficulty)),
        validators=[Needed(_l("请选择难度，它决定办理期限。"))],
    )


class TakeForm(BaseForm):
    """Who handles the case; `why` stands where it changes hands."""

    handler = SelectField(_l("经办人"), validators=[Needed(_l("请选择经办人。"))])
    why = TextAreaField(
        _l("改派的理由"),
        description=_l("同事能看到，职工看不到"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_TEXT)],
    )
    regardless = BooleanField(_l("在办已到上限，仍要分派"))
    asked = BooleanField(_l("职工希望由另一性别的同事办理：已征求本人意见"))

    def offer(self, able: Sequence[Able], case: Case) -> None:
        """Who may be chosen, with what they have in hand."""
        self.able = {each.user.login: each for each in able}
        self.handler.choices = {login: load_of(each) for login, each in self.able.items()}
        if case.handler_id is None:
            del self.why
        if all(each.wish is None for each in able):
            del self.asked

    @property
    def reason(self) -> str:
        """Why it changes hands."""
        return (self.why.data or "") if "why" in self else ""

    def validate_regardless(self, field: BooleanField) -> None:
        """Whoever has as much as one person should have gets more on purpose only."""
        chosen = self.able.get(self.handler.data)
        if chosen and chosen.is_full and not field.data:
            raise ValidationError(str(too_much(chosen.user.name, chosen.in_hand)))

    def validate_asked(self, field: BooleanField) -> None:
        """Whom the member did not wish for handles the case only after the member was asked."""
        chosen = self.able.get(self.handler.data)
        if chosen and not chosen.is_wished and not field.data:
            sentence = _l(
                "不知道%(name)s是不是职工希望的性别。请选标有“合职工希望”的同事，或者先征求职工意见再勾选。",
                name=chosen.user.name,
            )
            raise ValidationError(str(sentence))


def load_of(able: Able) -> str:
    """A colleague as a choice shows them: name, unit, how much they have in hand, and whether a wish is met."""
    load = _(
        "%(name)s · %(unit)s · 在办 %(count)d 件，上限 %(most)d",
        name=able.user.name,
        unit=able.user.unit.name,
        count=able.in_hand,
        most=MOST_IN_HAND,
    )
    return f"{load} · {_('合职工希望')}" if able.wish and able.is_wished else load


def too_much(name: str, count: int) -> Words:
    """The question whether somebody should have more than one person should have."""
    return _l(
        "%(name)s在办 %(count)d 件，上限 %(most)d，仍要分派？请勾选确认。", name=name, count=count, most=MOST_IN_HAND
    )


class NoteForm(BaseForm):
    """An entry of the timeline."""

    text = long_text(_l("记录内容"), _l("请写下记录内容。"))
    contacted = BooleanField(_l("已与职工本人联系"))
    public = BooleanField(_l("职工查询进度时可以看到这条记录"))


class ReplyForm(BaseForm):
    """The answer to the worker."""

    outcome = RadioField(
        _l("结果"), choices=lambda: dict(enum_choices(Outcome)), validators=[Needed(_l("请选择办理结果。"))]
    )
    text = long_text(_l("给职工的答复"), _l("请写下给职工的答复。"), description=_l("职工查询进度时会看到这段话"))


class CheckForm(BaseForm):
    """The quality check."""

    passed = RadioField(
        _l("审核结论"),
        choices=lambda: {"yes": _("通过"), "no": _("退回重办")},
        validators=[Needed(_l("请选择审核结论。"))],
    )
    note = TextAreaField(
        _l("审核意见"),
        description=_l("退回时必须写明原因"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_TEXT)],
    )


class CallbackForm(BaseForm):
    """What the worker said when called back."""

    rating = RadioField(
        _l("职工评价"), choices=lambda: dict(enum_choices(Rating)), validators=[Needed(_l("请选择职工的评价。"))]
    )
    gain = SelectField(_l("获得感（1–5）"), choices=SCORES)
    happiness = SelectField(_l("幸福感（1–5）"), choices=SCORES)
    security = SelectField(_l("安全感（1–5）"), choices=SCORES)
    fault_of_handler = BooleanField(_l("不满意是因为经办人办理不到位，应退回重办"))

    def senses(self) -> Sense:
        """The scores given."""
        given = (self.gain.data, self.happiness.data, self.security.data)
        return Sense(*(int(score) if score else None for score in given))


class CloseForm(BaseForm):
    """Nothing to fill in."""


class RecoveryForm(BaseForm):
    """Money agreed or paid."""

    stage = RadioField(
        _l("进展"),
        choices=lambda: dict(enum_choices(RecoveryStage)),
        validators=[Needed(_l("请选择是已达成还是已到账。"))],
    )
    kind = SelectField(_l("款项"), choices=lambda: dict(enum_choices(RecoveryKind)))
    amount = YuanField(_l("金额（元）"), validators=[Needed(_l("请填写金额。"))])
    pay_by = DateField(_l("约定支付日"), description=_l("只在“已达成”时填写"), validators=[Optional()])
