"""Forms of employers: find one, add one, correct one."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectField, StringField

from services.core.errors import ErrorCode, Problem
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l, enum_choices
from services.people.facts import LONGEST_EMPLOYER_CODE, LONGEST_EMPLOYER_NAME, EmployerFacts
from services.people.kinds import EmployerKind
from services.people.models import Employer
from services.people.queries import find_employer
from services.units.queries import NamedUnit


class EmployerSearchForm(BaseForm):
    """The beginning of a name, or a whole code."""

    text = StringField(
        _l("名称、单位编号或统一社会信用代码"),
        description=_l("名称可以只输入开头几个字；编号和信用代码须完整。"),
        filters=[plain_text],
        validators=[Needed(_l("请输入要查找的内容。")), AtMost(LONGEST_EMPLOYER_NAME)],
    )


class EmployerForm(BaseForm):
    """What is known of an employer."""

    name = StringField(
        _l("名称"), filters=[plain_text], validators=[Needed(_l("请填写用人单位名称。")), AtMost(LONGEST_EMPLOYER_NAME)]
    )
    kind = SelectField(_l("性质"), choices=lambda: dict(enum_choices(EmployerKind)))
    credit_code = StringField(
        _l("统一社会信用代码"), description=_l("18 位，可以不填"), filters=[plain_text], validators=[AtMost(40)]
    )
    code = StringField(
        _l("单位编号"),
        description=_l("工会自己的编号，可以不填"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_EMPLOYER_CODE)],
    )
    upstream = StringField(
        _l("上游单位"),
        description=_l("为哪家平台或单位用工；填其名称、编号或信用代码，可以不填"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_EMPLOYER_NAME)],
    )
    unit = SelectField(_l("登记单位"))

    def offer_units(self, units: Sequence[NamedUnit]) -> None:
        """In whose name the employer may be entered."""
        self.unit.choices = {unit.code: unit.name for unit in units}

    def fill(self, employer: Employer) -> None:
        """Shows what is known."""
        self.name.data, self.kind.data = employer.name, employer.kind.value
        self.credit_code.data, self.code.data = employer.credit_code, employer.code
        self.upstream.data = employer.upstream.code or employer.upstream.name if employer.upstream else ""

    def facts(self) -> EmployerFacts:
        """What was filled in. Raises Problem(invalid) where the upstream employer is not known."""
        told = self.upstream.data or ""
        upstream = find_employer(told) if told else None
        if told and upstream is None:
            raise Problem(ErrorCode.INVALID, _l("没有找到“%(name)s”，请先登记它。", name=told[:60]), field="upstream")
        return EmployerFacts(
            name=self.name.data,
            code=self.code.data or None,
            credit_code=self.credit_code.data or None,
            kind=EmployerKind(self.kind.data),
            upstream=upstream,
        )
