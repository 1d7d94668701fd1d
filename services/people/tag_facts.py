"""What is told about priority groups: that a person belongs to one, and what groups there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.kinds import Evidence, Group, Occupation, Period, Sex, WorkRelation
from services.people.models import Employer
from services.people.rules import LONGEST_EVIDENCE

LONGEST_GROUP_NAME = 60
_CODE = re.compile(r"[a-z][a-z0-9_]{1,38}", re.ASCII)


@dataclass(frozen=True)
class TagFacts:
    """That a person belongs to a group. Days are local and both included; None where not known or not over.

    Occupation, relation and platform belong to `gig` alone, the period to `women` alone.
    """

    group: str
    valid_from: date | None = None
    valid_to: date | None = None
    evidence: Evidence = Evidence.TOLD
    evidence_text: str | None = None
    occupation: Occupation | None = None
    relation: WorkRelation | None = None
    employer: Employer | None = None
    period: Period | None = None

    def checked(self, on: date, sex: Sex | None, *, field: str = "group") -> TagFacts:
        """The same in one form. `on` is today; `field` is where a wrong group was typed. Raises Problem(invalid)."""
        if self.group == Group.WOMEN and sex is Sex.MALE:
            raise Problem(
                ErrorCode.INVALID, _l("登记的性别是男，不能标记为女职工。性别有误的，请先更正。"), field=field
            )
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise Problem(ErrorCode.INVALID, _l("最后一天不能早于开始的那一天。"), field="valid_to")
        if self.group != Group.GIG and (self.occupation or self.relation or self.employer):
            raise Problem(ErrorCode.INVALID, _l("职业、用工关系和平台只用于新就业形态劳动者。"), field="occupation")
        self._check_period(on)
        text = " ".join((self.evidence_text or "").split()) or None
        if text and len(text) > LONGEST_EVIDENCE:
            raise Problem(
                ErrorCode.INVALID,
                _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_EVIDENCE, size=len(text)),
                field="evidence_text",
            )
        return replace(self, evidence_text=text)

    def _check_period(self, on: date) -> None:
        if self.period is None:
            return
        if self.group != Group.WOMEN:
            raise Problem(ErrorCode.INVALID, _l("孕期、产期、哺乳期只用于女职工。"), field="period")
        if self.valid_from is None:
            raise Problem(ErrorCode.INVALID, _l("请填写这一时期从哪一天开始。"), field="valid_from")
        if self.valid_from > on:
            raise Problem(ErrorCode.INVALID, _l("开始的那一天还没有到，请核对。"), field="valid_from")


@dataclass(frozen=True)
class GroupFacts:
    """A priority group: a code in lower case, its two names, and the local days between which it may be chosen."""

    code: str
    name_zh: str
    name_en: str
    valid_from: date | None = None
    valid_to: date | None = None

    def checked(self) -> GroupFacts:
        """The same in one form. Raises Problem(invalid) at the field."""
        if not _CODE.fullmatch(self.code):
            raise Problem(
                ErrorCode.INVALID, _l("代码由 2 至 39 个小写字母、数字和下划线组成，以字母开头。"), field="code"
            )
        named = {name: " ".join(getattr(self, name).split()) for name in ("name_zh", "name_en")}
        for name, text in named.items():
            if not 1 <= len(text) <= LONGEST_GROUP_NAME:
                raise Problem(
                    ErrorCode.INVALID, _l("名称应有 1 至 %(most)d 个字。", most=LONGEST_GROUP_NAME), field=name
                )
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise Problem(ErrorCode.INVALID, _l("最后一天不能早于开始的那一天。"), field="valid_to")
        return replace(self, name_zh=named["name_zh"], name_en=named["name_en"])
