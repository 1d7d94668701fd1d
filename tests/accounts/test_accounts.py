"""Staff and their posts: who may change whom, and what a change does to those who are signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.accounts.actions import (
    add_user,
    disable_user,
    enable_user,
    grant_post,
    reset_password,
    revoke_post,
    set_password,
)
from services.accounts.actors import actor_of
from services.accounts.models import User, UserPost
from services.accounts.passwords import matches, one_time_secret
from services.accounts.queries import find_user, live_post, staff_able_in, user_seen_by, users_seen_by
from services.core.access import SYSTEM, Level, Post, Role, visible
from services.core.audit import EVENT_KINDS, Event, verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from tests.accounts.small_house import AT, PASSWORD, Town


def kinds() -> list[str]:
    return list(db.session.scalars(visible(Event, SYSTEM, Event.kind).order_by(Event.id)))


def test_a_new_member_of_staff_has_the_posts_given(town: Town) -> None:
    user = town.hire("Hotline", "CITY", Role.CASEWORKER, Role.DISPATCHER)
    unit = town.unit("CITY")
    assert (user.login, user.name, user.must_change) == ("hotline", "hotline", True)
    assert actor_of(user).posts == tuple(
        Post(role, unit.id, "/NAT/PROV/CITY/", Level.CITY) for role in (Role.CASEWORKER, Role.DISPATCHER)
    )
    assert find_user(" HOTLINE ") == user
    assert kinds()[-3:] == ["user.added", "post.granted", "post.granted"]
    assert set(kinds()) <= EVENT_KINDS.keys()
    assert verify()[1] == []


@pytest.mark.parametrize(
    ("login", "name", "roles", "code"),
    [
        ("a.worker", None, [], ErrorCode.DUPLICATE),
        ("A.WORKER", None, [], ErrorCode.DUPLICATE),
        ("王", None, [], ErrorCode.INVALID),
        ("new", "x" * 81, [], ErrorCode.INVALID),
        ("new", None, [Role.ADMINISTRATOR, Role.SUPERVISOR], ErrorCode.INVALID),
    ],
)
def test_an_account_that_cannot_be_is_refused_whole(
    town: Town, login: str, name: str | None, roles: list[Role], code: ErrorCode
) -> None:
    town.hire("a.worker", "DA", Role.CASEWORKER)
    with pytest.raises(Problem) as refused:
        add_user(town.unit("DA"), login, name, roles, by=SYSTEM, at=AT)
    assert refused.value.code is code
    assert find_user("new") is None


def test_a_revoked_post_is_gone_at_once_and_may_be_given_again(town: Town) -> None:
    user = town.hire("a.worker", "DA", Role.CASEWORKER)
    post = live_post(user, town.unit("DA"), Role.CASEWORKER)
    assert post is not None
    revoke_post(post, by=SYSTEM, at=AT + timedelta(days=1))
    assert actor_of(town.user("a.worker")).posts == ()
    with pytest.raises(Problem) as refused:
        revoke_post(post, by=SYSTEM, at=AT + timedelta(days=2))
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE
    grant_post(town.unit("DA"), town.user("a.worker"), Role.CASEWORKER, by=SYSTEM, at=AT + timedelta(days=3))
    assert len(actor_of(town.user("a.worker")).posts) == 1


def test_a_post_is_held_once(town: Town) -> None:
    user = town.hire("a.worker", "DA", Role.CASEWORKER)
    with pytest.raises(Problem) as refused:
        grant_post(town.unit("DA"), user, Role.CASEWORKER, by=SYSTEM, at=AT)
    assert refused.value.code is ErrorCode.DUPLICATE


def test_an_administrator_never_gets_a_second_role_even_elsewhere(town: Town) -> None:
    user = town.hire("keeper", "DA", Role.ADMINISTRATOR)
    with pytest.raises(Problem) as refused:
        grant_post(town.unit("DB"), user, Role.AUDITOR, by=SYSTEM, at=AT)
    assert refused.value.code is ErrorCode.INVALID


def test_nobody_changes_their_own_account_from_above(town: Town) -> None:
    user = town.hire("keeper", "CITY", Role.ADMINISTRATOR)
    by, post = actor_of(user), user.posts[0]
    for refused_step in (
        lambda: grant_post(town.unit("DA"), user, Role.ADMINISTRATOR, by=by, at=AT),
        lambda: revoke_post(post, by=by, at=AT),
        lambda: disable_user(user, by=by, at=AT),
        lambda: reset_password(user, one_time_secret(), by=by, at=AT),
    ):
        with pytest.raises(Problem) as refused:
            refused_step()
        assert refused.value.code is ErrorCode.SAME_PERSON


def test_an_administrator_reaches_their_own_unit_and_below_alone(town: Town) -> None:
    by = actor_of(town.hire("keeper", "DA", Role.ADMINISTRATOR))
    assert add_user(town.unit("ST"), "below", roles=[Role.CASEWORKER], by=by, at=AT).id
    for code in ("CITY", "DB"):
        with pytest.raises(Problem) as refused:
            add_user(town.unit(code), "elsewhere", roles=[Role.CASEWORKER], by=by, at=AT)
        assert refused.value.code is ErrorCode.NOT_ALLOWED
    above, beside = town.hire("above", "CITY", Role.CASEWORKER), town.hire("beside", "DB", Role.CASEWORKER)
    for user in (above, beside):
        with pytest.raises(Problem) as refused:
            disable_user(user, by=by, at=AT)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_an_administrator_cannot_post_someone_whom_they_cannot_see(town: Town) -> None:
    by = actor_of(town.hire("keeper", "DA", Role.ADMINISTRATOR))
    beside = town.hire("beside", "DB", Role.CASEWORKER)
    with pytest.raises(Problem) as refused:
        grant_post(town.unit("DA"), beside, Role.CASEWORKER, by=by, at=AT)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_guest_from_another_unit_is_seen_while_the_post_lasts(town: Town) -> None:
    by = actor_of(town.hire("keeper", "DA", Role.ADMINISTRATOR))
    guest = town.hire("guest", "DB", Role.CASEWORKER)
    post = grant_post(town.unit("DA"), guest, Role.CASEWORKER, by=SYSTEM, at=AT)
    assert user_seen_by(by, guest.id) == guest
    with pytest.raises(Problem) as refused:
        disable_user(guest, by=by, at=AT)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    revoke_post(post, by=by, at=AT)
    assert user_seen_by(by, guest.id) is None


def test_staff_see_colleagues_of_their_unit_and_below(town: Town) -> None:
    for login, code in (("up", "CITY"), ("here", "DA"), ("down", "ST"), ("beside", "DB")):
        town.hire(login, code, Role.CASEWORKER)
    assert {user.login for user in users_seen_by(actor_of(town.user("here")))} == {"here", "down"}
    assert [user.login for user in users_seen_by(SYSTEM)] == ["up", "here", "down", "beside"]
    alone = town.hire("alone", "DA")
    assert list(users_seen_by(actor_of(alone))) == [alone]


def test_able_in_a_unit_are_those_posted_there_or_above(town: Town) -> None:
    for login, code in (("up", "CITY"), ("here", "DA"), ("down", "ST"), ("beside", "DB")):
        town.hire(login, code, Role.CASEWORKER)
    town.hire("gone", "DA", Role.CASEWORKER)
    town.hire("boss", "DA", Role.SUPERVISOR)
    disable_user(town.user("gone"), by=SYSTEM, at=AT)
    path = town.unit("DA").org_path
    assert [user.login for user in staff_able_in(path, [Role.CASEWORKER], seen_by=SYSTEM)] == ["here", "up"]


def test_a_disabled_account_is_enabled_with_its_posts(town: Town) -> None:
    user = disable_user(town.hire("a.worker", "DA", Role.CASEWORKER), by=SYSTEM, at=AT)
    with pytest.raises(Problem):
        disable_user(user, by=SYSTEM, at=AT)
    assert enable_user(user, by=SYSTEM, at=AT).is_active
    with pytest.raises(Problem):
        enable_user(user, by=SYSTEM, at=AT)
    assert len(actor_of(user).posts) == 1


def test_a_password_is_changed_with_the_old_one_and_by_its_owner(town: Town) -> None:
    user, other = town.hire("a.worker", "DA", Role.CASEWORKER), town.hire("b.worker", "DA", Role.CASEWORKER)
    fresh = "eight loud geese fly"
    for old, new, by, code in (
        (PASSWORD, fresh, other, ErrorCode.NOT_ALLOWED),
        ("wrong", fresh, user, ErrorCode.INVALID),
        (PASSWORD, "password", user, ErrorCode.INVALID),
        (PASSWORD, PASSWORD, user, ErrorCode.INVALID),
    ):
        with pytest.raises(Problem) as refused:
            set_password(user, old, new, by=actor_of(by), at=AT)
        assert refused.value.code is code
    set_password(user, PASSWORD, fresh, by=actor_of(user), at=AT)
    assert matches(user.password_hash, fresh)
    assert not matches(user.password_hash, PASSWORD)
    assert not user.must_change


def test_nothing_in_the_log_or_the_tables_is_a_password(town: Town) -> None:
    user = town.hire("a.worker", "DA", Role.CASEWORKER)
    set_password(user, PASSWORD, "eight loud geese fly", by=actor_of(user), at=AT)
    said = [event.payload_text or "" for event in db.session.scalars(visible(Event, SYSTEM))]
    assert not any("geese" in text or "herons" in text or "argon" in text for text in said)
    assert str(user.password_hash).startswith("$argon2id$")


def test_one_time_secrets_differ_and_have_ninety_bits() -> None:
    secrets = {one_time_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert all(len(secret) == 23 for secret in secrets)


def test_an_empty_hash_matches_no_password(app: object) -> None:
    assert not matches(None, "")
    assert not matches("", "")
    assert not matches("$argon2id$broken", "x")


def test_posts_are_read_under_a_scope(town: Town) -> None:
    town.hire("a.worker", "DA", Role.CASEWORKER)
    outsider = actor_of(town.hire("beside", "DB", Role.CASEWORKER))
    seen = db.session.scalars(visible(UserPost, outsider)).all()
    assert [post.user.login for post in seen] == ["beside"]
    assert db.session.scalar(select(User.id).where(User.login == "beside").execution_options(scope="test"))
