"""Employers on the pages: found, added once, corrected, and named in a case by their code."""

from __future__ import annotations

from services.cases.models import Case
from services.core.access import SYSTEM, visible
from services.core.database import db
from services.people.queries import find_employer
from tests.fixtures import House

CODE = "91110000600037341L"
PLATFORM = {
    "name": "示例外卖平台",
    "kind": "platform",
    "code": "PLATFORM",
    "credit_code": "91110000600037341L",
    "unit": "DA",
}


def test_caseworker_adds_an_employer_and_finds_it_by_the_start_of_its_name(small_house: House) -> None:
    lin = small_house.client("lin")
    assert lin.post("/employers/new", data=PLATFORM).status_code == 303
    page = lin.post("/employers", data={"text": "示例外"}).get_data(as_text=True)
    assert CODE in page


def test_chain_leads_from_contractor_to_platform(small_house: House) -> None:
    lin = small_house.client("lin")
    lin.post("/employers/new", data=PLATFORM)
    station = {"name": "示例站点", "kind": "contractor", "unit": "DA", "upstream": "PLATFORM"}
    page = lin.post("/employers/new", data=station, follow_redirects=True).get_data(as_text=True)
    assert "示例外卖平台" in page


def test_wrong_credit_code_is_refused_at_its_field_and_nothing_is_lost(small_house: House) -> None:
    answer = small_house.client("lin").post("/employers/new", data=PLATFORM | {"credit_code": "91110000600037341X"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "示例外卖平台" in page
    assert find_employer("PLATFORM") is None


def test_unknown_upstream_is_refused_in_a_sentence(small_house: House) -> None:
    answer = small_house.client("lin").post("/employers/new", data=PLATFORM | {"upstream": "没有这家"})
    assert answer.status_code == 422
    assert "请先登记它" in answer.get_data(as_text=True)


def test_auditor_keeps_no_employers(small_house: House) -> None:
    assert small_house.client("city.audit").get("/employers").status_code == 403


def test_case_names_its_employer_by_code(small_house: House) -> None:
    lin = small_house.client("lin")
    lin.post("/employers/new", data=PLATFORM)
    asked = {"text": "封号", "unit": "DA", "channel": "hotline", "category": "B6", "category_2": "", "sex": ""}
    asked |= {"proxy_kinship": "", "proxy_consent": "not_yet"}
    assert lin.post("/cases/new", data=asked | {"employer": "PLATFORM", "people": "1"}).status_code == 303
    case = db.session.scalars(visible(Case, SYSTEM)).one()
    assert case.employer_name == "示例外卖平台"
