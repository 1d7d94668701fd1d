"""What every table of files has: a room adds what its files belong to, and who sees them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from sqlalchemy import BigInteger, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.database import enum_column
from services.core.errors import ErrorCode, Problem
from services.core.files import storing
from services.core.files.kinds import SHAPES, FileKind, Verdict, weight
from services.core.files.sealing import Bound, open_contents
from services.core.files.staging import Staged
from services.core.settings import settings_in_use
from services.core.vault import Tampered
from services.core.words import N_, _l

log = structlog.get_logger("files")
Kept = TypeVar("Kept", bound="KeptFile")

CLOSED = {
    Verdict.WAITING: N_("这个文件还在等待病毒检查，检查通过后才能打开。"),
    Verdict.FOUND: N_("这个文件里发现了病毒，不能打开。"),
    Verdict.UNSCANNED: N_("这个文件没有经过病毒检查，按本系统的规定不能打开。"),
}

FILE_TABLES: list[type[KeptFile]] = []
"""Every table of files: what the scanner, the sweeper and the checker walk through."""


def rules_of_files() -> tuple[CheckConstraint, ...]:
    """For `__table_args__` of each such table."""
    rules = {
        "judged_has_date": "(verdict = 'waiting') = (judged_at IS NULL)",
        "withdrawn_has_no_key": "(withdrawn_at IS NULL) = (content_key_sealed IS NOT NULL)",
        "withdrawn_has_no_name": "(withdrawn_at IS NULL) = (name_sealed IS NOT NULL)",
        "withdrawn_has_reason": "(withdrawn_at IS NULL) = (reason_sealed IS NULL)",
        "size_positive": "size > 0",
    }
    return tuple(CheckConstraint(rule, name=name) for name, rule in rules.items())


class KeptFile:
    """A file whose contents lie sealed in the folder, under a key that stands sealed in the row.

    A table of files adds `name`, `content_key`, `sha256`, `found` and `reason` as SealedText over the columns here, and
    `about`: the thing that its events are about.
    """

    place: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    size: Mapped[int] = mapped_column(BigInteger)
    shown: Mapped[bool]
    """Whether there are copies to look at."""
    received_at: Mapped[datetime]
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict), index=True)
    judged_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    name_sealed: Mapped[str | None] = mapped_column(Text)
    content_key_sealed: Mapped[str | None] = mapped_column(Text)
    sha256_sealed: Mapped[str] = mapped_column(Text)
    found_sealed: Mapped[str | None] = mapped_column(Text)
    reason_sealed: Mapped[str | None] = mapped_column(Text)

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...

        id: Mapped[int]
        __tablename__: str
        name: Any
        content_key: Any
        sha256: Any
        found: Any
        reason: Any

        @property
        def about(self) -> Any: ...

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        FILE_TABLES.append(cls)

    @property
    def org_path(self) -> str:
        """Where the thing belongs to which the file belongs."""
        path: str = self.about.org_path
        return path

    @property
    def media_type(self) -> str:
        """What the file is said to be when it is handed out."""
        return SHAPES[self.kind].media_type

    @property
    def weight(self) -> str:
        """The size as people read it."""
        return weight(self.size)

    @property
    def readable(self) -> bool:
        """Whether it may be opened: judged clean, or not judged where the installation allows that."""
        unjudged = self.verdict is Verdict.UNSCANNED and settings_in_use().unscanned_readable
        return self.withdrawn_at is None and (self.verdict is Verdict.CLEAN or unjudged)

    def contents(self, part: str = storing.ORIGINAL) -> bytes:
        """What the file or a copy of it says.

        Problem(illegal_move): not judged yet, found to be bad, or no longer whole.
        """
        if not self.readable:
            raise Problem(ErrorCode.ILLEGAL_MOVE, _l(CLOSED[self.verdict]))
        try:
            return self.unjudged_contents(part)
        except (OSError, Tampered) as problem:
            log.error("unreadable", table=self.__tablename__, file=self.id, reason=type(problem).__name__)
            sentence = _l("这个文件读不出来。请告诉管理员，由管理员从备份恢复。")
            raise Problem(ErrorCode.ILLEGAL_MOVE, sentence) from problem

    def unjudged_contents(self, part: str = storing.ORIGINAL) -> bytes:
        """The same for those who judge. OSError: it is not there; Tampered: it was changed."""
        bound = Bound(self.__tablename__, self.id)
        return open_contents(storing.read_part(self.place, part), self.content_key, bound, part)


def first_verdict() -> Verdict:
    """What is known of a file as it comes: nothing yet, or that nobody will look."""
    settings = settings_in_use()
    waits = settings.clamd_address or not settings.unscanned_readable
    return Verdict.WAITING if waits else Verdict.UNSCANNED


def claim(table: type[Kept], staged: Staged, **belonging: Any) -> Kept:
    """The row of a staged file, to be added inside an action. It stands or falls with the action's transaction.

    Problem(invalid, "files"): the file is no longer there.
    """
    if staged.table != getattr(table, "__tablename__", None) or not storing.is_there(staged.place):
        raise Problem(ErrorCode.INVALID, _l("“%(name)s”已经失效，请重新选择。", name=staged.name), field="files")
    verdict = first_verdict()
    row = table(
        id=staged.id,
        place=staged.place,
        kind=staged.kind,
        size=staged.size,
        shown=staged.shown,
        received_at=staged.received_at,
        verdict=verdict,
        judged_at=None if verdict is Verdict.WAITING else staged.received_at,
        **belonging,
    )
    row.name, row.content_key, row.sha256 = staged.name, staged.content_key, staged.sha256
    return row


def shred(row: KeptFile, reason: str, at: datetime) -> None:
    """Destroys name and key; what lies in the folder, and in every copy of it, can be opened no more."""
    row.name = row.content_key = None
    row.withdrawn_at, row.reason = at, reason
