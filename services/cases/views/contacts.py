"""Calls and visits, and the request that may arise from one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.actions import answer_contact, log_contact, register
from services.cases.forms import CloseForm, ContactForm, RegisterForm
from services.cases.forms.intake import CallerFields
from services.cases.kinds import Channel, PartyRole
from services.cases.models import Contact
from services.cases.queries import categories_on, find_contact, number_of, recent_contacts, units_for
from services.cases.queries.finding import PAGE
from services.cases.queries.likeness import NOTHING, Alike, Past, alike, past_of
from services.cases.views.blueprint import blueprint, leave
from services.clocks.queries import bands_on
from services.core.access import CASE_STAFF
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import find_person_by_phone, groups_on
from services.units.queries import unit_named

BOTH = ["GET", "POST"]


@blueprint.get("/contacts")
def contacts() -> ResponseReturnValue:
    """Calls and visits, newest first."""
    before = request.args.get("before", type=int)
    found = recent_contacts(viewer(), before if before and 0 < before < 2**63 else None)
    older = url_for("cases.contacts", before=found[PAGE - 1].id) if len(found) > PAGE else None
    return render_template(
        "cases/contacts.html",
        contacts=found[:PAGE],
        older_url=older,
        answer_form=CloseForm(),
        may_log=_works_on_cases(),
        bands=bands_on(local_date(now())),
    )


@blueprint.route("/contacts/new", methods=BOTH)
def new_contact() -> ResponseReturnValue:
    """Log a call or visit, beside what is known of the caller. Numbers are sent by POST alone."""
    _works_on_cases_or_403()
    form = ContactForm()
    form.offer_units(units_for(viewer(), CASE_STAFF))
    past = _past(form)
    if request.form.get("look"):
        form.phone.validate(form)
        return _call_page(form, past)
    if form.validate_on_submit():
        made = attempt(
            form,
            log_contact,
            unit_named(form.unit.data),
            Channel(form.channel.data),
            form.text.data,
            form.answered.data == "yes",
            form.person(),
            form.chosen(past.people),
            by=viewer(),
            at=now(),
        )
        if made:
            flash(_("已登记。"), "ok")
            return redirect(url_for("cases.contacts"), 303)
    return _call_page(form, past)


def _call_page(form: ContactForm, past: Past) -> ResponseReturnValue:
    asked = bool(form.phone.data) and not form.phone.errors
    page = render_template("cases/new_contact.html", form=form, past=past, asked=asked, roles=PartyRole)
    return page, 422 if form.errors else 200


def _past(form: CallerFields) -> Past:
    """What is known of the number that was typed; nothing where it is none."""
    past = NOTHING
    with suppress(Problem):  # the form says what is wrong with the number
        past = past_of(form.phone.data, viewer()) if form.phone.data else NOTHING
    form.offer_people(past.people)
    return past


@blueprint.post("/contacts/<int:contact_id>/answer")
def answer(contact_id: int) -> ResponseReturnValue:
    """Note that an open enquiry was answered."""
    answer_contact(_contact_or_404(contact_id), by=viewer(), at=now())
    flash(_("已登记答复。"), "ok")
    return redirect(url_for("cases.contacts"), 303)


@blueprint.route("/cases/new", methods=BOTH)
def new_case() -> ResponseReturnValue:
    """Register a request, from a call or on its own."""
    _works_on_cases_or_403()
    form, source = RegisterForm(), request.args.get("contact", type=int)
    contact = _contact_or_404(source) if source else None
    form.offer_units(units_for(viewer(), CASE_STAFF))
    form.offer_categories(categories_on(local_date(now())))
    form.offer_groups(groups_on(local_date(now())))
    people = _known(form) if form.who.data else ()
    form.offer_people(people)
    if contact and request.method == "GET":
        form.text.data, form.channel.data, form.unit.data = contact.text, contact.channel.value, _unit_code(contact)
    if request.form.get("carry"):
        form.key.data = secrets.token_urlsafe(18)  # the call has its own
        return _case_page(form, contact)
    if not form.validate_on_submit():
        return _case_page(form, contact)
    known = form.chosen(people)
    same = () if request.form.get("regardless") else _alike(form, known)
    if same:
        return _case_page(form, contact, same)
    case = attempt(
        form,
        register,
        unit_named(form.unit.data),
        form.ask(),
        Channel(form.channel.data),
        form.person(),
        contact=contact,
        proxy=form.proxy(),
        known=known,
        by=viewer(),
        at=now(),
    )
    if case:
        number, seen = number_of(case, viewer())
        return leave(number, seen, _("已登记，编号 %(number)s。", number=number))
    return _case_page(form, contact)


def _case_page(form: RegisterForm, contact: Contact | None, same: Sequence[Alike] = ()) -> ResponseReturnValue:
    form.offer_people(_known(form))
    page = render_template("cases/new_case.html", form=form, contact=contact, same=same)
    return page, 409 if same else 422 if form.errors else 200


def _known(form: CallerFields) -> Sequence[Person]:
    """Who is known under the number that was typed; nobody where it is none."""
    with suppress(Problem):  # the form says what is wrong with the number
        return find_person_by_phone(form.phone.data, viewer()) if form.phone.data else ()
    return ()


def _alike(form: RegisterForm, known: Person | None) -> Sequence[Alike]:
    """Requests that may be the same; nothing where the person cannot be read, which the verb then says."""
    told = PersonFacts(known.name, known.phone, known.id_number) if known else form.person()
    try:
        checked = told.checked(local_date(now())) if told else PersonFacts()
    except Problem:
        return ()
    return alike(checked, form.employer.data or "", now(), viewer())


def _unit_code(contact: Contact) -> str:
    return contact.org_path.rstrip("/").rsplit("/", 1)[-1]


def _contact_or_404(contact_id: int) -> Contact:
    found = find_contact(contact_id, viewer()) if 0 < contact_id < 2**63 else None
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


def _works_on_cases() -> bool:
    return bool(viewer().posts_as(CASE_STAFF))


def _works_on_cases_or_403() -> None:
    if not _works_on_cases():
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
