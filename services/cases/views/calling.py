"""Whom to call about a case, in words."""

from __future__ import annotations

from services.cases.models import Case
from services.core.words import Words, _l


def whom_to_call(case: Case) -> Words | str:
    """Whom contact and callback reach, masked; empty where nobody left a number."""
    link = case.contact
    if link is None:
        return ""
    person, known = link.person, link.kinship
    name = person.masked_name or _l("未留姓名")
    if known is None:
        return _l("请联系 %(name)s，%(phone)s。", name=name, phone=person.masked_phone)
    kinship = _l(known.msgid)
    return _l(
        "请联系代为反映的 %(name)s（%(kinship)s），%(phone)s。", name=name, kinship=kinship, phone=person.masked_phone
    )
