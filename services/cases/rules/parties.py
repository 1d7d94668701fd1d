"""Who takes part in a case: several workers, and somebody who asks for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from services.cases.kinds import Consent, Kinship
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@dataclass(frozen=True)
class Proxy:
    """Somebody who asks for the worker: what they are to the worker, whether the worker agrees, whom to call."""

    kinship: Kinship
    consent: Consent = Consent.NOT_YET
    is_contact: bool = True

    def check(self, *, name: str | None, phone: str | None) -> None:
        """Raises Problem(invalid): nobody is named, or is to be called and left no number."""
        if not (name or phone):
            raise Problem(ErrorCode.INVALID, _l("请填写代为反映的人的姓名或电话。"), field="proxy_name")
        if self.is_contact and not phone:
            raise Problem(ErrorCode.INVALID, _l("联系和回访都找代为反映的人，请填写他的电话。"), field="proxy_phone")


def least_people(told: int, named: int) -> int:
    """How many people a case concerns: what was told, but never fewer than are named."""
    return max(told, named, 1)


def count_without(told: int, named: int) -> int:
    """The same after one of the named was struck out: where the count followed the list, it follows it down."""
    return least_people(told - 1 if told == named else told, named - 1)
