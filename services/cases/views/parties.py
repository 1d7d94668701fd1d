"""Pages about the people of a case: name one more, strike one out."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from services.cases.actions import add_person, remove_person
from services.cases.forms.parties import PartyForm, RemovalForm
from services.cases.models import Case
from services.cases.views.blueprint import blueprint, case_for, done
from services.cases.views.steps import step_page
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.people.models import Person

BOTH = ["GET", "POST"]


@blueprint.route("/cases/<number>/people", methods=BOTH)
def party(number: str) -> ResponseReturnValue:
    """Name one more worker, or somebody who asks for one."""
    case, form = case_for("case.add_person", number), PartyForm()
    if form.validate_on_submit() and attempt(form, add_person, case, form.facts(), form.proxy(), by=viewer(), at=now()):
        return done(number, _("已增加当事人。"))
    lead = _l("同一诉求的其他职工，或替职工反映情况的家属、工友。涉及人数不会少于这里列出的职工。")
    return step_page(case, form, _l("增加当事人"), lead, _l("保存"))


@blueprint.route("/cases/<number>/people/<int:person_id>/removal", methods=BOTH)
def removal(number: str, person_id: int) -> ResponseReturnValue:
    """Strike out somebody who was named by mistake."""
    case, form = case_for("case.remove_person", number), RemovalForm()
    person = _named_or_404(case, person_id)
    if form.validate_on_submit() and attempt(
        form, remove_person, case, person, form.reason.data, by=viewer(), at=now()
    ):
        return done(number, _("已移除。"))
    lead = _l("只用于更正：%(name)s 不是本案的当事人。记录会保留。", name=person.masked_name or _l("未留姓名"))
    return step_page(case, form, _l("移除当事人"), lead, _l("移除"))


def _named_or_404(case: Case, person_id: int) -> Person:
    for link in case.persons:
        if link.person_id == person_id:
            return link.person
    raise Problem(ErrorCode.NOT_FOUND, _l("本案里没有这个人。"))
