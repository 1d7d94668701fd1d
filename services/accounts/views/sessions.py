"""Pages of one's own sessions: from where one is signed in, and how to end that."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.actions import end_other_sessions, end_session
from services.accounts.sessions import live_sessions
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import farewell, limits, session_of_request, signed_in_user
from services.core.settings import settings_in_use
from services.core.time import now
from services.core.web import viewer
from services.core.words import _


@blueprint.get("/account/sessions")
def sessions() -> ResponseReturnValue:
    """From where one is signed in at present, this session marked."""
    return render_template(
        "accounts/sessions.html",
        sessions=live_sessions(signed_in_user().id, at=now(), **limits()),
        this=session_of_request().id,
        settings=settings_in_use(),
    )


@blueprint.post("/account/sessions/<int:session_id>/ending")
def end_one(session_id: int) -> ResponseReturnValue:
    """Ends one session; with this one, one leaves."""
    this = session_of_request().id
    end_session(signed_in_user(), session_id, by=viewer(), at=now())
    if session_id == this:
        return farewell()
    flash(_("已结束那次登录。"), "ok")
    return redirect(url_for("accounts.sessions"), 303)


@blueprint.post("/account/sessions/others/ending")
def end_others() -> ResponseReturnValue:
    """Ends all sessions but this one."""
    end_other_sessions(signed_in_user(), session_of_request().id, by=viewer(), at=now())
    flash(_("其他登录已全部结束。"), "ok")
    return redirect(url_for("accounts.sessions"), 303)
