"""What the member agreed to and asked for, on the page of the case, and the page for a consent taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue

from services.cases.actions import withdraw_consent
from services.cases.forms.consents import ConsentForm
from services.cases.kinds import Channel
from services.cases.models import Case
from services.cases.queries.consents import consents_of, wish_of
from services.cases.views.blueprint import blueprint, case_for, done
from services.cases.views.steps import BOTH, step_page
from services.core.access import Actor, permitted
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l


@blueprint.route("/cases/<number>/consent-withdrawals", methods=BOTH)
def consent_withdrawal(number: str) -> ResponseReturnValue:
    """Note that the member took a consent back."""
    case, form = case_for("case.withdraw_consent", number), ConsentForm()
    form.offer(consents_of(case, viewer()))
    if form.validate_on_submit() and attempt(form, withdraw_consent, case, form.code.data, by=viewer(), at=now()):
        return done(number, _("已登记撤回同意。"))
    lead = _l("职工来电来访撤回同意的，在这里登记。撤回以后不再使用这部分信息；撤回以前的办理仍然有效。")
    return step_page(case, form, _l("登记撤回同意"), lead, _l("登记"))


def member_card(case: Case, actor: Actor) -> Mapping[str, Any] | None:
    """For the page of a case that came through the portal: consents and wishes."""
    if case.channel is not Channel.WEB:
        return None
    consents = consents_of(case, actor)
    may = permitted("case.withdraw_consent", actor, case) and any(given.withdrawn_at is None for given in consents)
    return {"case": case, "consents": consents, "wish": wish_of(case, actor), "may_withdraw": may}
