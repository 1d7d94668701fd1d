"""Forms of the administrator about accounts: find, add, grant, confirm."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, StringField

from services.accounts.rules import NAME_LENGTH
from services.core.access import Role
from services.core.forms import AtMost, BaseForm, ChecksField, Needed, SelectField, plain_text
from services.core.sex import Sex
from services.core.words import _, _l, enum_choices
from services.units.queries import NamedUnit


class StaffSearchForm(BaseForm):
    """A part of a name, or the beginning of a login."""

    text = StringField(
        _l("姓名或账号"),
        description=_l("姓名可以只输入一部分；账号输入开头几位。"),
        filters=[plain_text],
        validators=[Needed(_l("请输入要查找的内容。")), AtMost(NAME_LENGTH)],
    )


class AddStaffForm(BaseForm):
    """A new account."""

    name = StringField(_l("姓名"), filters=[plain_text], validators=[Needed(_l("请填写姓名。")), AtMost(NAME_LENGTH)])
    login = StringField(
        _l("账号"),
        description=_l("登录时使用：小写字母、数字、点和连字符，设好后不能更改。"),
        filters=[plain_text],
        validators=[Needed(_l("请填写账号。")), AtMost(64)],
    )
    unit = SelectField(_l("所在单位"))
    roles = ChecksField(
        _l("岗位"),
        description=_l("在所在单位担任的岗位，可以选几个，也可以以后再授予。系统管理员不能兼任其他岗位。"),
        choices=lambda: enum_choices(Role),
    )

    def offer(self, units: Sequence[NamedUnit], chosen: str) -> None:
        """The units to choose from, one of them chosen beforehand."""
        self.unit.choices = [(unit.code, f"{unit.name}（{unit.code}）") for unit in units]
        if not self.is_submitted() and chosen:
            self.unit.data = chosen


class SexForm(BaseForm):
    """What is on record, or that nothing is."""

    sex = RadioField(_l("性别"), choices=lambda: {"": _("不记录"), **dict(enum_choices(Sex))}, default="")

    @property
    def told(self) -> Sex | None:
        """None where nothing is to be on record."""
        return Sex(self.sex.data) if self.sex.data else None


class GrantForm(BaseForm):
    """One more post."""

    unit = SelectField(_l("单位"))
    role = SelectField(_l("岗位"), choices=lambda: enum_choices(Role))

    def offer(self, units: Sequence[NamedUnit], chosen: str) -> None:
        """The units to choose from, one of them chosen beforehand."""
        self.unit.choices = [(unit.code, f"{unit.name}（{unit.code}）") for unit in units]
        if not self.is_submitted() and chosen:
            self.unit.data = chosen


class ConfirmForm(BaseForm):
    """A step that needs nothing but a yes."""
