"""The help page of the keyboard."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from services.core.words import N_
from services.desk.views.blueprint import blueprint

SHORTCUTS = (
    ("j / k", N_("下一行、上一行")),
    ("Enter", N_("打开所在的一行")),
    ("c", N_("记录通话")),
    ("n", N_("写记录")),
    ("l", N_("答复职工")),
    ("a", N_("确定经办人")),
    ("x", N_("选中或取消所在的一行")),
    ("/", N_("查找案件")),
    ("?", N_("显示这张表")),
    ("Ctrl + Enter", N_("保存正在填写的表单")),
    ("Ctrl + K", N_("按名称查找命令")),
    ("Esc", N_("关闭旁边的窗格")),
)
"""Key and what it does; static/js/keys.js acts on them."""


@blueprint.get("/keys")
def keys() -> ResponseReturnValue:
    """All keys; with `pane`, the list alone."""
    template = "desk/_keys.html" if request.args.get("pane") else "desk/keys.html"
    return render_template(template, shortcuts=SHORTCUTS)
