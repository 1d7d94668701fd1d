"""Pages on which the readers of a case say whom it is kept from."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from services.accounts.queries import find_user
from services.cases.actions import exclude, record_respondent
from services.cases.forms.conflicts import NO_STAFF, ExcludeForm, RespondentForm
from services.cases.queries.readers import readers_of
from services.cases.views.blueprint import blueprint, case_for, done
from services.cases.views.steps import BOTH, step_page
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l


@blueprint.route("/cases/<number>/exclusions", methods=BOTH)
def exclusion(number: str) -> ResponseReturnValue:
    """Keep the case from a colleague, or from oneself."""
    case, form = case_for("case.exclude", number), ExcludeForm()
    form.offer_staff(readers_of(case))
    if form.validate_on_submit():
        chosen = find_user(form.user.data)
        if chosen and attempt(form, exclude, case, chosen, by=viewer(), at=now()):
            return done(number, _("已登记：%(name)s不得接触本案。", name=chosen.name))
    lead = _l("登记后，这位同事不能再查看、办理、审核、回访本案，也不会知道有这次登记。不能撤销。")
    return step_page(case, form, _l("登记不得接触本案的人"), lead, _l("登记"))


@blueprint.route("/cases/<number>/respondents", methods=BOTH)
def respondent(number: str) -> ResponseReturnValue:
    """Note who is complained of."""
    case, form = case_for("respondent.record", number), RespondentForm()
    form.offer_staff(readers_of(case))
    if form.validate_on_submit():
        staff = None if form.user.data == NO_STAFF else find_user(form.user.data)
        name, about = form.name.data, form.about.data or ""
        if attempt(form, record_respondent, case, name, about, staff, by=viewer(), at=now()):
            return done(number, _("已登记被反映人。"))
    return step_page(case, form, _l("登记被反映人"), button=_l("登记"))
