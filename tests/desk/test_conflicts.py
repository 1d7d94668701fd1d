"""When two people edit: the second sees what the first did, and loses nothing of what they typed."""

from __future__ import annotations

import re
from datetime import timedelta

from services.cases.actions import reply, take
from services.cases.kinds import Outcome
from services.core.time import local_date, now
from services.desk.actions import TaskFacts, add_task, change_task
from tests.cases.states import accepted, handled, objected_to
from tests.fixtures import House
from tests.house.answers import form_of


def test_a_note_that_comes_late_is_shown_what_happened_and_is_kept_at_the_second_try(house: House) -> None:
    case = handled(house)
    client, address = house.client("da.lead"), f"/cases/{case.number}/notes"
    page = form_of(client.get(address)) | {"text": ["我与单位谈过了，下周再看。"]}
    reply(case, Outcome.PARTLY, "单位先补发一个月", by=house.actor("lin"), at=now())
    late = client.post(address, data=page)
    assert late.status_code == 422
    main = late.text[late.text.index("<main") :]
    assert "您打开本页之后，他人已修改" in main
    assert re.search(r"已答复职工：部分解决", main)
    assert "单位先补发一个月" in main
    assert "已受理" not in main
    assert "我与单位谈过了，下周再看。</textarea>" in main
    assert client.post(address, data=form_of(late)).status_code == 303


def test_what_the_member_did_meanwhile_is_shown_by_its_day(house: House) -> None:
    case = objected_to(house)
    client, address = house.client("da.lead"), f"/cases/{case.number}/objection-reply"
    late = client.post(address, data=form_of(client.get(address)) | {"version": ["0"], "reason": ["已核实"]})
    assert late.status_code == 422
    main = late.text[late.text.index("<main") :]
    assert "您打开本页之后，他人已修改" in main
    assert "已核实</textarea>" in main


def test_a_draft_older_than_the_case_says_so_as_soon_as_it_is_opened(house: House) -> None:
    case = accepted(house)
    client, address = house.client("da.lead"), f"/cases/{case.number}/notes"
    page = form_of(client.get(address)) | {"text": ["写到一半的话"]}
    client.post(f"/account/drafts/cases.note_page/{case.number}?version=0", data=page)
    take(case, house.user("lin"), by=house.actor("lin"), at=now())
    again = client.get(address).text
    assert "写到一半的话</textarea>" in again
    assert "您打开本页之后，他人已修改" in again
    assert "已确定经办人：林一" in again


def test_a_task_that_two_people_change_shows_both_field_by_field(house: House) -> None:
    day = local_date(now())
    lin = house.actor("lin")
    task = add_task(house.unit("DA"), TaskFacts("走访", day), house.user("lin"), by=lin, at=now())
    client, address = house.client("lin"), f"/desk/tasks/{task.id}"
    page = form_of(client.get(address)) | {"next_step": ["走访车间，带相机"]}
    change_task(task, TaskFacts("走访宿舍", day + timedelta(days=1)), by=lin, at=now())
    late = client.post(address, data=page)
    assert late.status_code == 422
    table = late.text[late.text.index('id="conflict"') :].split("</table>")[0]
    assert [
        word for word in ("走访宿舍", "走访车间，带相机", str(day), str(day + timedelta(days=1))) if word not in table
    ] == []
    assert "类型" not in table
    merged = form_of(late) | {"next_step": ["走访车间和宿舍，带相机"]}
    assert client.post(address, data=merged).status_code == 303
