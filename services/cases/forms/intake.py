"""Forms by which calls, visits and requests come in."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField

from services.cases.forms.parties import ProxyFields
from services.cases.forms.parts import category_label, long_text, reads_as, set_in
from services.cases.kinds import Channel, Factor
from services.cases.models import Category
from services.cases.rules import LONGEST_NAME, LONGEST_STRUCK_OUT, MOST_PEOPLE, Ask, family_of
from services.core.forms import AtMost, BaseForm, Between, ChecksField, SelectField, YuanField, plain_text
from services.core.words import _, _l, enum_choices
from services.people.facts import PersonFacts
from services.people.kinds import Sex
from services.people.labels import group_label
from services.people.models import Person, PriorityGroup
from services.people.rules import read_id_number_of_any_day, read_phone
from services.units.queries import NamedUnit

LOGGED_BY_STAFF = [channel for channel in Channel if channel not in (Channel.WEB, Channel.IMPORTED)]


class UnitChoice(BaseForm):
    """A form that asks for a unit, offering those in which the person may work."""

    unit = SelectField(_l("受理单位"))

    def offer_units(self, units: Sequence[NamedUnit]) -> None:
        """Fills the choice."""
        self.unit.choices = set_in(units)


class CallerFields(BaseForm):
    """Who calls: typed anew, or one of those who are known under the number."""

    name = StringField(_l("职工姓名"), filters=[plain_text], validators=[AtMost(40)])
    phone = StringField(_l("手机号"), filters=[plain_text], validators=[AtMost(40), reads_as(read_phone)])
    who = RadioField(_l("是哪一位"), default="")

    def offer_people(self, people: Sequence[Person]) -> None:
        """Fills the choice of who it is, masked."""
        known = {str(each.id): f"{each.masked_name or _('未留姓名')} · {each.masked_phone}" for each in people}
        self.who.choices = {**known, "": _("不在其中，按填写的登记")}

    def chosen(self, people: Sequence[Person]) -> Person | None:
        """The one who was chosen."""
        return next((each for each in people if str(each.id) == self.who.data), None)


class ContactForm(UnitChoice, CallerFields):
    """A call or visit."""

    channel = SelectField(_l("来源"), choices=lambda: dict(enum_choices(LOGGED_BY_STAFF)))
    text = long_text(_l("说了什么"), _l("请写下来电来访的内容。"))
    answered = RadioField(
        _l("当场答复了吗"),
        choices=lambda: {"yes": _("已当场答复"), "no": _("没有，需要后续答复")},
        default="yes",
    )

    def person(self) -> PersonFacts | None:
        """Who calls; None where nothing was told."""
        told = PersonFacts(name=self.name.data or None, phone=self.phone.data or None)
        return None if told == PersonFacts() else told


class RegisterForm(UnitChoice, CallerFields, ProxyFields):
    """A request that a caseworker logs."""

    channel = SelectField(_l("来源"), choices=lambda: dict(enum_choices(LOGGED_BY_STAFF)))
    category = SelectField(_l("主要类别"))
    category_2 = SelectField(_l("次要类别"))
    text = long_text(_l("发生了什么"), _l("请写明发生了什么。"))
    id_number = StringField(
        _l("身份证号"), filters=[plain_text], validators=[AtMost(40), reads_as(read_id_number_of_any_day)]
    )
    sex = SelectField(_l("性别"), choices=lambda: {"": _("未说明"), **dict(enum_choices(Sex))})
    age = IntegerField(_l("年龄"), validators=[Between(14, 100, _l("年龄应在 14 至 100 之间。"))])
    groups = ChecksField(_l("重点群体"))
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
    not_for_told = TextAreaField(
        _l("谁不能看到（可以不填）"),
        description=_l("写下工作人员的姓名；填了就保密办理，他们从此不能查看和办理"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_STRUCK_OUT)],
    )

    def offer_categories(self, categories: Sequence[Category]) -> None:
        """Fills both category choices, tree by tree."""
        grouped: dict[str, dict[str, str]] = {}
        for category in categories:
            grouped.setdefault(category.tree.label, {})[category.code] = category_label(category)
        self.category.choices = {"": _("暂不分类"), **grouped}
        self.category_2.choices = {"": _("无"), **grouped}

    def offer_groups(self, groups: Sequence[PriorityGroup]) -> None:
        """Fills the choice of priority groups."""
        self.groups.choices = {group.code: group_label(group) for group in groups}

    def ask(self) -> Ask:
        """What is asked for, in the rules' terms."""
        codes = tuple(code for code in (self.category.data, self.category_2.data) if code)
        return Ask(
            family=family_of(codes),
            categories=codes,
            text=self.text.data or "",
            groups=frozenset(self.groups.data or ()),
            claim=self.claim.fen,
            people=self.people.data or 1,
            confidential=bool(self.confidential.data),
            factors=frozenset(Factor(factor) for factor in self.factors.data or ()),
            employer_name=self.employer.data or "",
            not_for_told=self.not_for_told.data or "",
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
