"""Who checks an answer and calls back, as the handler is told before and after it."""

from __future__ import annotations

from services.cases.models import Case
from services.cases.queries.readers import checkers_of
from services.core.words import _


def who_checks(case: Case) -> str:
    """In a sentence: a supervisor and a colleague; for a sealed case the officers by name, or that one is wanting."""
    if not case.sealed:
        return _("答复后，由负责人审核，再由其他同事回访。")
    names = _("、").join(f"{user.name}（{user.unit.name}）" for user in checkers_of(case))
    if not names:
        return _("保密案件由经办人以外的保密受理人审核和回访。目前没有这样的人，请负责人再指定一位保密受理人。")
    return _("保密案件由经办人以外的保密受理人审核和回访：%(names)s。", names=names)
