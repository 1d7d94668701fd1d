"""Drafts as pages send them: kept while somebody types, let go of when they are no longer wanted."""

from __future__ import annotations

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from services.accounts.draft_forms import NOT_KEPT
from services.accounts.drafts import drop_draft, keep_draft
from services.accounts.views.blueprint import blueprint
from services.core.errors import ErrorCode, Problem
from services.core.time import LOCAL, now
from services.core.web import local_path, viewer
from services.core.words import _, _l

LONGEST_FORM, LONGEST_SUBJECT, LARGEST_VERSION = 60, 80, 2**31


@blueprint.post("/account/drafts/<form>/<path:subject>")
def draft(form: str, subject: str) -> ResponseReturnValue:
    """Keeps a draft and answers with its version; with `drop`, lets go of it and leads back."""
    if len(form) > LONGEST_FORM or len(subject) > LONGEST_SUBJECT:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    if request.form.get("drop"):
        drop_draft(viewer(), form, subject)
        return redirect(local_path(request.form.get("next")), 303)
    version = request.args.get("version", 0, type=int)
    fields = {name: values for name, values in request.form.lists() if name not in NOT_KEPT}
    at = now()
    try:
        kept = keep_draft(viewer(), form, subject, fields, version % LARGEST_VERSION, at=at)
    except Problem as problem:
        return jsonify(said=str(problem.sentence)), 409 if problem.code is ErrorCode.CONFLICT else 422
    return jsonify(version=kept, said=_("%(time)s 已自动保存", time=f"{at.astimezone(LOCAL):%H:%M:%S}"))
