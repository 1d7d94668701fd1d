"""Forms of priority groups: tag a person, end a tag, keep the list of groups."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, RadioField, StringField
from wtforms.validators import Optional

from services.core.errors import ErrorCode, Problem
from services.core.forms import AtMost, BaseForm, Needed, SelectField, plain_text
from services.core.words import _, _l, enum_choices
from services.people.facts import LONGEST_EMPLOYER_NAME
from services.people.kinds import Evidence, Occupation, Period, WorkRelation
from services.people.labels import group_label
from services.people.models import Employer, PriorityGroup
from services.people.queries import find_employer
from services.people.rules import LONGEST_EVIDENCE, LONGEST_REASON
from services.people.tag_facts import LONGEST_GROUP_NAME, GroupFacts, TagFacts
from services.units.queries import NamedUnit

NOT_SAID = {"": "—"}


class TagForm(BaseForm):
    """That a person belongs to a group."""

    group = SelectField(_l("重点群体"), validators=[Needed(_l("请选择群体。"))])
    valid_from = DateField(_l("从哪一天起"), description=_l("不清楚的可以不填"), validators=[Optional()])
    valid_to = DateField(_l("到哪一天止"), description=_l("含当天；仍然属于的不填"), validators=[Optional()])
    evidence = SelectField(_l("依据"), choices=lambda: dict(enum_choices(Evidence)))
    evidence_text = StringField(
        _l("依据说明"),
        description=_l("例如证件名称和编号后四位；加密保存"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_EVIDENCE)],
    )
    occupation = SelectField(_l("职业"), choices=lambda: {**NOT_SAID, **dict(enum_choices(Occupation))})
    relation = SelectField(_l("用工关系"), choices=lambda: {**NOT_SAID, **dict(enum_choices(WorkRelation))})
    employer = StringField(
        _l("平台或用工单位"),
        description=_l("填已登记单位的名称、编号或信用代码"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_EMPLOYER_NAME)],
    )
    period = SelectField(_l("所处时期"), choices=lambda: {**NOT_SAID, **dict(enum_choices(Period))})

    def offer(self, groups: Sequence[PriorityGroup]) -> None:
        """Fills the choice of groups."""
        self.group.choices = {"": _("请选择"), **{group.code: group_label(group) for group in groups}}

    def facts(self) -> TagFacts:
        """What was filled in. Raises Problem(invalid) where the platform is not known."""
        return TagFacts(
            group=self.group.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            evidence=Evidence(self.evidence.data),
            evidence_text=self.evidence_text.data,
            occupation=Occupation(self.occupation.data) if self.occupation.data else None,
            relation=WorkRelation(self.relation.data) if self.relation.data else None,
            employer=self._employer(),
            period=Period(self.period.data) if self.period.data else None,
        )

    def _employer(self) -> Employer | None:
        told = self.employer.data or ""
        found = find_employer(told) if told else None
        if told and found is None:
            raise Problem(ErrorCode.INVALID, _l("没有找到“%(name)s”，请先登记它。", name=told[:60]), field="employer")
        return found


class UntagForm(BaseForm):
    """How a tag ends: it no longer holds, or it was wrong from the beginning."""

    how = RadioField(
        _l("怎么回事"),
        choices=lambda: {"over": _("已经不属于这个群体"), "wrong": _("当初登记有误，撤销")},
        validators=[Needed(_l("请选择一项。"))],
    )
    last_day = DateField(_l("最后一天"), description=_l("含当天；只在“已经不属于”时填写"), validators=[Optional()])
    reason = StringField(
        _l("原因"), filters=[plain_text], validators=[Needed(_l("请写明原因。")), AtMost(LONGEST_REASON)]
    )

    def check_day(self) -> bool:
        """Whether the day is there where one is needed; says so at the field where it is not."""
        missing = self.how.data == "over" and self.last_day.data is None
        if missing:
            self.last_day.errors = [_("请填写最后一天。")]
        return not missing


class GroupForm(BaseForm):
    """A priority group by configuration."""

    code = StringField(
        _l("代码"),
        description=_l("小写字母、数字和下划线，以后不能改"),
        filters=[plain_text],
        validators=[Needed(_l("请填写代码。")), AtMost(39)],
    )
    name_zh = StringField(
        _l("中文名称"), filters=[plain_text], validators=[Needed(_l("请填写中文名称。")), AtMost(LONGEST_GROUP_NAME)]
    )
    name_en = StringField(
        _l("英文名称"), filters=[plain_text], validators=[Needed(_l("请填写英文名称。")), AtMost(LONGEST_GROUP_NAME)]
    )
    valid_to = DateField(_l("可选到哪一天止"), description=_l("含当天；一直可选的不填"), validators=[Optional()])
    unit = SelectField(_l("登记单位"))

    def offer_units(self, units: Sequence[NamedUnit]) -> None:
        """In whose name the group may be kept."""
        self.unit.choices = {unit.code: unit.name for unit in units}

    def fill(self, group: PriorityGroup) -> None:
        """Shows what is known."""
        self.code.data, self.valid_to.data = group.code, group.valid_to
        self.name_zh.data, self.name_en.data = group.name_zh, group.name_en

    def facts(self) -> GroupFacts:
        """What was filled in."""
        return GroupFacts(self.code.data, self.name_zh.data, self.name_en.data, valid_to=self.valid_to.data)
