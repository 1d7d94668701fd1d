"""Texts that members agree to, what was agreed to in a case, and what was asked of its handler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from services.cases.models import Case, CaseConsent, CaseWish, ConsentText
from services.core.access import Actor, unscoped, visible
from services.core.database import db


def consent_texts_on(day: date) -> Mapping[str, ConsentText]:
    """Code → the version of each text that holds on a local day."""
    texts = select(ConsentText).where(ConsentText.since <= day).order_by(ConsentText.version)
    return {text.code: text for text in db.session.scalars(texts)}


def consents_of(case: Case, viewer: Actor) -> Sequence[CaseConsent]:
    """What the member agreed to, taken back or not, in the order of the texts."""
    given = visible(CaseConsent, viewer).where(CaseConsent.case_id == case.id).order_by(CaseConsent.code)
    return db.session.scalars(given).all()


def asks_for_discretion(case: Case) -> bool:
    """Whether the member wants nothing of the matter in text messages and calls. Inside an action on the case."""
    asked = select(CaseWish.id).where(CaseWish.case_id == case.id, CaseWish.discreet)
    return db.session.scalar(unscoped(asked, because="inside an action on the case")) is not None


def wish_of(case: Case, viewer: Actor) -> CaseWish | None:
    """What the member asked of whoever handles the case; None where nothing."""
    found: CaseWish | None = db.session.scalar(visible(CaseWish, viewer).where(CaseWish.case_id == case.id))
    return found
