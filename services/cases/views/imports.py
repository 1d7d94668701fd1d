"""Pages of an import: bring a file, say what its columns mean, look at what would become of it, confirm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from services.cases.forms.imports import FROM_FILE, ColumnsForm, UploadForm, columns_form
from services.cases.importing import staging
from services.cases.importing.columns import in_encoding, profile_text
from services.cases.importing.csv_text import looks_like_gb18030
from services.cases.importing.files import LARGEST_FILE
from services.cases.importing.flags import ImportFlag
from services.cases.importing.jobs import is_at_work, start
from services.cases.importing.loading import LARGEST_PROFILE, profile_in, read_text
from services.cases.importing.profile import unread_profile
from services.cases.importing.reading import header_of
from services.cases.importing.runs import Brought
from services.cases.importing.uploads import confirm, describe, drop, upload
from services.cases.models import ImportRun, ImportState, TableKind
from services.cases.queries.imports import find_import, imports_of, profiles_of
from services.cases.views.blueprint import blueprint
from services.core.access import CASE_READERS, Role
from services.core.body_size import takes_up_to
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm, attempt
from services.core.ids import new_id
from services.core.mounting import ROOT
from services.core.time import now
from services.core.web import current_language, viewer
from services.core.words import _, _l
from services.units.queries import NamedUnit, unit_named, units_below

BOTH = ["GET", "POST"]
EXAMPLES = ROOT / "docs" / "examples"
ROOM_FOR_THE_FORM = 1_000_000
GOES_ON = (ImportState.CHECKING, ImportState.RUNNING)


@blueprint.get("/imports")
def imports() -> ResponseReturnValue:
    """The imports that the viewer began."""
    _imports_or_403()
    return render_template("cases/imports.html", runs=imports_of(viewer()))


@blueprint.route("/imports/new", methods=BOTH)
@takes_up_to(LARGEST_FILE + ROOM_FOR_THE_FORM)
def new_import() -> ResponseReturnValue:
    """Bring a file. It is kept sealed and checked; nothing of it is written yet."""
    units, form = _imports_or_403(), UploadForm()
    form.offer(units, _known_profiles())
    if form.validate_on_submit():
        run = attempt(form, _upload, form)
        if run is not None:
            _go_on(run)
            return _to(run)
    return render_template("cases/new_import.html", form=form), 422 if form.errors else 200


@blueprint.get("/imports/<int:run_id>")
def import_run(run_id: int) -> ResponseReturnValue:
    """Where one import stands: what was found in its file, how far it is, or what came of it."""
    run = _mine_or_404(run_id)
    shown = json.loads(run.preview) if run.preview_sealed and run.preview else {"rows": [], "faults": []}
    waits = run.state is ImportState.REFUSED and staging.has_file(run.id)
    return render_template(
        "cases/import.html",
        run=run,
        rows=shown["rows"],
        faults=[(*fault[:4], ImportFlag(fault[4]).label) for fault in shown["faults"]],
        at_work=run.state in GOES_ON and is_at_work(run),
        flags=[(ImportFlag(flag).label, count) for flag, count in run.flag_counts.items()],
        has_list=staging.faults_of(run.id) is not None,
        gb18030=waits and "gb18030" not in run.profile_text and looks_like_gb18030(_file(run)),
        reads_cases=bool(viewer().posts_as(CASE_READERS)),
        form=BaseForm(),
    )


@blueprint.route("/imports/<int:run_id>/columns", methods=BOTH)
def import_columns(run_id: int) -> ResponseReturnValue:
    """Say what the columns mean."""
    run = _mine_or_404(run_id)
    if run.state is not ImportState.MAPPING:
        return _to(run)
    encoding = "gb18030" if looks_like_gb18030(_file(run)) else "utf-8"
    header = header_of(_file(run), unread_profile(run.file_name, encoding))
    form = columns_form(run.kind, header)
    if form.validate_on_submit() and attempt(form, _describe, run, form, header, encoding):
        _go_on(run)
        return _to(run)
    if not form.is_submitted():
        form.name.data = Path(run.file_name).stem[:60]
        form.version.data = run.version
    return render_template(
        "cases/import_columns.html", run=run, form=form, header=header, gb18030=encoding == "gb18030"
    ), 422 if form.errors else 200


@blueprint.post("/imports/<int:run_id>/checking")
def import_checking(run_id: int) -> ResponseReturnValue:
    """Check the file again, read as GB18030 where that was asked for."""
    run = _mine_or_404(run_id)
    if request.form.get("encoding") == "gb18030" and run.state is ImportState.REFUSED:
        text = in_encoding(run.profile_text, "gb18030")
        run = describe(run, profile_in(text), text, by=viewer(), at=now())
    _go_on(run)
    return _to(run)


@blueprint.post("/imports/<int:run_id>/confirmation")
def import_confirmation(run_id: int) -> ResponseReturnValue:
    """Write what was looked at; an import that was interrupted goes on."""
    run = _mine_or_404(run_id)
    if run.state is not ImportState.RUNNING:
        run = confirm(run, by=viewer(), at=now())
    _go_on(run)
    return _to(run)


@blueprint.post("/imports/<int:run_id>/removal")
def import_removal(run_id: int) -> ResponseReturnValue:
    """Give the file up."""
    run = drop(_mine_or_404(run_id), by=viewer(), at=now())
    staging.forget(run.id)
    flash(_("已放弃这次导入，上传的文件已删除。"), "ok")
    return redirect(url_for("cases.imports"), 303)


@blueprint.get("/imports/<int:run_id>/faults.csv")
def import_faults(run_id: int) -> ResponseReturnValue:
    """The list of what is odd, for a spreadsheet."""
    run = _mine_or_404(run_id)
    portions = staging.faults_of(run.id)
    if portions is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    answer = Response(portions, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"import-{run.id}.csv")
    return answer


def _imports_or_403() -> list[NamedUnit]:
    """The units for which the viewer may import."""
    units = units_below(post.unit_path for post in viewer().posts_as([Role.ADMINISTRATOR]))
    if not units:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("导入表格由系统管理员办理。"))
    return list(units)


def _mine_or_404(run_id: int) -> ImportRun:
    run = find_import(run_id, viewer())
    if run is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这次导入。"))
    return run


def _to(run: ImportRun) -> ResponseReturnValue:
    page = "cases.import_columns" if run.state is ImportState.MAPPING else "cases.import_run"
    return redirect(url_for(page, run_id=run.id), 303)


def _go_on(run: ImportRun) -> None:
    if run.state in GOES_ON:
        start(cast(Flask, current_app._get_current_object()), run, viewer(), current_language())  # type: ignore[attr-defined]


def _file(run: ImportRun) -> Any:
    return staging.staged(run.id, run.file_name)


def _known_profiles() -> list[tuple[str, str]]:
    before = [(f"before:{ident}", name) for name, (ident, _text) in profiles_of(viewer()).items()]
    return before + [(f"example:{file.stem}", _("示例：%(name)s", name=file.stem)) for file in _examples()]


def _examples() -> list[Path]:
    return sorted(EXAMPLES.glob("*.yaml"))


def _text_chosen(form: UploadForm) -> str:
    """The profile that was chosen, as it is written; nothing where the columns are to be named by hand."""
    how, _colon, which = (form.profile.data or "").partition(":")
    if how == FROM_FILE:
        given = form.profile_file.data
        if not isinstance(given, FileStorage) or not given.filename:
            raise Problem(ErrorCode.INVALID, _l("请选择配置文件。"), field="profile_file")
        return read_text(given.stream.read(LARGEST_PROFILE + 1)[:LARGEST_PROFILE], given.filename)
    if how == "example":
        return next((file.read_text("utf-8") for file in _examples() if file.stem == which), "")
    if how == "before":
        return next((text for ident, text in profiles_of(viewer()).values() if str(ident) == which), "")
    return ""


def _upload(form: UploadForm) -> ImportRun:
    unit, text = unit_named(form.unit.data), _text_chosen(form)
    given: FileStorage = form.file.data
    name = Path(given.filename or "table.csv").name[:200]
    profile = profile_in(text, name) if text else unread_profile(name, "utf-8", TableKind(form.kind.data))
    ident = new_id()
    with given.stream as incoming:
        _size, sha256 = staging.stage(ident, cast(Any, incoming))
    try:
        return upload(unit, ident, Brought(profile, text, name, sha256, 0), bool(text), by=viewer(), at=now())
    except BaseException:
        staging.forget(ident)
        raise


def _describe(run: ImportRun, form: ColumnsForm, header: list[str], encoding: str) -> ImportRun:
    named = {place.path: field.data or "" for place, field in form.places()}
    text = profile_text(run.kind, form.name.data or "", form.day_form.data, named, header, encoding)
    return describe(run, profile_in(text), text, by=viewer(), at=now())
