"""Files of a case: what the member sent along, and what colleagues added."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.models.case import Case, OfCase
from services.core.access import Actor, ActorKind, is_seen_at, scope_of
from services.core.database import BigId, Row
from services.core.files.rows import KeptFile, rules_of_files
from services.core.vault import SealedText


class CaseFile(Row, OfCase, KeptFile):
    """A file of a case. `by` is the colleague who added it; empty where the member sent it."""

    __tablename__ = "case_file"
    __table_args__ = rules_of_files()

    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))

    name = SealedText("name_sealed")
    content_key = SealedText("content_key_sealed")
    sha256 = SealedText("sha256_sealed")
    found = SealedText("found_sealed")
    reason = SealedText("reason_sealed")

    case: Mapped[Case] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def about(self) -> Case:
        """What its events are about."""
        return self.case

    @property
    def places(self) -> tuple[str, ...]:
        """Paths of the units that work on its case."""
        return self.case.places


@scope_of(CaseFile)
def who_sees_a_file(actor: Actor) -> ColumnElement[bool]:
    """Those who see its case; a member what the member sent, not what the office added."""
    seen = is_seen_at(CaseFile.case_id, Case, actor)
    return and_(seen, CaseFile.by_id.is_(None)) if actor.kind is ActorKind.MEMBER else seen
