"""What members agree to: kept with the case by text and version, and taken back at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.cases.actions.moving import mark_changed
from services.cases.kinds import CaseEvent
from services.cases.models import Case, CaseConsent, ConsentText
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


def keep_consents(case: Case, marks: Sequence[str], at: datetime) -> None:
    """Keeps what was agreed to with a new case. Problem(invalid): there is no such text or version."""
    for mark in dict.fromkeys(marks):
        code, _dot, version = mark.rpartition(".")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        if db.session.get(ConsentText, (code, number)) is None:
            raise Problem(ErrorCode.INVALID, _l("同意书的文字已更新，请重新勾选。"), field="consent")
        db.session.add(CaseConsent(case_id=case.id, code=code, version=number, given_at=at))
    db.session.flush()


@action("case.withdraw_consent")
def withdraw_consent(case: Case, code: str, *, by: Actor, at: datetime) -> CaseConsent:
    """The member takes a consent back, or a colleague notes that they did; what was done before stays lawful.

    Personal Information Protection Law (个人信息保护法) 15. Raises Problem(invalid): there is none, or no longer.
    """
    asked = select(CaseConsent).where(
        CaseConsent.case_id == case.id, CaseConsent.code == code, CaseConsent.withdrawn_at.is_(None)
    )
    consent: CaseConsent | None = db.session.scalar(unscoped(asked, because="inside an action on the case"))
    if consent is None:
        raise Problem(ErrorCode.INVALID, _l("这项同意已经撤回，或者没有给过。"), field="code")
    consent.withdrawn_at = at
    mark_changed(case)
    record(CaseEvent.CONSENT_WITHDRAWN, case, {"consent": consent.text.mark}, by=by, at=at)
    return consent
