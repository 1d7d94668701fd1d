"""The trail as a file: what is shown with the filters of the address, for a purpose, on record itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.proof import proved
from services.cases.exporting.files import Made, made
from services.cases.exporting.kinds import FileKind
from services.cases.models import Case
from services.core.access import highest_post
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import LOCAL, now
from services.core.web import viewer
from services.core.words import _l
from services.oversight.actions import MOST, export_trail
from services.oversight.exporting import sheet_of
from services.oversight.forms import TrailExportForm
from services.oversight.queries import events_for_file
from services.oversight.telling import entries_of
from services.oversight.views import FILTERS, asked_in, blueprint, case_looked_over
from services.units.models import Unit
from services.units.queries import unit_of


@blueprint.get("/export")
def export_page() -> ResponseReturnValue:
    """What for."""
    _acting_unit()
    return _export_page(TrailExportForm(), request.args)


@blueprint.post("/export")
@proved()
def export() -> ResponseReturnValue:
    """The file: of one case where its number is given."""
    unit, form, given = _acting_unit(), TrailExportForm(), request.form
    if not form.validate_on_submit():
        return _export_page(form, given), 422
    at, case, purpose = now(), _case_in(given), form.told
    file = _file(given, case, purpose, at)
    if attempt(form, export_trail, unit, case, purpose, file, by=viewer(), at=at) is None:
        return _export_page(form, given), 422
    headers = {"Content-Disposition": f'attachment; filename="trail-{at.astimezone(LOCAL):%Y%m%d-%H%M}.csv"'}
    return Response(file.contents, mimetype="text/csv", headers=headers)


def _acting_unit() -> Unit:
    post = highest_post("trail.export", viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查阅留痕。"))
    return unit_of(post)


def _case_in(given: Mapping[str, str]) -> Case | None:
    number = given.get("case", "")
    return case_looked_over(number) if number else None


def _export_page(form: TrailExportForm, given: Mapping[str, str]) -> str:
    case, kept = _case_in(given), {name: given[name] for name in ("case", *FILTERS) if given.get(name)}
    return render_template(
        "oversight/export.html", form=form, given=kept, case=case, back_url=_address(kept, case), most=MOST
    )


def _address(given: Mapping[str, str], case: Case | None) -> str:
    """Where the same lines stand on a page."""
    filters: dict[str, Any] = {name: given[name] for name in FILTERS if given.get(name)}
    if case is None:
        return url_for("oversight.index", **filters)
    return url_for("oversight.of_case", number=case.number, **filters)


def _file(given: Mapping[str, str], case: Case | None, purpose: str, at: datetime) -> Made:
    events = events_for_file(asked_in(given), viewer(), case, MOST + 1)
    entries = [entry for page in events for entry in entries_of(page, viewer())]
    return made(sheet_of(entries, viewer().label, at, purpose, _address(given, case)), FileKind.CSV)
