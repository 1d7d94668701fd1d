"""Accounts on the pages of administrators: found, added with a secret shown once, posts, disabling, resetting."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.accounts.actions import add_user, disable_user, revoke_post
from services.accounts.handbook import lines_of_permissions
from services.accounts.queries import PAGE, find_user, staff_page
from services.core.access import PERMISSIONS, SYSTEM, Role
from services.core.database import write_transaction
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.answers import form_of, send, words_of

SECRET = re.compile(r">([a-z2-9]{5}(?:-[a-z2-9]{5}){3})<")
ZHOU = {"name": "周五", "login": "zhou.wu", "unit": "DA", "roles": ["caseworker", "dispatcher"]}


def admin_of(house: House, unit: str) -> FlaskClient:
    login = f"{unit.lower()}.admin"
    add_user(house.unit(unit), login, "区管理", [Role.ADMINISTRATOR], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    with write_transaction():
        house.user(login).must_change = False
    return house.client(login)


def secret_on(answer: TestResponse) -> str:
    found = SECRET.search(words_of(answer))
    assert found
    return found[1]


def sign_in(house: House, login: str, password: str) -> TestResponse:
    return house.client().post("/sign-in", data={"login": login, "password": password})


def of(house: House, login: str, page: str = "") -> str:
    return f"/staff/{house.user(login).id}{page}"


def test_accounts_are_listed_unit_by_unit_with_their_posts(small_house: House) -> None:
    client = small_house.client("city.admin")
    page = words_of(client.get("/staff"))
    for word in ("何热线", "林一", "乙区总工会", "财务"):
        assert word in page
    of_da = words_of(client.get("/staff?unit=DA"))
    assert "林一" in of_da
    assert "孙三" not in of_da


def test_whoever_holds_a_post_in_the_unit_is_listed_there_wherever_at_home(house: House) -> None:
    admin = house.client("city.admin")
    assert "孙三" not in words_of(admin.get("/staff?unit=DA"))
    send(admin, of(house, "sun", "/posts"), unit="DA", role="dispatcher")
    assert "孙三" in words_of(admin.get("/staff?unit=DA"))


@pytest.mark.parametrize(
    ("text", "found"), [("林", {"林一"}), ("DA.", {"戴区长", "钱财务"}), ("区长", {"戴区长", "杜区长"}), ("%", set())]
)
def test_an_account_is_found_by_a_part_of_the_name_or_the_beginning_of_the_login(
    house: House, text: str, found: set[str]
) -> None:
    page = words_of(house.client("city.admin").post("/staff", data={"text": text}))
    assert {name for name in ("林一", "戴区长", "杜区长", "钱财务", "孙三") if f">{name}<" in page} == found


def test_a_long_list_is_turned_over_without_a_gap(small_house: House) -> None:
    for number in range(PAGE):
        add_user(small_house.unit("DB"), f"w{number}", f"同事{number}", by=SYSTEM, at=MONDAY)
    by = small_house.actor("city.admin")
    first = staff_page(by, ["/CITY/"])
    second = staff_page(by, ["/CITY/"], first.after or 0)
    names = [user.login for user in [*first.users, *second.users]]
    assert (len(first.users), second.after) == (PAGE, None)
    assert len(names) == len(set(names)) == PAGE + 10


def test_administrator_of_a_district_sees_and_keeps_the_district_alone(house: House) -> None:
    client = admin_of(house, "DA")
    page = words_of(client.get("/staff"))
    assert "林一" in page
    assert "孙三" not in page
    assert ">孙三<" not in words_of(client.post("/staff", data={"text": "孙三"}))
    post = house.user("sun").posts[0].id
    for address in (of(house, "sun"), of(house, "sun", "/reset"), f"/staff/posts/{post}/revocation"):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in (404, 405), address
    assert client.get("/staff?unit=DB").status_code == 403
    assert send(client, "/staff/new", **{**ZHOU, "unit": "DB"}).status_code == 422
    assert find_user("zhou.wu") is None


def test_a_colleague_with_a_post_here_who_is_at_home_elsewhere_is_not_reset_from_here(house: House) -> None:
    send(house.client("city.admin"), of(house, "sun", "/posts"), unit="DA", role="dispatcher")
    client = admin_of(house, "DA")
    assert "重置密码" not in words_of(client.get(of(house, "sun")))
    for step in ("/reset", "/disabling"):
        assert client.post(of(house, "sun", step)).status_code == 403
    assert sign_in(house, "sun", PASSWORD).status_code == 303


def test_the_secret_of_a_new_account_opens_the_door_once_shown(house: House) -> None:
    admin = house.client("city.admin")
    answer = send(admin, "/staff/new", **ZHOU)
    secret = secret_on(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert sign_in(house, "zhou.wu", secret).status_code == 303
    assert [post.role for post in house.user("zhou.wu").posts] == [Role.CASEWORKER, Role.DISPATCHER]
    assert secret not in words_of(admin.get(of(house, "zhou.wu")))


def test_a_form_sent_twice_shows_no_second_secret_and_changes_nothing(house: House) -> None:
    admin = house.client("city.admin")
    filled = form_of(admin.get("/staff/new")) | ZHOU
    secret = secret_on(admin.post("/staff/new", data=filled))
    again = admin.post("/staff/new", data=filled, follow_redirects=True)
    assert SECRET.search(words_of(again)) is None
    assert "只显示一次" in words_of(again)
    assert sign_in(house, "zhou.wu", secret).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"login": "lin"}, "已有人使用"),
        ({"login": "周"}, "账号由字母"),
        ({"login": ""}, "请填写账号"),
        ({"name": ""}, "请填写姓名"),
        ({"name": "名" * 81}, "最多 80 个字"),
        ({"roles": ["administrator", "caseworker"]}, "系统管理员不能兼任其他岗位"),
        ({"roles": ["king"]}, "king"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_what_was_typed_stays(
    small_house: House, typed: dict[str, object], sentence: str
) -> None:
    answer = send(small_house.client("city.admin"), "/staff/new", **{**ZHOU, **typed})
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert find_user("zhou.wu") is None


def test_a_post_is_granted_and_revoked_and_both_days_stay_on_the_page(house: House) -> None:
    admin, lin = house.client("city.admin"), house.client("lin")
    assert lin.get("/standards").status_code == 403
    send(admin, of(house, "lin", "/posts"), unit="DA", role="supervisor")
    assert lin.get("/standards").status_code == 200
    post = next(post for post in house.user("lin").posts if post.role is Role.SUPERVISOR)
    assert admin.post(f"/staff/posts/{post.id}/revocation").status_code == 303
    assert lin.get("/standards").status_code == 403
    page = words_of(admin.get(of(house, "lin")))
    assert "负责人" in page
    assert f"/staff/posts/{post.id}/revocation" not in page
    again = admin.post(f"/staff/posts/{post.id}/revocation")
    assert (again.status_code, "已经收回了" in words_of(again)) == (422, True)


def test_a_disabled_colleague_is_out_at_once_and_comes_back_when_enabled(house: House) -> None:
    admin, lin = house.client("city.admin"), house.client("lin")
    assert "移交给其他同事" in words_of(admin.get(of(house, "lin", "/disabling")))
    send(admin, of(house, "lin", "/disabling"))
    assert lin.get("/cases").status_code == 303
    assert sign_in(house, "lin", PASSWORD).status_code == 422
    send(admin, of(house, "lin", "/enabling"))
    assert sign_in(house, "lin", PASSWORD).status_code == 303


def test_a_reset_password_is_shown_once_and_ends_the_old_one(house: House) -> None:
    admin, lin = house.client("city.admin"), house.client("lin")
    secret = secret_on(send(admin, of(house, "lin", "/reset")))
    assert lin.get("/cases").status_code == 303
    assert sign_in(house, "lin", PASSWORD).status_code == 422
    assert sign_in(house, "lin", secret).status_code == 303
    assert "一次性密码，还没有改" in words_of(admin.get(of(house, "lin")))


def test_nobody_keeps_an_account_of_their_own(house: House) -> None:
    admin = house.client("city.admin")
    page = words_of(admin.get(of(house, "city.admin")))
    for word in ("重置密码", "停用", "授予岗位"):
        assert word not in page
    for step in ("/reset", "/disabling", "/posts"):
        answer = admin.post(of(house, "city.admin", step), data={"unit": "CITY", "role": "supervisor"})
        assert (answer.status_code, "另一位系统管理员" in words_of(answer)) == (422, True), step


@pytest.mark.parametrize("login", ["lin", "hotline", "da.lead", "da.money", "city.audit"])
def test_whoever_is_no_administrator_keeps_no_accounts(small_house: House, login: str) -> None:
    client, post = small_house.client(login), small_house.user("fang").posts[0].id
    for address in ("/staff", "/staff/new", *(of(small_house, "fang", step) for step in STEPS)):
        assert client.get(address).status_code == 403, address
    assert client.post("/staff", data={"text": "方"}).status_code == 403
    assert client.get(f"/staff/posts/{post}/revocation").status_code == 404
    page = words_of(client.get("/account"))
    assert 'href="/staff"' not in page
    assert 'href="/roles"' not in page


STEPS = ("", "/posts", "/disabling", "/enabling", "/reset")


def test_an_account_that_never_was_is_not_found(small_house: House) -> None:
    client = small_house.client("city.admin")
    for number in (1, 2**63, 10**30):
        assert client.get(f"/staff/{number}").status_code == 404
        assert client.get(f"/staff/posts/{number}/revocation").status_code == 404
        assert client.get(f"/staff?after={number}").status_code == 200


def test_the_page_of_roles_says_what_the_table_in_force_says(small_house: House) -> None:
    client = small_house.client("city.admin")
    assert len(lines_of_permissions()) == len(PERMISSIONS)
    assert _verbs_told(client, "/roles") == sorted(rule.name for rule in PERMISSIONS.values())
    for role in Role:
        wanted = sorted(rule.name for rule in PERMISSIONS.values() if role in rule.roles)
        assert _verbs_told(client, f"/roles?role={role.value}") == wanted, role


def _verbs_told(client: FlaskClient, address: str) -> list[str]:
    """The words at the head of each row of the page of roles."""
    return sorted(re.findall(r'<th[^>]*scope="row"[^>]*>\s*(.*?)\s*</th>', words_of(client.get(address)), re.DOTALL))


def test_the_list_says_who_is_disabled_and_who_holds_no_post(house: House) -> None:
    disable_user(house.user("lin"), by=house.actor("city.admin"), at=MONDAY)
    post = house.user("fang").posts[0]
    revoke_post(post, by=house.actor("city.admin"), at=MONDAY)
    page = words_of(house.client("city.admin").get("/staff?unit=DA"))
    assert page.count("已停用") == 1
