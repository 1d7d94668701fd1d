"""What every verb of a case shares: moving along the workflow table and keeping its history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, Table, bindparam, insert, select, update
from sqlalchemy import case as case_of
from sqlalchemy.orm.attributes import flag_modified

from services.cases.kinds import ONWARD, CaseEvent, Status
from services.cases.models import Case, Dispatch, Note, Reply, StatusSpan, UnitSpan
from services.cases.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.cases.rules import BACK, LONGEST_TEXT, NEXT, Move, must, next_status
from services.clocks.actions import first_due, nearest, stop_running, tell
from services.clocks.calendar_keeping import ON_MOVED
from services.clocks.models import Clock
from services.clocks.rules import FactKind
from services.core.access import Actor, unscoped
from services.core.audit import Deed, declare_events
from services.core.database import Instant, db
from services.core.errors import ErrorCode, Problem
from services.core.ids import new_id
from services.core.words import Words, _l

declare_events(CaseEvent, {CaseEvent.OPENED: Deed.LOOK, CaseEvent.TRACKED: Deed.LOOK}, onward=ONWARD)

_SPAN: Table = StatusSpan.__table__  # type: ignore[assignment]
_LEFT_AT = bindparam("left_at", type_=Instant)
LEAVE = (
    update(_SPAN)
    .where(_SPAN.c.case_id == bindparam("case"), _SPAN.c.until_at.is_(None))
    .values(until_at=case_of((_SPAN.c.from_at > _LEFT_AT, _SPAN.c.from_at), else_=_LEFT_AT))
    .returning(_SPAN.c.until_at)
)
ARRIVE = insert(_SPAN)
"""Where a case stood is written straight into the table: every step does so, and none reads it back."""
STANDING = unscoped(
    select(Reply).where(Reply.case_id == bindparam("case"), Reply.cancelled_at.is_(None)),
    because="inside an action on the case",
)
"""Put together once: a verb asks for these at every step."""


def begin_history(case: Case, at: datetime) -> None:
    """The first status and the first owner of a case whose row is written."""
    _arrive(case, case.status, at)
    db.session.add(UnitSpan(case_id=case.id, unit_id=case.unit_id, org_path=case.org_path, from_at=at))


def move(case: Case, by_move: Move, at: datetime) -> None:
    """Moves the case as the table says and closes the span of the status it leaves.

    Where the machine's clock was put back, the history stands still instead of running backwards.
    """
    must(case.status, by_move)
    before = last_left(case) if NEXT[case.status][by_move] is BACK else None
    status = next_status(case.status, by_move, before.status if before else None)
    if status is case.status:
        return
    since: datetime = db.session.connection().scalars(LEAVE, {"case": case.id, "left_at": at}).one()
    _arrive(case, status, since)
    case.status = status
    case.closed_at = at if status is Status.CLOSED else case.closed_at if status is Status.ARCHIVED else None


def _arrive(case: Case, status: Status, at: datetime) -> None:
    told = {"id": new_id(), "case_id": case.id, "status": status, "from_at": at}
    db.session.connection().execute(ARRIVE, told)


def present_span(case: Case) -> StatusSpan:
    """The stretch of time in which the case stands now."""
    return _span(select(StatusSpan).where(StatusSpan.case_id == case.id, StatusSpan.until_at.is_(None)))


def last_left(case: Case) -> StatusSpan:
    """The stretch of time before the present one: where the case stood until it came here."""
    left = select(StatusSpan).where(StatusSpan.case_id == case.id, StatusSpan.until_at.is_not(None))
    return _span(left.order_by(StatusSpan.from_at.desc(), StatusSpan.id.desc()).limit(1))


def _span(wanted: Select[StatusSpan]) -> StatusSpan:
    """As it stands in the table, to which the spans are written past the session."""
    asked = unscoped(wanted, because="inside an action on the case").execution_options(populate_existing=True)
    return db.session.scalars(asked).one()


def write(case: Case, text: str, *, public: bool, by: Actor, at: datetime, contacted: bool = False) -> Note:
    """Keeps what was said with a step. `public`: the member reads it."""
    entry = Note(case_id=case.id, by_id=by.user_id, at=at, public=public, contacted=contacted)
    entry.text = text.strip()
    db.session.add(entry)
    return entry


def said(text: str, sentence: Words, field: str = "reason") -> str:
    """The text that a step cannot do without. Raises Problem(invalid): blank, with the sentence, or too long."""
    if not text.strip():
        raise Problem(ErrorCode.INVALID, sentence, field=field)
    if len(text) > LONGEST_TEXT:
        too_long = _l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST_TEXT, size=len(text))
        raise Problem(ErrorCode.INVALID, too_long, field=field)
    return text


def end(case: Case, by_move: Move, at: datetime, into: Case | None = None) -> None:
    """Ends a case before its time: its clocks stop, and what is on its way to another unit is called back.

    `into` is the case with which it is joined.
    """
    move(case, by_move, at)
    case.merged_into_id = into.id if into else None
    under_way = open_dispatch(case)
    if under_way is not None:
        under_way.recalled_at, case.handed_path = at, None
    stop_clocks(case, at)


def open_dispatch(case: Case) -> Dispatch | None:
    """The dispatch that waits for its recipient; None where the case is not on its way."""
    waiting = select(Dispatch).where(
        Dispatch.case_id == case.id,
        Dispatch.signed_at.is_(None),
        Dispatch.bounced_at.is_(None),
        Dispatch.recalled_at.is_(None),
    )
    found: Dispatch | None = db.session.scalar(unscoped(waiting, because="inside an action on the case"))
    return found


def mark_changed(case: Case) -> None:
    """Raises the version of a case to which only rows are added, so that a second tab that adds the same is told."""
    flag_modified(case, "status")


def tell_clocks(
    case: Case,
    fact: FactKind,
    at: datetime,
    leave_out: frozenset[str] = frozenset(),
    until: date | None = None,
    started_by: Dispatch | None = None,
) -> None:
    """Lets the clocks of the case know, and keeps the nearest due date on the case.

    A clock hangs on the thing whose step started it, else on the case.
    """
    clocks = tell(started_by or case, fact, case_id=case.id, at=at, leave_out=leave_out, until=until)
    _show(case, first_due(clocks))


def stop_clocks(case: Case, at: datetime) -> None:
    """Nothing is due any more."""
    stop_running(case.id, at)
    _show(case, None)


def show_nearest(case: Case) -> None:
    """Keeps rule and day of the clock that is due first, for lists."""
    _show(case, nearest(case.id))


def _show(case: Case, clock: Clock | None) -> None:
    case.next_due_on = clock.due_on if clock else None
    case.next_rule = clock.rule if clock else None


def _follow_the_calendar(clock: Clock) -> None:
    """A clock that a changed calendar moved shows on its case."""
    if clock.case_id is not None:
        show_nearest(db.session.get_one(Case, clock.case_id))


ON_MOVED.append(_follow_the_calendar)


def live_reply(case: Case) -> Reply | None:
    """The reply that stands; None where there is none or it was cancelled."""
    found: Reply | None = db.session.scalar(STANDING, {"case": case.id})
    return found


def cancel_reply(case: Case, fact: FactKind, at: datetime) -> None:
    """A failed check or a reopening: the reply no longer counts, the handling clock runs on to the same day."""
    standing = live_reply(case)
    if standing:
        standing.cancelled_at = at
    stop_running(case.id, at, rule="sla.callback")
    tell_clocks(case, fact, at)
