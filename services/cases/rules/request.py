"""What a request may contain, and what makes it one thing or another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.cases.kinds import Factor, Family
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.kinds import Sex

MOST_IN_HAND = 35
"""Open cases that one colleague should have at most; more are given only on purpose (local default)."""
COLLECTIVE_FROM = 10
"""So many workers with one claim make a collective dispute (劳动争议调解仲裁法 7)."""

MOST_FILES = 200
MOST_PEOPLE = 100_000
LONGEST_TEXT = 5_000
COMPLAINT_WORKING_DAYS = 15
"""In which a complaint about a handler is answered, the day of receipt not counted: as long as a bad rating of a public
service may take to be put right (好差评)."""
LONGEST_NAME = 200
LONGEST_STRUCK_OUT = 500


@dataclass(frozen=True)
class Sense:
    """The three senses (获得感、幸福感、安全感), 1 to 5 each; None where not asked."""

    gain: int | None = None
    happiness: int | None = None
    security: int | None = None

    def check(self) -> None:
        """Raises Problem(invalid) for a score outside 1 to 5."""
        for name in ("gain", "happiness", "security"):
            score = getattr(self, name)
            if score is not None and not 1 <= score <= 5:
                raise Problem(ErrorCode.INVALID, _l("评分应在 1 至 5 之间。"), field=name)


@dataclass(frozen=True)
class Ask:
    """What is asked for: the facts of a request, apart from who asks and of whom. Money in fen."""

    family: Family
    categories: tuple[str, ...]
    text: str
    groups: frozenset[str] = frozenset()
    claim: int | None = None
    people: int = 1
    confidential: bool = False
    keep_from_employer: bool = False
    factors: frozenset[Factor] = frozenset()
    employer_name: str = ""
    not_for: frozenset[str] = frozenset()
    """Logins of the staff who must not see it; whoever is named makes it a sealed case."""
    not_for_told: str = ""
    """The same in the member's own words."""
    handler_sex: Sex | None = None
    """By whom the worker wants it handled; None where they do not mind."""
    discreet: bool = False
    """Whether messages and calls tell nobody else what they are about."""

    @property
    def strikes_out(self) -> bool:
        """Whether somebody must not see it."""
        return bool(self.not_for or self.not_for_told.strip())

    def check(self) -> None:
        """Raises Problem(invalid) for the first thing that cannot be."""
        if not self.text.strip():
            raise Problem(ErrorCode.INVALID, _l("请写明发生了什么。"), field="text")
        if len(self.text) > LONGEST_TEXT:
            raise Problem(
                ErrorCode.INVALID,
                _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_TEXT, size=len(self.text)),
                field="text",
            )
        if len(self.employer_name) > LONGEST_NAME:
            raise Problem(ErrorCode.INVALID, _l("单位名称最多 %(most)d 个字。", most=LONGEST_NAME), field="employer")
        if len(self.not_for_told) > LONGEST_STRUCK_OUT:
            raise Problem(
                ErrorCode.INVALID,
                _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_STRUCK_OUT, size=len(self.not_for_told)),
                field="not_for_told",
            )
        if not 1 <= self.people <= MOST_PEOPLE:
            raise Problem(ErrorCode.INVALID, _l("涉及人数应在 1 至 100000 之间。"), field="people")
        if self.claim is not None and self.claim < 0:
            raise Problem(ErrorCode.INVALID, _l("金额不能是负数。"), field="claim")


def family_of(categories: Iterable[str]) -> Family:
    """Assistance where every category stands in tree D, else rights protection."""
    codes = list(categories)
    return Family.ASSISTANCE if codes and all(code.startswith("D") for code in codes) else Family.RIGHTS
