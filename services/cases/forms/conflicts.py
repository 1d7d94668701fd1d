"""Forms around conflicts of interest: whom a case is kept from, officers, ties, enterprises' unions."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import Optional

from services.accounts.models import User
from services.cases.actions.ties import LONGEST_REASON, TieFacts
from services.cases.models import EmployerUnion, TieKind
from services.cases.rules import LONGEST_NAME
from services.core.errors import ErrorCode, Problem
from services.core.forms import AtMost, BaseForm, Needed, SelectField, plain_text
from services.core.words import _, _l, enum_choices
from services.people.models import Employer
from services.people.queries import find_employer
from services.units.models import Unit

NO_STAFF = "-"
"""Stands for "not one of our staff" in a choice that must be made."""


def _named(staff: Sequence[User]) -> dict[str, str]:
    return {user.login: f"{user.name} · {user.unit.name}" for user in staff}


class ExcludeForm(BaseForm):
    """Which colleague must not see the case."""

    user = SelectField(_l("谁不得接触本案"), validators=[Needed(_l("请选择一位同事。"))])

    def offer_staff(self, staff: Sequence[User]) -> None:
        """Colleagues whose posts reach the case."""
        self.user.choices = {"": _("请选择"), **_named(staff)}


class RespondentForm(BaseForm):
    """Who is complained of, and whether it is one of our staff."""

    name = StringField(
        _l("被反映人姓名"),
        filters=[plain_text],
        validators=[Needed(_l("请填写被反映人的姓名。")), AtMost(LONGEST_NAME)],
    )
    about = TextAreaField(_l("单位、职务、与职工的关系"), filters=[plain_text], validators=[AtMost(LONGEST_REASON)])
    user = SelectField(
        _l("是不是工会工作人员"),
        description=_l("是工会工作人员的，请选出其账号：从此不能查看和办理本案"),
        validators=[Needed(_l("请说明是不是工会工作人员。"))],
    )

    def offer_staff(self, staff: Sequence[User]) -> None:
        """Colleagues whose posts reach the case."""
        self.user.choices = {"": _("请选择"), NO_STAFF: _("不是工会工作人员"), **_named(staff)}


class OfficerForm(BaseForm):
    """Which colleague receives the sealed cases of a unit."""

    user = SelectField(_l("指定谁"), validators=[Needed(_l("请选择一位同事。"))])

    def offer_staff(self, staff: Sequence[User]) -> None:
        """Colleagues who work on cases of the unit and are no officers yet."""
        self.user.choices = {"": _("请选择"), **_named(staff)}


def _known_employer(text: str | None) -> Employer | None:
    """The one that is meant. Raises Problem(invalid) where there is none, or more than one of that name."""
    if not text:
        return None
    found = find_employer(text)
    if found is None:
        raise Problem(
            ErrorCode.INVALID, _l("没有找到这家用人单位。请填写登记的全称、编号或信用代码。"), field="employer"
        )
    return found


class TieForm(BaseForm):
    """A tie of oneself or of a colleague: to an employer, or to a person."""

    user = SelectField(_l("谁"), validators=[Needed(_l("请选择一位同事。"))])
    kind = SelectField(_l("什么关系"), choices=lambda: dict(enum_choices(TieKind)))
    employer = StringField(
        _l("用人单位"),
        description=_l("登记的全称、编号或统一社会信用代码；与个人有关系的，这里不填"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_NAME)],
    )
    name = StringField(
        _l("个人姓名"),
        description=_l("与用人单位有关系的，以下三项不填"),
        filters=[plain_text],
        validators=[AtMost(40)],
    )
    phone = StringField(_l("对方电话"), filters=[plain_text], validators=[AtMost(40)])
    id_number = StringField(_l("对方身份证号"), filters=[plain_text], validators=[AtMost(40)])
    since = DateField(_l("从哪天起（可以不填）"), validators=[Optional()])
    reason = TextAreaField(_l("说明（可以不填）"), filters=[plain_text], validators=[AtMost(LONGEST_REASON)])

    def offer_staff(self, staff: Sequence[User]) -> None:
        """For whom the viewer may declare."""
        self.user.choices = _named(staff)

    def facts(self) -> TieFacts:
        """The tie in the verb's terms. Raises Problem(invalid) for an employer that is not known."""
        return TieFacts(
            kind=TieKind(self.kind.data),
            employer=_known_employer(self.employer.data),
            name=self.name.data or "",
            phone=self.phone.data or "",
            id_number=self.id_number.data or "",
            reason=self.reason.data or "",
            since=self.since.data,
        )


class UnionForm(BaseForm):
    """To which employer an enterprise's union belongs."""

    unit = SelectField(_l("企业工会"), validators=[Needed(_l("请选择企业工会。"))])
    employer = StringField(
        _l("所属用人单位"),
        description=_l("登记的全称、编号或统一社会信用代码"),
        filters=[plain_text],
        validators=[Needed(_l("请填写用人单位。")), AtMost(LONGEST_NAME)],
    )

    def offer_unions(self, unions: Sequence[tuple[Unit, EmployerUnion | None]]) -> None:
        """The enterprises' unions that the viewer supervises."""
        self.unit.choices = {unit.code: unit.name for unit, _linked in unions}

    def found_employer(self) -> Employer:
        """The employer that is meant. Raises Problem(invalid) for one that is not known."""
        found = _known_employer(self.employer.data)
        assert found is not None
        return found
