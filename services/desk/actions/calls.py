"""A call about a case: what was said, and what comes next, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.accounts.models import User
from services.cases.actions import call_back, note
from services.cases.kinds import Rating
from services.cases.models import Case, Note
from services.cases.rules import OPEN, Move, may
from services.core.access import Actor, highest_post
from services.core.actions import action
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l
from services.desk.actions.tasks import TaskFacts, add_task
from services.units.models import Unit
from services.units.queries import unit_of


class CallEnd(Labelled):
    """How a call ended."""

    REACHED = "reached", N_("已接通")
    MISSED = "missed", N_("未接")
    AGREED = "agreed", N_("约定再联系")


@dataclass(frozen=True)
class Call:
    """One call: how it ended, what was said (may be empty where nobody answered), how long it took."""

    end: CallEnd
    text: str
    seconds: int = 0

    @property
    def words(self) -> str:
        """What the timeline says, in Chinese like all that is written there."""
        lasted = f"{self.seconds // 60}分{self.seconds % 60:02d}秒" if self.seconds else ""
        about = "，".join(part for part in (self.end.msgid, lasted) if part)
        return f"【通话：{about}】{self.text.strip()}"


@action("call.log")
def log_call(case: Case, call: Call, following: TaskFacts | None, *, by: Actor, at: datetime) -> Note:
    """Writes the call into the case's history and puts the next step on the caller's desk.

    Reached and agreed count as contact with the worker; a missed callback counts as an attempt at it.
    Raises Problem(invalid): nothing said though somebody answered, no next step for an open case, or none that can be.
    """
    if call.end is not CallEnd.MISSED and not call.text.strip():
        raise Problem(ErrorCode.INVALID, _l("请写下通话内容。"), field="text")
    if following is None and case.status in OPEN:
        raise Problem(ErrorCode.INVALID, _l("请写明下一步和日期。"), field="next_step")
    if call.end is CallEnd.MISSED and _is_callback(case, by):
        call_back(case, Rating.NOT_REACHED, by=by, at=at)
    entry = note(case, call.words, False, call.end is not CallEnd.MISSED, by=by, at=at)
    if following is not None:
        add_task(_unit_of(by), following, db.session.get_one(User, by.user_id), case, by=by, at=at)
    return entry


def _unit_of(by: Actor) -> Unit:
    """The unit in whose name the caller works: where they hold the post that lets them."""
    post = highest_post("task.add", by)
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return unit_of(post)


def _is_callback(case: Case, by: Actor) -> bool:
    """Whether whoever calls is somebody else than the handler, and the reply waits for such a call."""
    return may(case.status, Move.CALL_BACK) and case.handler_id not in (None, by.user_id)
