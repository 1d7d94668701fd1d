"""Every page that can be opened, by whoever may open it: right for axe and never wider than a phone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import select

from services.cases.actions import TieFacts, declare_tie, link_union, log_contact, name_officer, record_respondent
from services.cases.actions.exports import Order, ask_export
from services.cases.actions.saved import save_view
from services.cases.exporting.kinds import Column, FileKind
from services.cases.kinds import Channel, Group
from services.cases.models import Case, CasePerson, TieKind
from services.core.access import SYSTEM, Level
from services.core.database import db
from services.desk.actions.tasks import TaskFacts, add_task
from services.desk.actions.texts import TextFacts, add_text
from services.desk.models import TextKind
from services.people.actions import add_employer, tag_person
from services.people.facts import EmployerFacts
from services.people.kinds import Occupation
from services.people.models import Employer, PersonTag
from services.people.tag_facts import TagFacts
from services.units.actions import add_unit
from tests.browser import PHONE, OpenPage, axe, press, spills_sideways
from tests.cases import states
from tests.files import file_of
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.test_routes import an_import, examples

LOGINS = ("hotline", "city.lead", "city.admin", "city.audit", None)
"""Who is asked to open a page, the first who can is taken; None is somebody who is not signed in."""
NO_PAGES = {
    "accounts.second_step": "only between password and second factor",
    "calendar.index": "leads on to the year",
    "cases.file_original": "the file itself",
    "cases.file_picture": "a picture",
    "cases.file_thumbnail": "a picture",
    "cases.import_faults": "a file",
    "desk.workload_file": "a file",
    "healthz": "for machines",
    "messages.feed": "for programs of calendars",
    "portal.leave": "leads on to the public holidays",
    "portal.manifest": "for browsers",
    "portal.worker_script": "a script",
    "readyz": "for machines",
    "reports.as_data": "a file",
    "reports.as_document": "a file",
    "static": "styles and scripts",
}
"""GET routes that show no page of their own, with the reason."""

Found = Mapping[str, tuple[str | None, str]]


@pytest.fixture
def city(small_house: House) -> House:
    """A city with one of each thing that a page can show."""
    house, by = small_house, small_house.actor("hotline")
    for prepare in (states.closed, states.suspended, states.replied, states.dispatched):
        case = prepare(house)
    employer = add_employer(house.unit("CITY"), EmployerFacts(name="示例快送平台", code="KS"), by=by, at=MONDAY)
    upstream = EmployerFacts(name="示例配送站", upstream=employer)
    add_employer(house.unit("CITY"), upstream, by=by, at=MONDAY)
    told = TagFacts("gig", occupation=Occupation.RIDER, employer=employer)
    tag_person(case.persons[0].person, told, by=by, at=MONDAY)
    record_respondent(case, "某站长", "配送站站长", by=by, at=MONDAY)
    file_of(house, case, "hotline", name="工资条.jpg")
    log_contact(house.unit("CITY"), Channel.HOTLINE, "问产假怎样计算", answered=False, by=by, at=MONDAY)
    _arrange(house, employer)
    return house


def _arrange(house: House, employer: Employer) -> None:
    city, by, lead = house.unit("CITY"), house.actor("hotline"), house.actor("city.lead")
    order = Order("/cases?state=open", (Column.NUMBER,), FileKind.CSV, "季度分析")
    ask_export(city, order, 501, by=by, at=MONDAY)
    save_view(city, "在办", "/cases?state=open", by=by, at=MONDAY)
    name_officer(house.unit("DA"), house.user("lin"), by=lead, at=MONDAY)
    declare_tie(house.user("fang"), TieFacts(TieKind.OWNS, employer), by=house.actor("fang"), at=MONDAY)
    union = add_unit(house.unit("SA"), "KSGH", "示例快送公司工会", Level.ENTERPRISE, by=SYSTEM, at=MONDAY)
    link_union(union, employer, by=lead, at=MONDAY)
    add_task(city, TaskFacts("复印材料", MONDAY.date()), house.user("hotline"), by=by, at=MONDAY)
    add_text(city, TextFacts(TextKind.NOTE, "已联系", "已电话联系本人。"), by=lead, at=MONDAY)
    an_import(house, "CITY", "city.admin")
    states.complained_of(house)


def pages_of(house: House) -> Found:
    """endpoint → (who opens it, address), of all GET routes that answer with a page to any of LOGINS."""
    clients = {login: house.client(login) for login in LOGINS}
    known, found = _addresses(house), {}
    for rule in house.app.url_map.iter_rules():
        here = known | ({"code": Group.GIG.value} if rule.endpoint == "groups.correct" else {})
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part, here=here: here[part[1]], rule.rule)  # type: ignore[misc]
        who = [login for login, client in clients.items() if "GET" in rule.methods and _is_page(client, address)]
        if who:
            found[rule.endpoint] = (who[0], address)
    return found


def _addresses(house: House) -> dict[str, str]:
    """What may stand in an address, all of it about the one case whose worker belongs to a group."""
    told = (
        select(Case.number, CasePerson.person_id)
        .join(CasePerson)
        .join(PersonTag, PersonTag.person_id == CasePerson.person_id)
    )
    number, person = db.session.execute(told.execution_options(scope="test")).one()
    return {**examples(house), "number": number, "person_id": str(person), "code": "CITY"}


def _is_page(client: FlaskClient, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 200 and answer.mimetype == "text/html"


def test_every_get_route_is_a_page_here_or_none_for_a_reason(city: House) -> None:
    routes = {rule.endpoint for rule in city.app.url_map.iter_rules() if "GET" in rule.methods}
    found = set(pages_of(city))
    assert routes - found == set(NO_PAGES)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("language", "theme"), [("zh-CN", "light"), ("en", "dark")])
def test_every_page_is_right_for_axe_and_as_narrow_as_a_phone(
    city: House, address: str, open_page: OpenPage, language: str, theme: str
) -> None:
    city.app.config["WTF_CSRF_ENABLED"] = False
    found = pages_of(city)
    city.app.config["WTF_CSRF_ENABLED"] = True
    wrong: dict[str, list[str]] = {}
    for login in LOGINS:
        page = open_page(size=PHONE, language=language)
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        if login:
            _sign_in(page, address, login)
        for endpoint, (who, path) in found.items():
            if who == login:
                page.goto(address + path)
                wrong[endpoint] = axe(page) + (["wider than the phone"] if spills_sideways(page) else [])
    assert {endpoint: faults for endpoint, faults in wrong.items() if faults} == {}
    assert set(wrong) == set(found)


def _sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    press(page.locator("main form button[type=submit]"))
