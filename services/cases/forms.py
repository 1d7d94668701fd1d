"""Forms of contacts and cases: the shape of input, and the words of its errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from services.cases.kinds import Channel, Difficulty, Factor, Group, Outcome, Rating, RecoveryKind, RecoveryStage
from services.cases.models import Category
from services.cases.rules import LONGEST_NAME, LONGEST_TEXT, MOST_PEOPLE, Ask, Sense, family_of
from services.core.errors import Problem
from services.core.forms import AtMost, BaseForm, Between, Needed, SelectField, YuanField, plain_text
from services.core.web import current_language
from services.core.words import Labelled, _, _l, enum_choices
from services.people.facts import PersonFacts
from services.people.kinds import Sex
from services.people.rules import read_id_number, read_phone
from services.units.queries import NamedUnit

LOGGED_BY_STAFF = [channel for channel in Channel if channel not in (Channel.WEB, Channel.IMPORTED)]
SCORES = {"": "—", **{str(score): str(score) for score in range(1, 6)}}


class ChecksField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def long_text(label: Any, needed: Any, **options: Any) -> TextAreaField:
    """A box for what was said or done."""
    return TextAreaField(label, filters=[plain_text], validators=[Needed(needed), AtMost(LONGEST_TEXT)], **options)


class UnitChoice(BaseForm):
    """A form that asks for a unit, offering those in which the person may work."""

    unit = SelectField(_l("受理单位"))

    def offer_units(self, units: Sequence[NamedUnit]) -> None:
        """Fills the choice; deeper units are set in."""
        top = min((unit.org_path.count("/") for unit in units), default=0)
        self.unit.choices = {unit.code: "　" * (unit.org_path.count("/") - top) + unit.name for unit in units}


class ContactForm(UnitChoice):
    """A call or visit."""

    channel = SelectField(_l("来源"), choices=lambda: dict(enum_choices(LOGGED_BY_STAFF)))
    text = long_text(_l("说了什么"), _l("请写下来电来访的内容。"))
    answered = RadioField(
        _l("当场答复了吗"),
        choices=lambda: {"yes": _("已当场答复"), "no": _("没有，需要后续答复")},
        default="yes",
    )


class RegisterForm(UnitChoice):
    """A request that a caseworker logs."""

    channel = SelectField(_l("来源"), choices=lambda: dict(enum_choices(LOGGED_BY_STAFF)))
    category = SelectField(_l("主要类别"))
    category_2 = SelectField(_l("次要类别"))
    text = long_text(_l("发生了什么"), _l("请写明发生了什么。"))
    name = StringField(_l("职工姓名"), filters=[plain_text], validators=[AtMost(40)])
    phone = StringField(_l("手机号"), filters=[plain_text], validators=[AtMost(40)])
    id_number = StringField(_l("身份证号"), filters=[plain_text], validators=[AtMost(40)])
    sex = SelectField(_l("性别"), choices=lambda: {"": _("未说明"), **dict(enum_choices(Sex))})
    age = IntegerField(_l("年龄"), validators=[Between(14, 100, _l("年龄应在 14 至 100 之间。"))])
    groups = ChecksField(_l("重点群体"), choices=lambda: dict(enum_choices(Group)))
    employer = StringField(
        _l("用人单位或平台"),
        description=_l("可填名称、单位编号或统一社会信用代码"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_NAME)],
    )
    claim = YuanField(_l("涉及金额（元）"))
    people = IntegerField(
        _l("涉及人数"),
        default=1,
        validators=[Between(1, MOST_PEOPLE, _l("涉及人数应在 1 至 100000 之间。"))],
    )
    factors = ChecksField(_l("紧急情形"), choices=lambda: dict(enum_choices(Factor)))
    confidential = BooleanField(_l("保密办理：只有保密受理人和经办人能看到"))

    def validate_phone(self, field: Any) -> None:
        """Says at once what is wrong with the number."""
        _read(read_phone, field.data)

    def validate_id_number(self, field: Any) -> None:
        """Says at once what is wrong with the number."""
        _read(partial(read_id_number, on=date.max, lenient=True), field.data)

    def offer_categories(self, categories: Sequence[Category]) -> None:
        """Fills both category choices, tree by tree."""
        grouped: dict[str, dict[str, str]] = {}
        for category in categories:
            grouped.setdefault(category.tree.label, {})[category.code] = category_label(category)
        self.category.choices = {"": _("暂不分类"), **grouped}
        self.category_2.choices = {"": _("无"), **grouped}

    def ask(self) -> Ask:
        """What is asked for, in the rules' terms."""
        codes = tuple(code for code in (self.category.data, self.category_2.data) if code)
        return Ask(
            family=family_of(codes),
            categories=codes,
            text=self.text.data or "",
            groups=frozenset(Group(group) for group in self.groups.data or ()),
            claim=self.claim.fen,
            people=self.people.data or 1,
            confidential=bool(self.confidential.data),
            factors=frozenset(Factor(factor) for factor in self.factors.data or ()),
            employer_name=self.employer.data or "",
        )

    def person(self) -> PersonFacts | None:
        """Who asks; None where nothing about the person was given."""
        told = PersonFacts(
            name=self.name.data or None,
            phone=self.phone.data or None,
            id_number=self.id_number.data or None,
            sex=Sex(self.sex.data) if self.sex.data else None,
            age=self.age.data,
        )
        return None if told == PersonFacts() else told


def _read(reader: Callable[[str], object], text: str | None) -> None:
    try:
        if text:
            reader(text)
    except Problem as problem:
        raise ValidationError(str(problem.sentence)) from problem


def category_label(category: Category) -> str:
    """`A1 拖欠工资、劳动报酬`, in the reader's language."""
    name = category.name_en if current_language() == "en" else category.name_zh
    return name if category.tree == "L" else f"{category.code} {name}"


class AcceptForm(BaseForm):
    """How hard the case is decides how long it may take."""

    difficulty = RadioField(
        _l("难度"),
        choices=lambda: dict(enum_choices(Difficulty)),
        validators=[Needed(_l("请选择难度，它决定办理期限。"))],
    )


class TakeForm(BaseForm):
    """Who handles the case."""

    handler = SelectField(_l("经办人"), validators=[Needed(_l("请选择经办人。"))])


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


def choice_of(kind: type[Labelled], value: str | None) -> Any:
    """The member of an enum with this value; None for anything else, as in a hand-written address."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None
