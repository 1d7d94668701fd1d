"""The board of a supervisor: units and colleagues with their cases, every number a link to exactly these cases."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.kinds import ChaserKind
from services.cases.rules import MOST_IN_HAND
from services.clocks.queries import bands_on
from services.core.access import Actor, Role
from services.core.errors import ErrorCode, Problem
from services.core.time import Month, local_date, now
from services.core.web import viewer
from services.core.words import _l
from services.desk.queries.board import CLOSED, board_of, colleagues_of
from services.desk.views.blueprint import blueprint
from services.units.models import Unit
from services.units.queries import find_unit, unit_of

MONTHS_BACK = 12


@blueprint.get("/board")
def board() -> ResponseReturnValue:
    """The units of a supervisor and the colleagues there, as of today; `month` says in which the closed ones ended."""
    unit, month = led_unit(), month_asked_for()
    bands = bands_on(local_date(now()))
    return render_template(
        "desk/board.html",
        unit=unit,
        month=month,
        months=months_offered(),
        board=board_of(unit, month, viewer(), bands),
        colleagues=colleagues_of(unit, viewer(), bands),
        most_in_hand=MOST_IN_HAND,
        list_of=list_of,
        above=way_up(unit),
    )


def list_of(column: str, month: Month | None = None, **where: Any) -> str:
    """The address of the list that shows what a column of the board counts."""
    if column == "closed":
        return url_for("cases.index", **where, figure=CLOSED, period=str(month), order="closed")
    state, due = "untaken" if column == "untaken" else "open", column if column in ("soon", "overdue") else None
    chased = ChaserKind.SUPERVISION if column == "supervised" else None
    return url_for("cases.index", **where, state=state, due=due, chased=chased, order="due")


def led_unit() -> Unit:
    """The unit in the address, else the highest one that the viewer leads.

    Raises Problem: not_allowed for those who lead none, not_found for another's unit.
    """
    posts = viewer().posts_as([Role.SUPERVISOR])
    if not posts:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    asked = request.args.get("unit", "")
    if not asked:
        return unit_of(min(posts, key=lambda post: post.unit_path.count("/")))
    unit = find_unit(asked)
    if unit is None or not _leads(viewer(), unit.org_path):
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return unit


def _leads(actor: Actor, path: str) -> bool:
    return any(post.reaches(path) for post in actor.posts_as([Role.SUPERVISOR]))


def way_up(unit: Unit) -> Unit | None:
    """The unit above, where the viewer leads it too."""
    return unit.parent if unit.parent is not None and _leads(viewer(), unit.parent.org_path) else None


def month_asked_for() -> Month:
    """The month in the address; this one, where none is given or what is given is none."""
    try:
        return Month.parse(request.args.get("month", ""))
    except Problem:
        return Month.of(local_date(now()))


def months_offered() -> list[Month]:
    """This month and those before it, the newest first."""
    this = Month.of(local_date(now()))
    return [this.back(back) if back else this for back in range(MONTHS_BACK + 1)]
