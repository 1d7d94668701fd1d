"""Files of a case: added, looked at as copies, handed out as attachments, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from services.cases.actions import attach, open_file, withdraw_file
from services.cases.forms import FilesForm, WithdrawFileForm, category_label
from services.cases.models import Case, CaseFile
from services.cases.queries import files_of, find_file
from services.cases.rules import Move, may
from services.cases.views.blueprint import blueprint, case_for, done, visible_or_404
from services.core.access import Actor, permitted
from services.core.errors import ErrorCode, Problem
from services.core.files import storing
from services.core.files.receiving import takes_files
from services.core.files.serving import as_attachment, as_picture
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l

BOTH = ["GET", "POST"]


def files_card(case: Case, actor: Actor) -> Mapping[str, Any]:
    """The card on the page of the case."""
    adds = may(case.status, Move.NOTE) and permitted("file.attach", actor, case)
    return {"files": files_of(case, actor), "form": FilesForm() if adds else None}


@blueprint.route("/cases/<number>/files", methods=BOTH)
@takes_files
def files(number: str) -> ResponseReturnValue:
    """Add files to the case."""
    case, form = case_for("file.attach", number), FilesForm()
    if form.is_submitted():
        form.files.receive(form.key.data or "", now())
        if form.validate() and attempt(form, attach, case, form.files.staged, by=viewer(), at=now()):
            return done(number, _("材料已保存。"))
    page = render_template("cases/files.html", case=case, form=form, files=files_of(case, viewer()))
    return page, 422 if form.errors else 200


@blueprint.get("/cases/<number>/files/<int:file_id>")
def file(number: str, file_id: int) -> ResponseReturnValue:
    """What is known of a file, and the copy to look at."""
    found = _visible_file(number, file_id)
    withdraws = found.withdrawn_at is None and permitted("file.withdraw", viewer(), found)
    return render_template("cases/file.html", case=found.case, file=found, withdraws=withdraws)


@blueprint.get("/cases/<number>/files/<int:file_id>/original")
def file_original(number: str, file_id: int) -> ResponseReturnValue:
    """The original, as an attachment."""
    found = _visible_file(number, file_id)
    return _on_record(found, as_attachment(found))


@blueprint.get("/cases/<number>/files/<int:file_id>/picture")
def file_picture(number: str, file_id: int) -> ResponseReturnValue:
    """The copy to look at."""
    return _picture(_visible_file(number, file_id), storing.LARGE)


@blueprint.get("/cases/<number>/files/<int:file_id>/thumbnail")
def file_thumbnail(number: str, file_id: int) -> ResponseReturnValue:
    """The small copy for lists."""
    return _picture(_visible_file(number, file_id), storing.SMALL)


@blueprint.route("/cases/<number>/files/<int:file_id>/withdrawal", methods=BOTH)
def file_withdrawal(number: str, file_id: int) -> ResponseReturnValue:
    """Withdraw a wrong file."""
    case_for("file.withdraw", number)
    found, form = _visible_file(number, file_id), WithdrawFileForm()
    if form.validate_on_submit() and attempt(form, withdraw_file, found, form.reason.data or "", by=viewer(), at=now()):
        return done(number, _("材料已撤下，内容已销毁。"))
    page = render_template(
        "cases/step.html",
        case=found.case,
        form=form,
        category_label=category_label,
        title=_l("撤下材料"),
        lead=_l("撤下后内容立即销毁，不能恢复；什么时候、由谁、为什么撤下会留下记录。"),
        button_text=_l("撤下并销毁"),
    )
    return page, 422 if form.errors else 200


def _visible_file(number: str, file_id: int) -> CaseFile:
    """The file as the viewer may see it; absent, of another case and hidden look the same."""
    found = find_file(visible_or_404(number), file_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个文件。"))
    return found


def _picture(file: CaseFile, part: str) -> Response:
    if not file.shown:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个文件。"))
    return _on_record(file, as_picture(file, part))


def _on_record(file: CaseFile, answer: Response) -> Response:
    """Whoever opens a file of a sealed case is on record before it leaves."""
    if file.case.sealed:
        open_file(file, by=viewer(), at=now())
    return answer
