"""Who receives the sealed cases of a unit: named and dismissed by its supervisors, never by themselves."""

from __future__ import annotations

from datetime import datetime

from services.accounts.models import User
from services.accounts.posts import may_handle
from services.cases.actions.readers import end_reading, leave_none_unread, named_reader
from services.cases.conflict_events import ConflictEvent
from services.cases.models import Case, CaseReader, IntakeOfficer, ReaderKind
from services.cases.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.cases.queries.readers import live_officer, officers_for
from services.core.access import Actor, below
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.units.models import Unit


@action("officer.name", makes=True)
def name_officer(unit: Unit, user: User, *, by: Actor, at: datetime) -> IntakeOfficer:
    """From now on the colleague receives the unit's sealed cases; present ones only where nobody reads them.

    As soon as one is named, the unit's supervisors receive new ones no longer, unless named too.
    Raises Problem: same_person, invalid (works on no cases of the unit), duplicate.
    """
    if user.id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, _l("不能指定自己，请由另一位负责人或上级负责人指定。"), field="user")
    if not may_handle(user, unit.org_path):
        raise Problem(ErrorCode.INVALID, _l("保密受理人应是本单位或上级单位的办案人员。"), field="user")
    if live_officer(unit, user) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("这位同事已经是保密受理人。"), field="user")
    officer = IntakeOfficer(unit_id=unit.id, user_id=user.id, since=at)
    officer.unit, officer.user = unit, user
    db.session.add(officer)
    db.session.flush()
    record(ConflictEvent.OFFICER_NAMED, unit, {"user": user.login}, by=by, at=at)
    leave_none_unread(below(Case.org_path, unit.org_path), by=by, at=at)
    return officer


@action("officer.dismiss")
def dismiss_officer(officer: IntakeOfficer, *, by: Actor, at: datetime) -> IntakeOfficer:
    """The colleague receives no more, and reads what they received no longer, from the next request on.

    What nobody reads then goes to the officers of a unit above, never to whoever dismissed.
    Raises Problem: illegal_move (twice), invalid (nobody else could receive).
    """
    if officer.until is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这位同事已经不是保密受理人。"))
    unit, gone = officer.unit, {officer.user_id, by.user_id or 0}
    above = unit.parent if officers_for(unit.parent, gone) else unit
    if not officers_for(above, gone):
        raise Problem(ErrorCode.INVALID, _l("请先为本单位或上级单位指定另一位保密受理人。"))
    officer.until = max(at, officer.since)
    record(ConflictEvent.OFFICER_DISMISSED, unit, {"user": officer.user.login}, by=by, at=at)
    theirs = (
        CaseReader.user_id == officer.user_id,
        CaseReader.kind == ReaderKind.OFFICER,
        CaseReader.officer_of_id == unit.id,
    )
    end_reading(*theirs, at=at)
    db.session.flush()
    leave_none_unread(named_reader(*theirs), by=by, at=at, start=above, but=gone)
    return officer
