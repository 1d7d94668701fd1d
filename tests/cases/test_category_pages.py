"""The category trees on the pages: a code keeps its meaning for ever, and harassment stays sealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.accounts.actions import add_user
from services.cases.actions.categories import CategoryFacts, add_category, end_category, mark_category
from services.cases.models import CategoryTree
from services.cases.queries import categories_on
from services.cases.queries.finding import category_coded
from services.cases.rules.categories import is_always_sealed, parent_of, tidy_category_code
from services.core.access import SYSTEM, Role
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, now
from tests.fixtures import MONDAY, House
from tests.house.answers import send, words_of

TODAY = local_date(now())
NEW = {"code": "A1-1", "name_zh": "拖欠加班费", "name_en": "Unpaid overtime", "valid_from": str(TODAY)}


def offered(day: date = TODAY) -> list[str]:
    return [category.code for category in categories_on(day)]


def refused(code: ErrorCode) -> object:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


@pytest.mark.parametrize(("typed", "kept"), [("a12", "A12"), (" Ｃ５-1 ", "C5-1"), ("D999-1-2-3", "D999-1-2-3")])
def test_a_code_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert tidy_category_code(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "E1", "L1", "A", "A0", "A01", "A1-", "A1-0", "A1000", "A1-1-1-1-1", "A1 1", "A١"]
)
def test_anything_else_is_no_code(typed: str) -> None:
    with refused(ErrorCode.INVALID):  # type: ignore[attr-defined]
        tidy_category_code(typed)


def test_what_stands_below_is_read_off_the_code() -> None:
    assert [parent_of(code) for code in ("A1", "A1-2", "A1-2-3")] == [None, "A1", "A1-2"]
    assert [is_always_sealed(code) for code in ("C5", "C5-1", "C5-1-2", "C50", "C51-1", "C4")] == [True] * 3 + [
        False
    ] * 3


def test_a_new_category_is_offered_from_its_day_on_in_both_languages(house: House) -> None:
    admin = house.client("city.admin")
    assert send(admin, "/categories/new", **{**NEW, "valid_from": str(TODAY + timedelta(days=1))}).status_code == 303
    assert "A1-1" not in offered()
    assert "A1-1" in offered(TODAY + timedelta(days=1))
    page = words_of(admin.get("/categories"))
    assert page.index(">A1<") < page.index(">A1-1<") < page.index(">A2<")
    assert "拖欠加班费" in page
    assert "Unpaid overtime" in page
    assert house.make_case(categories=("A1-1",), at=now() + timedelta(days=1)).categories[0].code == "A1-1"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "A1"}, "已经有了"),
        ({"code": "A99-1"}, "上一层的类别“A99”还没有"),
        ({"code": "E1"}, "类别代码由树的字母"),
        ({"name_zh": ""}, "请填写中文名称"),
        ({"name_en": ""}, "请填写英文名称"),
        ({"name_zh": "名" * 61}, "最多 60 个字"),
        ({"valid_from": ""}, "请选择启用日期"),
        ({"valid_from": "1999-12-31"}, "年份应在 2000 至 2100 之间"),
    ],
)
def test_a_category_that_cannot_be_is_refused(small_house: House, typed: dict[str, str], sentence: str) -> None:
    answer = send(small_house.client("city.admin"), "/categories/new", **{**NEW, **typed})
    assert (answer.status_code, sentence in words_of(answer)) == (422, True)
    assert category_coded("A1-1") is None


def test_a_category_gets_other_words_and_another_place_and_keeps_its_cases(house: House) -> None:
    case, admin = house.make_case(), house.client("city.admin")
    last = max(category.position for category in categories_on(TODAY) if category.tree is CategoryTree.GENERAL)
    typed = {"name_zh": "欠薪", "name_en": "Wages owed", "position": last + 1}
    assert send(admin, "/categories/A1/names", **typed).status_code == 303
    page = words_of(admin.get("/categories"))
    assert page.index("欠薪") > page.index(">A2<")
    assert case.categories[0].category.name_zh == "欠薪"


def test_the_second_of_two_who_correct_at_once_is_told(house: House) -> None:
    admin = house.client("city.admin")
    seen = category_coded("A1").version  # type: ignore[union-attr]
    first = {"name_zh": "欠薪", "name_en": "Wages owed", "position": 1, "version": seen}
    assert admin.post("/categories/A1/names", data=first).status_code == 303
    answer = admin.post("/categories/A1/names", data={**first, "name_zh": "讨薪"})
    assert (answer.status_code, "他人已修改" in words_of(answer)) == (422, True)
    assert category_coded("A1").name_zh == "欠薪"  # type: ignore[union-attr]


def test_an_ended_category_is_offered_up_to_its_last_day_and_comes_back(house: House) -> None:
    case, admin = house.make_case(), house.client("city.admin")
    send(admin, "/categories/A1/ending", last=str(TODAY))
    assert "A1" in offered(TODAY)
    assert "A1" not in offered(TODAY + timedelta(days=1))
    assert case.categories[0].code == "A1"
    assert house.client().get("/request").status_code == 200
    send(admin, "/categories/A1/ending", last="")
    assert "A1" in offered(TODAY + timedelta(days=1))


def test_nothing_ends_in_the_past(house: House) -> None:
    by, unit = house.actor("city.admin"), house.unit("CITY")
    for last in (TODAY - timedelta(days=1), date(2023, 12, 31)):
        with refused(ErrorCode.INVALID):  # type: ignore[attr-defined]
            end_category(unit, "A1", last, by=by, at=now())
    assert end_category(unit, "A1", TODAY, by=by, at=now()).valid_to == TODAY


def test_a_marked_category_seals_new_cases_and_leaves_old_ones(house: House) -> None:
    old, admin = house.make_case(categories=("C4",)), house.client("city.admin")
    assert admin.post("/categories/C4/marks", data={"sealed": "y"}).status_code == 303
    assert category_coded("C4").small_cells_hidden  # type: ignore[union-attr]
    assert house.make_case(categories=("C4",), by="da.lead").sealed
    assert not old.sealed
    assert admin.post("/categories/C4/marks", data={}).status_code == 303
    assert not house.make_case(categories=("C4",)).sealed


@pytest.mark.parametrize("typed", [{}, {"sealed": "y"}, {"hidden": "y"}])
def test_the_seal_of_harassment_is_never_loosened(house: House, typed: dict[str, str]) -> None:
    admin = house.client("city.admin")
    answer = admin.post("/categories/C5/marks", data=typed)
    assert (answer.status_code, "不能取消" in words_of(answer)) == (422, True)
    ended = admin.post("/categories/C5/ending", data={"last": str(TODAY)})
    assert (ended.status_code, "不能停用" in words_of(ended)) == (422, True)
    kept = category_coded("C5")
    assert kept is not None
    assert (kept.sealed_by_itself, kept.small_cells_hidden, kept.valid_to) == (True, True, None)


def test_what_is_added_below_a_sealed_category_is_sealed_whatever_is_ticked(house: House) -> None:
    by, unit = house.actor("city.admin"), house.unit("CITY")
    below = CategoryFacts("C5-1", CategoryTree.WOMEN, "言语骚扰", "Verbal harassment", date(2024, 1, 1))
    made = add_category(unit, below, by=by, at=MONDAY)
    assert (made.sealed_by_itself, made.small_cells_hidden, made.parent_code) == (True, True, "C5")
    with refused(ErrorCode.ILLEGAL_MOVE):  # type: ignore[attr-defined]
        mark_category(unit, "C5-1", False, False, by=by, at=MONDAY)
    assert house.make_case(categories=("C5-1",), by="da.lead").sealed


def test_sealing_a_category_seals_what_stands_below_it(house: House) -> None:
    by, unit = house.actor("city.admin"), house.unit("CITY")
    below = CategoryFacts("C4-1", CategoryTree.WOMEN, "招聘歧视", "Hiring", date(2024, 1, 1))
    assert not add_category(unit, below, by=by, at=MONDAY).sealed_by_itself
    mark_category(unit, "C4", True, True, by=by, at=MONDAY)
    assert category_coded("C4-1").sealed_by_itself  # type: ignore[union-attr]
    with refused(ErrorCode.ILLEGAL_MOVE):  # type: ignore[attr-defined]
        mark_category(unit, "C4-1", False, False, by=by, at=MONDAY)


def test_administrators_below_city_level_look_and_bring_in_old_words_alone(house: House) -> None:
    add_user(house.unit("DA"), "da.admin", "区管理", [Role.ADMINISTRATOR], by=SYSTEM, at=MONDAY)
    by, unit = house.actor("da.admin"), house.unit("DA")
    general = CategoryFacts("A99", CategoryTree.GENERAL, "新", "New", date(2024, 1, 1))
    with refused(ErrorCode.NOT_ALLOWED):  # type: ignore[attr-defined]
        add_category(unit, general, by=by, at=MONDAY)
    local = CategoryFacts("欠资", CategoryTree.LOCAL, "欠资", "欠资", date(2024, 1, 1))
    assert add_category(unit, local, by=by, at=MONDAY).code == "欠资"


@pytest.mark.parametrize("login", ["lin", "da.lead", "da.money", "city.audit"])
def test_whoever_is_no_administrator_keeps_no_categories(small_house: House, login: str) -> None:
    client = small_house.client(login)
    for page in ("", "/new", "/A1/names", "/A1/ending", "/A1/marks"):
        assert client.get(f"/categories{page}").status_code == 403, page


def test_a_category_that_never_was_is_not_found(small_house: House) -> None:
    admin = small_house.client("city.admin")
    for page in ("names", "ending", "marks"):
        assert admin.get(f"/categories/Z9/{page}").status_code == 404
        assert admin.post(f"/categories/a/b/{page}").status_code == 404
