"""Files of a case: added by colleagues, sent along by the member, opened, and withdrawn where they were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.cases.actions import moving  # noqa: F401  (declares permissions and events)
from services.cases.models import Case, CaseFile
from services.cases.rules import LONGEST_TEXT, MOST_FILES, Move, must
from services.core.access import Actor, Role, unscoped
from services.core.actions import action, after_commit
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.files import storing
from services.core.files.judging import judge_after_commit
from services.core.files.kinds import FileEvent
from services.core.files.rows import claim, shred
from services.core.files.staging import Staged
from services.core.words import _l


@action("file.attach")
def attach(case: Case, staged: Sequence[Staged], *, by: Actor, at: datetime) -> Case:
    """Adds files to a case, wherever a note could be added. Problem(invalid, "files"): none, or one that is gone."""
    must(case.status, Move.NOTE)
    if not staged:
        raise Problem(ErrorCode.INVALID, _l("请选择文件。"), field="files")
    keep_files(case, staged, by=by, at=at)
    return case


def keep_files(case: Case, staged: Sequence[Staged], *, by: Actor, at: datetime) -> list[CaseFile]:
    """Claims staged files for the case, inside whichever action calls it; judged once that is on disk.

    Problem(invalid, "files"): too many for one case, or one that is gone or taken.
    """
    if not staged:
        return []
    _check(case, staged)
    kept = [claim(CaseFile, each, case_id=case.id, by_id=by.user_id) for each in staged]
    db.session.add_all(kept)
    db.session.flush()
    record(FileEvent.ATTACHED, case, {"files": [file.id for file in kept]}, by=by, at=at)
    after_commit(judge_after_commit, kept, at)
    return kept


def _check(case: Case, staged: Sequence[Staged]) -> None:
    held = select(CaseFile.id).where(CaseFile.case_id == case.id, CaseFile.withdrawn_at.is_(None))
    there = len(db.session.scalars(unscoped(held, because="inside an action on the case")).all())
    if there + len(staged) > MOST_FILES:
        sentence = _l("一件案件最多 %(most)d 个文件，现在已有 %(there)d 个。", most=MOST_FILES, there=there)
        raise Problem(ErrorCode.INVALID, sentence, field="files")
    taken = select(CaseFile.id).where(CaseFile.id.in_([each.id for each in staged]))
    if db.session.scalars(unscoped(taken, because="whether a ticket was used, whoever sees it")).first():
        raise Problem(ErrorCode.INVALID, _l("有的文件已经提交过了，请重新选择。"), field="files")


@action("file.open")
def open_file(file: CaseFile, *, by: Actor, at: datetime) -> CaseFile:
    """Records that a file of a sealed case was opened: who and when."""
    record(FileEvent.OPENED, file.case, {"file": file.id}, by=by, at=at)
    return file


@action("file.withdraw")
def withdraw_file(file: CaseFile, reason: str, *, by: Actor, at: datetime) -> CaseFile:
    """Hides a wrong file for good and destroys what opens it. That it was there, when and why it went, stays.

    Problem(not_allowed): someone else's file, or the member's, by anyone but a supervisor; (illegal_move): gone before;
    (invalid): no reason.
    """
    supervises = any(post.reaches(file.org_path) for post in by.posts_as([Role.SUPERVISOR]))
    if not (supervises or (file.by_id is not None and file.by_id == by.user_id)):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只能撤下自己添加的文件；其他文件由负责人撤下。"))
    if file.withdrawn_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个文件已经撤下。"))
    if not reason.strip() or len(reason) > LONGEST_TEXT:
        raise Problem(ErrorCode.INVALID, _l("请写明撤下的原因。"), field="reason")
    shred(file, reason, at)
    record(FileEvent.WITHDRAWN, file.case, {"file": file.id}, by=by, at=at)
    after_commit(storing.remove, file.place)
    return file
