"""Forms of people: one box to find someone, one to reveal, one to correct."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from services.core.errors import Problem
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _, _l, enum_choices
from services.people.facts import PersonFacts
from services.people.kinds import PersonField, Sex
from services.people.rules import LONGEST_NAME, LONGEST_PURPOSE, looks_like_id_number, read_id_number, read_phone


class SearchForm(BaseForm):
    """A whole phone or ID number; parts of one find nobody."""

    number = StringField(
        _l("手机号或身份证号"),
        description=_l("须输入完整号码。空格、短横线和全角数字都可以。"),
        filters=[plain_text],
        validators=[Needed(_l("请输入完整的手机号或身份证号。")), AtMost(40)],
    )

    def validate_number(self, field: Any) -> None:
        """Says what is wrong with the kind of number that was meant."""
        try:
            if self.is_id_number:
                read_id_number(field.data, on=date.max, lenient=True)
            else:
                read_phone(field.data)
        except Problem as problem:
            raise ValidationError(str(problem.sentence)) from problem

    @property
    def is_id_number(self) -> bool:
        """Whether an ID number was meant, by its length."""
        return looks_like_id_number(self.number.data or "")


class RevealForm(BaseForm):
    """Which field, and what for."""

    field = RadioField(
        _l("要查看的内容"),
        choices=lambda: enum_choices(PersonField),
        validators=[Needed(_l("请选择要查看的内容。"))],
    )
    purpose = StringField(
        _l("用途"),
        description=_l("例如：电话回访、核对身份、制作文书。用途和您的姓名会记录在案。"),
        filters=[plain_text],
        validators=[Needed(_l("请写明用途。")), AtMost(LONGEST_PURPOSE)],
    )

    def offer(self, known: list[PersonField]) -> None:
        """Only what is known of the person can be chosen."""
        self.field.choices = enum_choices(known)


class CorrectionForm(BaseForm):
    """What was told anew; what is left empty stays as it is."""

    name = StringField(_l("姓名"), filters=[plain_text], validators=[AtMost(LONGEST_NAME)])
    phone = StringField(_l("电话"), filters=[plain_text], validators=[AtMost(40)])
    id_number = StringField(_l("身份证号"), filters=[plain_text], validators=[AtMost(40)])
    sex = SelectField(_l("性别"), choices=lambda: [("", _("不改")), *enum_choices(Sex)])

    def facts(self) -> PersonFacts:
        """What was told, None for what was left empty."""
        return PersonFacts(
            name=self.name.data or None,
            phone=self.phone.data or None,
            id_number=self.id_number.data or None,
            sex=Sex(self.sex.data) if self.sex.data else None,
        )
