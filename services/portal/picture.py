"""The receipt as a picture to keep: asked for with a ticket, so that number and code stand in no address."""

from __future__ import annotations

from flask import render_template
from flask import request as sent
from flask.typing import ResponseReturnValue

from services.core.time import now
from services.core.web import public
from services.core.words import _
from services.drawing.slip import Slip, draw_slip
from services.portal.forms import FollowForm
from services.portal.receipts import open_picture
from services.portal.views import blueprint


@blueprint.post("/receipt")
@public
def picture() -> ResponseReturnValue:
    """The receipt as PNG, saved by the browser."""
    told = open_picture(sent.form.get("ticket"), now())
    if told is None:
        again = FollowForm(formdata=None)
        again.form_errors.append(_("回执图片只能在提交后半小时内保存。"))
        return render_template("portal/follow.html", form=again), 422
    number, code, due = told
    values = ((_("诉求编号"), number), (_("查询码"), code))
    lines = (due, _("查询：本网站“查询进度”，或者拨打 12351。"), _("查询码不要告诉别人。"))
    made = draw_slip(Slip(_("工会维权帮扶 · 回执"), values, [line for line in lines if line]))
    headers = {"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="receipt.png"'}
    return made, 200, headers
