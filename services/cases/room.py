"""What the room of cases offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from flask import url_for

from services.accounts.models import User
from services.cases import messages  # noqa: F401  (declares the kinds)
from services.cases.figures import FIGURES
from services.cases.importing.command import import_table
from services.cases.models import Case, Complaint
from services.cases.queries import Wanted, count_cases, deadlines  # noqa: F401  (deadlines tell calendar and reminders)
from services.cases.queries.complaints import find_complaint
from services.cases.queries.readers import kept_with
from services.cases.search_commands import rebuild, search
from services.cases.views import blueprint
from services.cases.views.categories import blueprint as categories
from services.cases.views.consents import member_card
from services.cases.views.files import files_card
from services.core.access import CASE_READERS, CASE_STAFF, Actor, Role, administers, permitted, visible
from services.core.database import db
from services.core.rooms import Entry, Panel, Room
from services.core.time import local_date, now
from services.core.words import N_
from services.messages.kinds import lead_to
from services.people.models import Employer


def reads_cases(actor: Actor) -> bool:
    """Whether the actor has a post that reads cases."""
    return bool(actor.posts_as(CASE_READERS))


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


def open_cases_of(employer: Employer, actor: Actor) -> Mapping[str, Any] | None:
    """For the page of an employer: how many open cases of its chain of work the viewer may see."""
    if not reads_cases(actor):
        return None
    today = local_date(now())
    wanted = Wanted(state="open", employer=employer.id)
    return {"employer": employer, "count": count_cases(wanted, actor, today, today)}


def way_to_case(case_id: int, actor: Actor) -> str | None:
    """The page of a case that a message is about, where the actor sees it."""
    wanted = visible(Case, actor, Case.number).where(Case.id == case_id)
    number = db.session.scalar(wanted)
    return url_for("cases.show", number=number) if number else None


def way_to_complaint(complaint_id: int, actor: Actor) -> str | None:
    """The page of a complaint that a message is about, where the actor sees it."""
    found = find_complaint(complaint_id, actor)
    return url_for("cases.complaint", complaint_id=complaint_id) if found else None


def way_to_own_cases(_user_id: int, _actor: Actor) -> str:
    """The list of cases in one's own hands, for a message about many at once."""
    return url_for("cases.index", mine=1, state="open")


def leads_a_unit(actor: Actor) -> bool:
    """Whether the actor has a supervisor's post."""
    return bool(actor.posts_as([Role.SUPERVISOR]))


def way_to_ties(user: User, actor: Actor) -> Mapping[str, Any] | None:
    """For one's own account: the way to the ties that one declares."""
    return {} if user.posts else None


def those_kept_out(case: Case, actor: Actor) -> Mapping[str, Any]:
    """For the page of a case: whom it is kept from, and whether the actor may add to them."""
    may = permitted("case.exclude", actor, case)
    return {"case": case, "kept": kept_with(case), "may_exclude": may}


cases = click.Group("cases", commands=[import_table], help="案件：导入历史数据。 Cases: import old tables.")

lead_to(Case.__tablename__, way_to_case)
lead_to(Complaint.__tablename__, way_to_complaint)
lead_to(User.__tablename__, way_to_own_cases)

ROOM = Room(
    name="cases",
    blueprints=(blueprint, categories),
    commands=(cases, search),
    figures=FIGURES,
    upgrade_work={"case_words": rebuild},
    panels=(
        Panel("case.show", "cases/_files.html", files_card),
        Panel("case.show", "cases/_member.html", member_card),
        Panel("employer.show", "cases/_of_employer.html", open_cases_of),
        Panel("case.show", "cases/_kept.html", those_kept_out),
        Panel("account.links", "cases/_way_to_ties.html", way_to_ties),
    ),
    navigation=(
        Entry("categories.index", N_("类别目录"), "tags", administers, rank=80),
        Entry("cases.index", N_("案件"), "briefcase", reads_cases, rank=10),
        Entry("cases.contacts", N_("来电来访"), "phone", reads_cases, rank=20),
        Entry("cases.complaints", N_("投诉"), "chat-left-text", leads_a_unit, rank=45),
        Entry("cases.officers", N_("保密受理人"), "shield-lock", leads_a_unit, rank=80),
        Entry("cases.unions", N_("企业工会"), "people", leads_a_unit, rank=85),
        Entry("cases.new_case", N_("登记诉求"), "pencil", works_on_cases, rank=30),
        Entry("cases.imports", N_("导入表格"), "upload", administers, rank=85),
    ),
)
