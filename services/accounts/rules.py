"""Accounts on paper: logins, roles that exclude each other, passwords, and how long a failed sign-in makes one wait."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache

from services.core.access import Role
from services.core.errors import ErrorCode, Problem
from services.core.words import Words, _l

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
NAME_LENGTH = 80
SHORTEST, LONGEST = 8, 128
"""Characters in a password, both ends included (ASVS 5.0 V6.2.1, V6.2.9)."""

ACCOUNT_FREE, ADDRESS_FREE = 5, 20
"""Failures in a row before an account, and an address that many colleagues may share, are made to wait."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
MEMORY = timedelta(hours=24)
"""How long a failure counts."""

OUR_WORDS = ("union", "gonghui", "zonggonghui", "12351", "工会", "总工会")


def tidy_login(text: str) -> str:
    """The login in the one form in which it is kept: half-width, small letters.

    Raises Problem(invalid) for anything but 1 to 64 letters, digits, dots, hyphens and underscores.
    """
    login = unicodedata.normalize("NFKC", text).strip().lower()
    if not LOGIN.fullmatch(login):
        sentence = _l("账号由字母、数字、点和连字符组成，以字母或数字开头，最多64位。")
        raise Problem(ErrorCode.INVALID, sentence, field="login")
    return login


def read_role(text: str) -> Role:
    """`caseworker` or 经办人 → Role.CASEWORKER. Raises Problem(invalid) and names what is known."""
    wanted = text.strip()
    for role in Role:
        if wanted.lower() == role.value or wanted == role.msgid:
            return role
    known = "、".join(role.value for role in Role)
    sentence = _l("没有“%(text)s”这个岗位，可用的有：%(known)s。", text=wanted[:40], known=known)
    raise Problem(ErrorCode.INVALID, sentence, field="role")


def must_go_together(roles: Iterable[Role]) -> None:
    """Raises Problem(invalid) where one person would be administrator and anything else.

    Whoever keeps the accounts reads no case, decides nothing and audits nothing (GB/T 22239-2019 8.1.4.2 d).
    """
    held = frozenset(roles)
    if Role.ADMINISTRATOR in held and len(held) > 1:
        raise Problem(ErrorCode.INVALID, _l("系统管理员不能兼任其他岗位。"), field="roles")


@cache
def roles_needing_second_factor(policy: str) -> frozenset[Role]:
    """Whom the setting SECOND_FACTOR means: `required` all, `optional` nobody, else the roles it lists.

    Raises Problem(invalid) for a role that does not exist.
    """
    named = policy.strip().lower()
    if named == "required":
        return frozenset(Role)
    return frozenset() if named == "optional" else frozenset(read_role(part) for part in policy.split(","))


def needs_second_factor(policy: str, held: Iterable[Role]) -> bool:
    """Whether someone with these roles needs a second factor; where all need one, also without any role."""
    needing = roles_needing_second_factor(policy)
    return needing == frozenset(Role) or not needing.isdisjoint(held)


def plain_password(password: str) -> str:
    """The password in one Unicode form, so that the same keys give the same bytes on every device."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Raises Problem(invalid) for a password that is too short, too long, common, or says who uses it.

    There are no rules about kinds of characters, and no forced renewal (ASVS 5.0 V6.2.5, V6.2.10).
    `about` are words from the account: login, name, unit.
    """
    problem = _fault_of(plain_password(password), about)
    if problem is not None:
        raise Problem(ErrorCode.INVALID, problem, field="new")


def _fault_of(password: str, about: Iterable[str]) -> Words | None:
    if len(password) < SHORTEST:
        return _l("密码至少要有 %(least)s 个字符。可以用一句容易记的话。", least=SHORTEST)
    if len(password) > LONGEST:
        return _l("密码最多 %(most)s 个字符。", most=LONGEST)
    if _is_common(password.lower()):
        return _l("这个密码太常见，容易被猜到。请换一个。")
    if _says_little_else(password, about):
        return _l("密码里不能主要是账号、姓名或单位。请换一个。")
    return None


def _is_common(password: str) -> bool:
    """Whether it stands in the lists, by itself or with a few digits or marks behind it, or hardly varies."""
    bare = re.sub(r"[\d\W_]{1,6}$", "", password)
    return not {password, bare}.isdisjoint(common_passwords()) or len(set(password)) < 4


def _says_little_else(password: str, about: Iterable[str]) -> bool:
    """Whether fewer than the least number of characters remain without the words of the account."""
    rest = password.lower()
    words = {part for text in about for part in (text, *re.split(r"[\W_]+", text))} | set(OUR_WORDS)
    for word in sorted((word.lower() for word in words if len(word) > 1), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) < SHORTEST and rest != password.lower()


@cache
def common_passwords() -> frozenset[str]:
    """About 90,000 passwords, words and names by frequency, as zxcvbn carries them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # read when first needed: it is large

    return frozenset(word for words in FREQUENCY_LISTS.values() for word in words)


def wait_after(failures: int, free: int) -> timedelta:
    """How long after the last of so many failures the next attempt is taken.

    Nothing below `free`; then 30 seconds, doubling with each further failure, up to 15 minutes.
    """
    if failures < free:
        return timedelta()
    doubled: int = 2 ** min(failures - free, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def who_is_there(users: Iterable[int], away: Mapping[int, int | None]) -> frozenset[int]:
    """The users, each who is away replaced by the deputy who is not; nobody for whom no deputy is there.

    `away`: user → deputy, of all who are away.
    """
    found = set()
    for user in users:
        seen, meant = set[int](), user
        while meant in away and meant not in seen:
            seen.add(meant)
            meant = away[meant] or meant
        if meant not in away:
            found.add(meant)
    return frozenset(found)
