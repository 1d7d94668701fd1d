"""Standards on the pages: what holds where today, and an amount set by the supervisor of an area."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.core.time import local_date, now
from services.units.actions import set_standard
from services.units.models import StandardKind
from services.units.queries import standard_on, standards_on
from tests.fixtures import MONDAY, House
from tests.house.answers import send, words_of

WAGE = StandardKind.MINIMUM_WAGE


def test_supervisor_sets_an_amount_and_units_below_have_it_until_they_set_their_own(house: House) -> None:
    lead = house.client("city.lead")
    typed = {"kind": "minimum_wage", "monthly": "2,490 元", "valid_from": "2026-01-01"}
    assert send(lead, "/standards/CITY", **typed).status_code == 303
    page = words_of(lead.get("/standards/DA"))
    assert "每月 2,490.00 元" in page
    assert "（上级）" in page
    assert send(house.client("da.lead"), "/standards/DA", **{**typed, "monthly": "2600"}).status_code == 303
    page = words_of(lead.get("/standards/DA"))
    assert "每月 2,600.00 元" in page
    assert "（上级）" not in page
    assert "2,490.00" in words_of(lead.get("/standards/DB"))


def test_what_holds_on_a_day_is_the_same_in_the_table_and_for_one_unit(house: House) -> None:
    by = house.actor("city.lead")
    for unit, fen, day in (("CITY", 1, 1), ("CITY", 2, 10), ("DA", 3, 5), ("DA", 4, 20)):
        set_standard(house.unit(unit), WAGE, fen, date(2026, 3, day), by=by, at=MONDAY)
    units = [house.unit(code) for code in ("CITY", "DA", "DB", "SA")]
    for day in (date(2026, 2, 28), *(date(2026, 3, n) for n in (1, 4, 5, 9, 10, 19, 20, 31))):
        table = standards_on(units, day)
        for unit in units:
            alone = standard_on(unit, WAGE, day)
            assert table[unit.code].get(WAGE) is alone, (unit.code, day)


def test_an_amount_that_begins_tomorrow_does_not_hold_today(house: House) -> None:
    tomorrow = local_date(now()) + timedelta(days=1)
    typed = {"kind": "minimum_wage", "monthly": "2490", "valid_from": str(tomorrow)}
    page = words_of(send(house.client("city.lead"), "/standards/CITY", follow=True, **typed))
    assert "没有登记" in page
    assert str(tomorrow) in page
    today = {**typed, "valid_from": str(local_date(now()))}
    assert "每月 2,490.00 元" in words_of(send(house.client("city.lead"), "/standards/CITY", follow=True, **today))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"monthly": "-1"}, "不是金额"),
        ({"monthly": ""}, "请填写金额"),
        ({"kind": ""}, "请选择是哪一种标准"),
        ({"valid_from": ""}, "请选择从哪一天起执行"),
        ({"valid_from": "1989-12-31"}, "日期应在 1990 年至 2100 年之间"),
        ({"valid_from": "2101-01-01"}, "日期应在 1990 年至 2100 年之间"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(small_house: House, typed: dict[str, str], sentence: str) -> None:
    given = {"kind": "minimum_wage", "monthly": "2490", "valid_from": "2026-01-01", **typed}
    answer = send(small_house.client("city.lead"), "/standards/DA", **given)
    assert (answer.status_code, sentence in words_of(answer)) == (422, True)
    assert standard_on(small_house.unit("DA"), WAGE, date(2100, 12, 31)) is None


def test_the_first_and_the_last_day_are_taken(small_house: House) -> None:
    for day in ("1990-01-01", "2100-12-31"):
        given = {"kind": "minimum_wage", "monthly": "0", "valid_from": day}
        assert send(small_house.client("city.lead"), "/standards/DA", **given).status_code == 303


def test_administrators_look_and_the_rest_do_not(small_house: House) -> None:
    typed = {"kind": "minimum_wage", "monthly": "2490", "valid_from": "2026-01-01"}
    admin = small_house.client("city.admin")
    assert "登记标准" not in words_of(admin.get("/standards/DA"))
    assert admin.post("/standards/DA", data=typed).status_code == 403
    assert small_house.client("da.lead").post("/standards/DB", data=typed).status_code == 403
    for login in ("lin", "da.money", "city.audit"):
        client = small_house.client(login)
        assert client.get("/standards").status_code == client.get("/standards/DA").status_code == 403


def test_standards_stand_in_the_navigation_of_those_who_set_them(small_house: House) -> None:
    for login, shown in (("city.lead", True), ("da.lead", True), ("lin", False), ("city.audit", False)):
        assert ('href="/standards"' in words_of(small_house.client(login).get("/account"))) is shown
