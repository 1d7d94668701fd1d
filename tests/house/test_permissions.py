"""The whole table role × level × verb against an expectation written down here by hand, not derived from the code."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from itertools import product

import pytest

import services
from services.core.access import PERMISSIONS, SYSTEM, Actor, ActorKind, Level, Post, Role, allowed
from services.core.actions import ACTIONS, undeclared_verbs

ROLES = {
    "C": Role.CASEWORKER,
    "D": Role.DISPATCHER,
    "S": Role.SUPERVISOR,
    "F": Role.FINANCE,
    "A": Role.AUDITOR,
    "X": Role.ADMINISTRATOR,
}
LEVELS = {
    "n": Level.NATIONAL,
    "p": Level.PROVINCE,
    "c": Level.CITY,
    "d": Level.DISTRICT,
    "s": Level.STREET,
    "e": Level.ENTERPRISE,
}
OTHERS = {"m": ActorKind.MEMBER, "o": ActorKind.ANONYMOUS, "w": ActorKind.STAFF}
ALL = "npcdse"


@dataclass(frozen=True)
class Expected:
    """Letters of roles, of levels, and of others: m a member, o someone without a name, w whoever is signed in."""

    roles: str
    levels: str = ALL
    others: str = ""
    above: bool = False
    """Whether a post in the unit itself is too low, unless nothing stands above the unit."""


EXPECTED = {
    # files of any room
    "file.judge": Expected(""),
    # units
    "unit.add": Expected("X"),
    "unit.import": Expected("X"),
    "unit.rename": Expected("X"),
    "unit.close": Expected("X"),
    "unit.reopen": Expected("X"),
    "standard.set": Expected("S", "npcd"),
    # accounts
    "user.add": Expected("X"),
    "user.disable": Expected("X"),
    "user.note_sex": Expected("X"),
    "user.enable": Expected("X"),
    "post.grant": Expected("X"),
    "post.revoke": Expected("X"),
    "password.reset": Expected("X"),
    "password.set": Expected("", others="w"),
    "factor.add_app": Expected("", others="w"),
    "factor.add_key": Expected("", others="w"),
    "factor.remove": Expected("", others="w"),
    "factor.recover": Expected("SX"),
    "leave.tell": Expected("S", others="w"),
    "leave.end": Expected("S", others="w"),
    "session.end": Expected("", others="w"),
    "session.end_others": Expected("", others="w"),
    # people
    "person.register": Expected("CDS", others="mo"),
    "person.correct": Expected("CDS"),
    "person.reveal": Expected("CDS"),
    "person.tag": Expected("CDS"),
    "person.untag": Expected("CDS"),
    "group.add": Expected("X"),
    "group.correct": Expected("X"),
    "employer.add": Expected("CDSX"),
    "person.import": Expected("X"),
    "employer.import": Expected("X"),
    "employer.correct": Expected("CDSX"),
    # clocks
    "calendar.set_day": Expected("X", "npc"),
    "calendar.publish_year": Expected("X", "npc"),
    # cases
    "contact.log": Expected("CDS"),
    "contact.answer": Expected("CDS"),
    "case.submit": Expected("", others="mo"),
    "case.register": Expected("CDS"),
    "case.export": Expected("CDS"),
    "view.save": Expected("CDS"),
    "columns.choose": Expected("", others="w"),
    "view.drop": Expected("CDS"),
    "export.ask": Expected("CDS"),
    "export.approve": Expected("S"),
    "export.refuse": Expected("S"),
    "export.fetch": Expected("CDS"),
    "case.accept": Expected("CDS"),
    "case.decline": Expected("CDS"),
    "case.ask_completion": Expected("CDS"),
    "case.complete": Expected("CDS"),
    "case.dispatch": Expected("DS"),
    "case.sign": Expected("CDS"),
    "case.bounce": Expected("CDS"),
    "case.extend": Expected("S", above=True),
    "case.bring_above": Expected("CDS"),
    "case.suspend": Expected("CDS"),
    "case.resume": Expected("CDS"),
    "case.withdraw": Expected("CDS", others="m"),
    "case.merge": Expected("CDS"),
    "case.undo_merge": Expected("CDS"),
    "case.reopen": Expected("CDS"),
    "case.refuse_objection": Expected("S"),
    "case.archive": Expected("CDS"),
    "case.hand_over": Expected("S"),
    "case.add": Expected("", others="m"),
    "case.withdraw_consent": Expected("CDS", others="m"),
    "case.rate": Expected("", others="m"),
    "case.object": Expected("", others="m"),
    "case.complain": Expected("", others="m"),
    "complaint.answer": Expected("S"),
    "case.take": Expected("CDS"),
    "case.add_person": Expected("CDS"),
    "case.remove_person": Expected("CDS"),
    "case.chase": Expected("S"),
    "case.chase_by_light": Expected(""),
    "case.supervise": Expected("S", above=True),
    "case.note": Expected("CDS"),
    "case.reply": Expected("CDS"),
    "case.check": Expected("S"),
    "case.callback": Expected("CDS"),
    "case.close": Expected("CDS"),
    "file.attach": Expected("CDS"),
    "file.open": Expected("CDSA"),
    "file.withdraw": Expected("CDS"),
    "recovery.agree": Expected("CDS"),
    "recovery.pay": Expected("CDS"),
    "case.exclude": Expected("CDS"),
    "respondent.record": Expected("CDS"),
    "officer.name": Expected("S"),
    "officer.dismiss": Expected("S"),
    "tie.declare": Expected("S", others="w"),
    "tie.end": Expected("S"),
    "employer.link_union": Expected("S", "npcds"),
    # the desk
    "task.add": Expected("CDS"),
    "task.change": Expected("CDS"),
    "task.finish": Expected("CDS"),
    "call.log": Expected("CDS"),
    "text.add": Expected("S"),
    "text.change": Expected("S"),
    "text.end": Expected("S"),
    # imports
    "case.import": Expected("X"),
    "import.upload": Expected("X"),
    "import.describe": Expected("X"),
    "import.check": Expected("X"),
    "import.confirm": Expected("X"),
    "import.drop": Expected("X"),
    "import.begin": Expected("X"),
    "import.take": Expected("X"),
    "import.end": Expected("X"),
    "category.add": Expected("X"),
    "category.correct": Expected("X", "npc"),
    "category.end": Expected("X", "npc"),
    "category.mark": Expected("X", "npc"),
    "case.see": Expected("CDSA", others="m"),
    "case.track": Expected("", others="mo"),
    # messages
    "message.choose": Expected("", others="w"),
    "message.remind": Expected(""),
    "feed.make": Expected("", others="w"),
    "feed.revoke": Expected("", others="w"),
    # oversight
    "trail.export": Expected("SA"),
    "trail.see": Expected("SA"),
    # reports
    "report.see": Expected("CDSA"),
    "report.build": Expected("CDSA"),
}

CONTENT = ("case.see", "person.reveal", "person.correct", "case.note", "case.reply", "report.see")
CONTENT += ("file.attach", "file.open", "file.withdraw")
"""What shows or changes the content of cases: never for an administrator or finance."""


@cache
def load_all_rooms() -> None:
    """Imports every module of every room that declares rules or actions."""
    for module in pkgutil.walk_packages(services.__path__, "services."):
        shelf = module.name.split(".")[2:3]
        if shelf in (["permissions"], ["actions"]):
            importlib.import_module(module.name)


@pytest.fixture(autouse=True)
def _rooms() -> None:
    load_all_rooms()


def path_of(*codes: str) -> str:
    return "/" + "".join(f"{code}/" for code in codes)


LINE = dict(zip(Level, ("NAT", "PROV", "CITY", "DA", "ST", "WORKS"), strict=True))
"""One unit of each level, each below the one before."""


def paths_around(level: Level) -> dict[str, tuple[str, bool]]:
    """place → (path, whether it is the own unit or below), seen from the unit of that level."""
    codes = list(LINE.values())
    own = codes[: list(Level).index(level) + 1]
    around = {
        "own": (path_of(*own), True),
        "directly below": (path_of(*own, "X1"), True),
        "far below": (path_of(*own, "X1", "X2", "X3"), True),
        "sibling": (path_of(*own[:-1], "OTHER"), False),
        "below a sibling": (path_of(*own[:-1], "OTHER", "X1"), False),
        "sibling with a like code": (path_of(*own[:-1], own[-1] + "-2"), False),
        "another root": (path_of("ELSEWHERE"), False),
        "above all roots": ("/", False),
    }
    return around | {f"{depth} above": (path_of(*own[:-depth]), False) for depth in range(1, len(own))}


def holder(role: Role, level: Level) -> Actor:
    codes = list(LINE.values())[: list(Level).index(level) + 1]
    return Actor(ActorKind.STAFF, "someone", 1, (Post(role, 1, path_of(*codes), level),))


def test_the_expectation_names_every_verb() -> None:
    assert sorted(EXPECTED) == sorted(PERMISSIONS)


def test_every_action_has_a_rule() -> None:
    assert ACTIONS
    assert undeclared_verbs() == set()


@pytest.mark.parametrize("verb", EXPECTED)
def test_every_role_at_every_level_may_do_exactly_what_is_written(verb: str) -> None:
    expected, wrong = EXPECTED[verb], []
    for (letter, role), (sign, level) in product(ROLES.items(), LEVELS.items()):
        for place, (path, reached) in paths_around(level).items():
            too_low = expected.above and place == "own" and level is not Level.NATIONAL
            held = reached and not too_low and letter in expected.roles and sign in expected.levels
            may = "w" in expected.others or held
            if allowed(verb, holder(role, level), path) is not may:
                wrong.append((role.value, level.value, place, f"should be {may}"))
    assert wrong == []


@pytest.mark.parametrize("verb", EXPECTED)
def test_whoever_is_not_staff_may_do_exactly_what_is_written(verb: str) -> None:
    for letter, kind in OTHERS.items():
        assert allowed(verb, Actor(kind, "someone"), "/NAT/") is (letter in EXPECTED[verb].others), kind
    assert allowed(verb, SYSTEM, "/")


@pytest.mark.parametrize("verb", [verb for verb, expected in EXPECTED.items() if "w" not in expected.others])
def test_someone_without_a_post_may_do_nothing(verb: str) -> None:
    assert not allowed(verb, Actor(ActorKind.STAFF, "someone", 1), "/NAT/")


@pytest.mark.parametrize("verb", CONTENT)
def test_administrators_and_finance_never_reach_the_content_of_cases(verb: str) -> None:
    assert not {Role.ADMINISTRATOR, Role.FINANCE} & PERMISSIONS[verb].roles


def test_two_posts_do_not_add_up_to_more_than_each() -> None:
    checks_here = Post(Role.SUPERVISOR, 1, "/CITY/DA/", Level.DISTRICT)
    works_there = Post(Role.CASEWORKER, 2, "/CITY/DB/", Level.DISTRICT)
    actor = Actor(ActorKind.STAFF, "someone", 1, (checks_here, works_there))
    assert allowed("case.check", actor, "/CITY/DA/")
    assert not allowed("case.check", actor, "/CITY/DB/")
    assert allowed("case.note", actor, "/CITY/DB/")


def test_every_verb_has_a_name_for_the_table_that_the_union_signs() -> None:
    assert [verb for verb, rule in PERMISSIONS.items() if not rule.name] == []
