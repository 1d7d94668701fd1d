"""Texts of a unit: who uses and keeps them, what fills their fields, and how an answer is found."""

from __future__ import annotations

import pytest

from services.core.errors import ErrorCode, Problem
from services.desk.actions import TextFacts, add_text, change_text, end_text
from services.desk.models import TextKind, TextModule
from services.desk.queries.texts import texts_for
from services.desk.rules import filled, unknown_fields
from tests.cases.states import handled
from tests.fixtures import MONDAY, House

BODY = "{姓名}：您反映的{事由}（{编号}）由{经办人}办理，期限{期限}，单位{用人单位}。"


def a_text(house: House, kind: TextKind, title: str, body: str, unit: str = "DA", by: str = "da.lead") -> TextModule:
    return add_text(house.unit(unit), TextFacts(kind, title, body), by=house.actor(by), at=MONDAY)


def test_fields_are_filled_and_those_without_a_value_are_marked() -> None:
    assert filled("{编号} {期限} {x y}", {"编号": "DA-1", "期限": ""}) == "DA-1 【待填：期限】 【待填：x y】"
    assert filled("{number} {due}", {"编号": "DA-1", "期限": ""}) == "DA-1 【待填：due】"
    assert filled("{编号", {"编号": "DA-1"}) == "{编号"
    assert unknown_fields("{编号}{number}{电话}") == ["电话"]


def test_a_text_is_used_in_its_unit_and_below_and_nowhere_else(house: House) -> None:
    a_text(house, TextKind.REPLY, "区里的", "一")
    a_text(house, TextKind.REPLY, "市里的", "二", unit="CITY", by="city.lead")
    found = {login: {text.title for text in texts_for(house.actor(login))} for login in ("lin", "sun", "hotline")}
    assert found == {"lin": {"区里的", "市里的"}, "sun": {"市里的"}, "hotline": {"市里的"}}
    assert {text.title for text in texts_for(house.actor("city.lead"))} == {"区里的", "市里的"}
    assert texts_for(house.actor("city.audit")) == []


def test_the_form_offers_the_text_with_the_case_in_it_and_the_name_stays_covered(house: House) -> None:
    a_text(house, TextKind.REPLY, "回复一", BODY)
    a_text(house, TextKind.NOTE, "记录一", "已致电{用人单位}")
    case = handled(house)
    client = house.client("lin")
    reply = client.get(f"/cases/{case.number}/reply").text
    assert f"郑同志：您反映的A1 拖欠工资、劳动报酬（{case.number}）由林一办理" in reply
    assert f"期限{case.next_due_on}，单位【待填：用人单位】。" in reply
    assert "记录一" not in reply
    assert "郑某" not in reply
    for page in (f"/cases/{case.number}/notes", f"/desk/cases/{case.number}/call"):
        assert "已致电【待填：用人单位】" in client.get(page).text
    assert "常用文本" not in client.get(f"/cases/{case.number}/acceptance").text


def test_a_worker_who_is_kept_from_the_employer_is_not_named_beside_it(house: House) -> None:
    a_text(house, TextKind.NOTE, "记录一", "已致电{用人单位}")
    case = house.handled(house.make_case(employer_name="示例工厂", keep_from_employer=True))
    assert "已致电【待填：用人单位】" in house.client("lin").get(f"/cases/{case.number}/notes").text


def test_an_answer_is_found_by_any_of_its_words_until_it_is_ended(house: House) -> None:
    text = a_text(house, TextKind.ANSWER, "加班费怎么算", "平时一点五倍，休息日两倍，法定节假日三倍。")
    a_text(house, TextKind.ANSWER, "试用期", "最长六个月。")
    client = house.client("lin")

    def found(question: str) -> list[bool]:
        page = client.get("/desk/answers", query_string={"q": question}).text
        return ["加班费怎么算" in page, "试用期" in page]

    assert found("") == [True, True]
    assert found("加班费") == [True, False]
    assert found("法定节假日 两倍") == [True, False]
    assert found("六个月") == [False, True]
    assert found("？") == [False, False]
    changed = TextFacts(TextKind.ANSWER, "加班工资怎么算", "见规定。")
    change_text(text, changed, by=house.actor("da.lead"), at=MONDAY)
    assert found("两倍") == [False, False]
    end_text(text, by=house.actor("da.lead"), at=MONDAY)
    assert "加班工资" not in client.get("/desk/answers").text
    with pytest.raises(Problem) as refused:
        end_text(text, by=house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE


def test_supervisors_keep_the_texts_of_their_units_on_a_page(house: House) -> None:
    lead = house.client("da.lead")
    sent = {"kind": "reply", "title": "已补发", "body": "{编号}已补发"}
    assert lead.post("/desk/texts/new", data=sent).location == "/desk/texts"
    assert "已补发" in lead.get("/desk/texts").text
    odd = lead.post("/desk/texts/new", data={**sent, "body": "{电话}"})
    assert odd.status_code == 422
    assert "没有“电话”这个字段" in odd.text
    text = texts_for(house.actor("da.lead"))[0]
    assert lead.post(f"/desk/texts/{text.id}", data={**sent, "title": "补发了", "version": "1"}).status_code == 303
    assert lead.post(f"/desk/texts/{text.id}", data={**sent, "title": "又改", "version": "1"}).status_code == 422
    assert house.client("lin").get(f"/desk/texts/{text.id}").status_code == 403
    assert house.client("sun").get(f"/desk/texts/{text.id}").status_code == 404
    assert lead.post(f"/desk/texts/{text.id}/ending").status_code == 303
    assert "补发了" not in lead.get("/desk/texts").text


def test_a_street_does_not_change_what_the_city_wrote(house: House) -> None:
    text = a_text(house, TextKind.REPLY, "市里的", "二", unit="CITY", by="city.lead")
    with pytest.raises(Problem) as refused:
        change_text(text, TextFacts(TextKind.REPLY, "x", "y"), by=house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
