"""Which rules a password follows: ASVS or GB/T 22239. They contradict each other, so an installation chooses one.

OWASP ASVS 5.0 forbids rules about kinds of characters (V6.2.5) and forced renewal (V6.2.10). GB/T 22239-2019
8.1.4.1 a demands both: 身份鉴别信息具有复杂度要求并定期更换. It leaves the figures open; those below are customary.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.core.errors import ErrorCode, Problem
from services.core.settings import Settings, settings_in_use
from services.core.words import _l


@dataclass(frozen=True)
class Policy:
    """What is asked of a password beyond its length and its not being common."""

    kinds: int
    """How many of the four kinds – capital letters, small letters, digits, others – it needs."""
    renewed_after: timedelta | None
    remembered: int
    """How many of the last passwords, the present one included, may not come again."""

    def check(self, password: str) -> None:
        """Raises Problem(invalid) for a password of too few kinds of characters."""
        if len({_kind(mark) for mark in password}) < self.kinds:
            sentence = _l("密码要包含大写字母、小写字母、数字、其他字符中的至少 %(kinds)s 种。", kinds=self.kinds)
            raise Problem(ErrorCode.INVALID, sentence, field="new")

    def is_over(self, set_at: datetime | None, *, at: datetime) -> bool:
        """Whether a password that was set then has to be renewed; one of unknown age has."""
        return self.renewed_after is not None and (set_at is None or at - set_at >= self.renewed_after)


ASVS = Policy(kinds=0, renewed_after=None, remembered=1)


def gbt22239(days: int, remembered: int) -> Policy:
    """Three of four kinds; renewed after so many days; none of the last few again."""
    return Policy(kinds=3, renewed_after=timedelta(days=days), remembered=remembered)


def policy_of(settings: Settings) -> Policy:
    """The policy that an installation chose."""
    if settings.password_policy == "gbt22239":  # nosec B105  (the name of a standard)
        return gbt22239(settings.password_renewal_days, settings.passwords_remembered)
    return ASVS


def policy_in_use() -> Policy:
    """The policy of the running application."""
    return policy_of(settings_in_use())


def _kind(mark: str) -> str:
    category = unicodedata.category(mark)
    return {"Lu": "capital", "Ll": "small", "Nd": "digit"}.get(category, "other")
