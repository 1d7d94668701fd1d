"""The page of progress: where a request stands, what the member does next, and what they may say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from services.cases.models import Case, Complaint
from services.cases.queries import files_of
from services.cases.queries.complaints import complaints_of
from services.cases.queries.consents import consents_of
from services.cases.rules import Move
from services.core.access import Actor, ActorKind
from services.core.time import local_date
from services.portal.actions import track
from services.portal.forms.voice import GRADES, AddForm, ComplainForm, ObjectForm, RateForm, VoiceForm, WithdrawForm
from services.portal.member_sessions import phone_of_request
from services.portal.passes import new_pass
from services.portal.queries import has_telephone, history_of, may_say, promise_of
from services.portal.rules import duty, stages, standing_of

FORMS: dict[Move, type[VoiceForm]] = {
    Move.ADD: AddForm,
    Move.RATE: RateForm,
    Move.OBJECT: ObjectForm,
    Move.WITHDRAW: WithdrawForm,
}


def member_with(case_id: int) -> Actor:
    """The member who showed number and code of the case."""
    return Actor(ActorKind.MEMBER, ActorKind.MEMBER.value, receipts=frozenset({case_id}))


def progress_page(
    case: Case, at: datetime, sent: VoiceForm | None = None, said: str | None = None
) -> ResponseReturnValue:
    """The page as it stands now; `sent` is a form that came back with errors, `said` what was just done."""
    member = member_with(case.id)
    seen = track(case, by=member, at=at)
    history, reachable, made = history_of(seen, member), has_telephone(seen), complaints_of(seen, member)
    page = render_template(
        "portal/progress.html",
        case=seen,
        stages=stages(seen.status, history.reached),
        standing=standing_of(seen.status),
        entries=history.entries,
        promise=promise_of(seen, local_date(at)),
        duty=duty(seen.status, reachable=reachable),
        received=local_date(seen.received_at),
        files=files_of(seen, member),
        ticket=new_pass(case.id, at),
        forms=_forms(seen, sent, at, made),
        complaints=made,
        consents=consents_of(seen, member),
        mine=phone_of_request() is not None,
        sent=sent,
        said=said,
        grades=GRADES,
    )
    return page, 422 if sent is not None and sent.errors else 200


def _forms(case: Case, sent: VoiceForm | None, at: datetime, made: Sequence[Complaint]) -> dict[str, VoiceForm]:
    """What the member may say now, each with its form; a complaint where somebody handles it and none waits."""
    forms = {move.value: _form(kind, sent, case, at) for move, kind in FORMS.items() if may_say(case, move)}
    if case.handler_id is not None and all(complaint.answered_at for complaint in made):
        forms["complain"] = _form(ComplainForm, sent, case, at)
    return forms


def _form(kind: type[VoiceForm], sent: VoiceForm | None, case: Case, at: datetime) -> VoiceForm:
    """The form that came back, else a fresh one; either carries a fresh pass."""
    form = sent if isinstance(sent, kind) else kind(formdata=None)
    form.ticket.data = new_pass(case.id, at)
    return form
