"""Pages: the inbox, one's choices and calendar, the outbox, and the calendar itself."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.actors import actor_of
from services.accounts.visitors import signed_in_user
from services.core.access import administers
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.settings import settings_in_use
from services.core.time import now
from services.core.vault import mask_phone
from services.core.web import public, viewer
from services.core.words import _, _l
from services.messages.actions import choose, make_feed, revoke_feed
from services.messages.deadlines import OWN
from services.messages.feed import calendar_of
from services.messages.forms import ChoicesForm
from services.messages.kinds import KINDS, WAYS, Channel, members_acts
from services.messages.models import Notice, Outgoing
from services.messages.queries import (
    address_of,
    choices_of,
    feed_of,
    inbox_page,
    notice_seen_by,
    outgoing_counts,
    outgoing_failures,
    outgoing_page,
    owner_of_feed,
)
from services.messages.reading import mark_all_read, mark_read
from services.messages.wording import letter, speaking, worded

blueprint = Blueprint("messages", __name__)


@blueprint.get("/inbox")
def inbox() -> ResponseReturnValue:
    """The viewer's notices, newest first."""
    page = inbox_page(viewer(), request.args.get("before", type=int))
    shown = [(notice, worded(notice.kind, notice.told, notice.neutral)) for notice in page.notices]
    older = url_for("messages.inbox", before=page.before) if page.before else None
    unread = any(notice.read_at is None for notice in page.notices)
    return render_template(
        "messages/inbox.html", shown=shown, older_url=older, unread=unread, ways=WAYS, by_the_day=members_acts()
    )


@blueprint.post("/inbox/<int:notice_id>/opening")
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Marks a notice as read and goes to what it is about, where the viewer sees that."""
    notice = _notice_or_404(notice_id)
    mark_read(viewer(), notice, at=now())
    way = WAYS.get(notice.about_type or "")
    page = way(notice.about_id, viewer()) if way is not None and notice.about_id is not None else None
    if page is None:
        flash(_("这条消息说的内容现在不对您开放，或者已经没有了。"))
    return redirect(page or url_for("messages.inbox"), 303)


@blueprint.post("/inbox/<int:notice_id>/reading")
def read_notice(notice_id: int) -> ResponseReturnValue:
    """Marks a notice as read."""
    mark_read(viewer(), _notice_or_404(notice_id), at=now())
    return redirect(url_for("messages.inbox"), 303)


@blueprint.post("/inbox/reading")
def read_all() -> ResponseReturnValue:
    """Marks all as read, up to the newest that was on the page."""
    mark_all_read(viewer(), request.form.get("upto", 0, type=int), at=now())
    flash(_("已全部标为已读。"), "ok")
    return redirect(url_for("messages.inbox"), 303)


def _notice_or_404(notice_id: int) -> Notice:
    notice = notice_seen_by(viewer(), notice_id)
    if notice is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条消息。"))
    return notice


@blueprint.route("/account/messages", methods=["GET", "POST"])
def choices() -> ResponseReturnValue:
    """What one wants to be written about besides the inbox, and where."""
    form, user = ChoicesForm(), signed_in_user()
    form.offer()
    if form.validate_on_submit():
        if attempt(form, choose, user, form.wishes(), by=viewer(), at=now()):
            flash(_("已保存消息设置。"), "ok")
            return redirect(url_for("messages.choices"), 303)
    elif not form.is_submitted():
        form.fill(address_of(user.id), dict(choices_of(user.id)))
    settings = settings_in_use()
    page = render_template("messages/choices.html", form=form, mail=settings.mail, sms=settings.sms)
    return page, 422 if form.errors else 200


@blueprint.get("/account/calendar")
def calendar() -> ResponseReturnValue:
    """Whether one's deadlines can be subscribed to."""
    return render_template("messages/calendar.html", feed=feed_of(signed_in_user().id))


@blueprint.post("/account/calendar")
def new_calendar() -> ResponseReturnValue:
    """Makes a new address and shows it, this once."""
    secret, user = secrets.token_urlsafe(32), signed_in_user()
    feed = make_feed(user, secret, by=viewer(), at=now())
    path = url_for("messages.feed", secret=secret)
    site = settings_in_use().public_address or request.host_url.rstrip("/")
    return render_template("messages/calendar.html", feed=feed, address=f"{site}{path}")


@blueprint.post("/account/calendar/removal")
def revoke_calendar() -> ResponseReturnValue:
    """Takes the address away."""
    user = signed_in_user()
    if feed_of(user.id) is not None:
        revoke_feed(user, by=viewer(), at=now())
    flash(_("已停用订阅地址，原来的地址不能再用。"), "ok")
    return redirect(url_for("messages.calendar"), 303)


@blueprint.get("/calendar/<secret>.ics")
@public
def feed(secret: str) -> ResponseReturnValue:
    """The deadlines of whoever made the address, for as long as the account is open."""
    owner = owner_of_feed(secret)
    if owner is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个页面。"))
    actor, place = actor_of(owner), address_of(owner.id)
    with speaking(place.language if place is not None else "zh-CN"):
        days = [deadline for tell in OWN for deadline in tell(actor)]
        made = calendar_of(days, now())
    return Response(made, mimetype="text/calendar")


@blueprint.get("/outbox")
def outbox() -> ResponseReturnValue:
    """What is on its way out: for administrators how much and what failed, in development what it says, too."""
    settings, for_administrators = settings_in_use(), administers(viewer())
    if settings.production and not for_administrators:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("发件箱由系统管理员查看。"))
    return render_template(
        "messages/outbox.html",
        counts=outgoing_counts(viewer()),
        failures=outgoing_failures(viewer()),
        letters=[] if for_administrators else [_opened(row) for row in outgoing_page(viewer())],
        names={code: _(kind.name) for code, kind in KINDS.items()},
        mail=settings.mail,
        sms=settings.sms,
    )


def _opened(row: Outgoing) -> dict[str, object]:
    """What a message would say, and to whom: in development alone. Of sealed cases not even the masked address."""
    kind = KINDS.get(row.kind)
    with speaking(row.language):
        site = settings_in_use().public_address
        said = letter(kind, row.channel, row.told, row.neutral, site) if kind else worded(row.kind, row.told, True)
    to = row.address if row.channel is Channel.SMS and not row.neutral else None
    return {"row": row, "said": said, "to": mask_phone(to) if to else ""}
