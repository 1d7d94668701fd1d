"""The page of what each role may do, from the rules in force."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.handbook import Line, lines_of_permissions
from services.core.access import Role
from services.core.words import _

blueprint = Blueprint("roles", __name__, url_prefix="/roles")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The table role × level × verb, whole or of one role. Any colleague may read it."""
    chosen = next((role for role in Role if role.value == request.args.get("role")), None)
    lines = [line for line in lines_of_permissions() if chosen is None or chosen in line.rule.roles]
    tabs = [{"label": _("全部"), "url": url_for("roles.index"), "current": chosen is None}]
    tabs += [
        {"label": role.label, "url": url_for("roles.index", role=role.value), "current": role is chosen}
        for role in Role
    ]
    return render_template("accounts/roles.html", lines=lines, tabs=tabs, listed=_listed)


def _listed(line: Line, what: str) -> str:
    """Roles, levels or others of a line in the reader's language."""
    return _("、").join(_(message) for message in getattr(line, what))
