"""The one write path and the one way to see: what holds for every verb, and what happens to those who go around."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from services.cases.actions import note
from services.cases.kinds import CaseEvent, Family
from services.cases.models import Case, CasePerson, Contact, Note
from services.cases.rules import Ask
from services.clocks.models import Clock
from services.core.access import PERMISSIONS, SYSTEM, Role, Rule, official, unscoped, visible
from services.core.actions import ACTIONS, action, after_commit, submission
from services.core.audit import Event, record
from services.core.database import db, is_writing
from services.core.errors import ErrorCode, Problem, UnscopedQuery, WriteOutsideAction
from services.people.models import Person
from services.units.models import Unit
from tests.fixtures import MONDAY, House

SERVICES = Path(__file__).parents[2] / "services"
OWN_SCOPE = {
    "core/access.py",  # the doors
    "cases/figures/as_of.py",
    "cases/figures/rows.py",
    "cases/queries/timeline.py",
    "oversight/queries.py",
    "reports/queries/month.py",
    "reports/queries/open.py",  # how many rows of an official figure are not open
    "scenario/queries.py",
}
"""Where a statement may name its scope itself: the doors, official figures, unions of scoped parts."""
TECHNICAL_WRITERS = {
    "accounts/attempts.py",
    "accounts/drafts.py",  # what somebody is still writing, every few seconds
    "accounts/half_sessions.py",
    "accounts/second_factors.py",  # that a code was used, so that it is not used again
    "accounts/sessions.py",
    "accounts/sign_in.py",
    "core/actions.py",
    "core/audit_commands.py",  # that the chains were verified, and what was found
    "core/database.py",
    "core/upgrade_work.py",  # what a migration left to the application is struck off
    "core/vault_commands.py",
    "cases/search_commands.py",  # the index of words, made anew
    "messages/courier.py",  # what became of a message that an action wrote
    "messages/reading.py",  # that somebody read a notice of theirs
    "portal/member_codes.py",  # codes to a telephone, as attempts to sign in
    "portal/member_sessions.py",
    "people/commands.py",  # indexes of names that a later release brought
    "scenario/city/elsewhere.py",  # a database that lasts as long as the process that plays in it
    "scenario/city/loading.py",  # the demo city stands whole or not at all
    "scenario/demo.py",
}
"""Sessions, attempts to sign in, keys: whoever else writes past the verbs is written down here."""
CHANGES = {
    "update": update(Case).values(people=7),
    "update of a table": update(Case.__table__).values(people=7),
    "delete": delete(Note),
    "insert": insert(Unit).values(id=1, code="X"),
}


@pytest.fixture
def tried() -> Iterator[Callable[..., Any]]:
    """A verb of the tests: does what it is told inside an action."""
    PERMISSIONS["test.try"] = Rule(roles=frozenset({Role.CASEWORKER}))

    @action("test.try", makes=True)
    def try_it(unit: Unit, inside: Callable[[], Any], *, by: Any, at: Any) -> Any:
        return inside()

    yield try_it
    del PERMISSIONS["test.try"], ACTIONS["test.try"]


def events() -> int:
    return db.session.scalar(unscoped(select(func.count(Event.id)), because="test")) or 0


def count_of(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count(model.id)), because="test")) or 0


def refusal(code: ErrorCode) -> Any:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


@pytest.mark.parametrize(
    "statement",
    [
        select(Case),
        select(Case.id),
        select(func.count()).select_from(Case),
        select(Case.__table__),
        select(Unit).join(Case, Case.unit_id == Unit.id),
        select(Unit).where(Unit.id.in_(select(Case.unit_id))),
        select(select(Note.case_id).subquery()),
        select(CasePerson.person_id),
        select(Person),
        select(Contact),
        select(Clock),
        select(Event),
        select(Unit).where(select(Case.id).where(Case.unit_id == Unit.id).exists()),
        select(Unit.id).union_all(select(Case.id)),
    ],
    ids=lambda statement: str(statement)[:60],
)
def test_select_that_does_not_say_who_looks_is_refused(small_house: House, statement: Any) -> None:
    with pytest.raises(UnscopedQuery):
        db.session.execute(statement)


def test_select_that_says_who_looks_passes(small_house: House) -> None:
    small_house.make_case()
    assert db.session.scalar(visible(Case, small_house.actor("lin"), func.count(Case.id))) == 1
    assert db.session.scalar(official(Case, "/CITY/", func.count(Case.id))) == 1
    assert db.session.scalar(unscoped(select(func.count(Case.id)), because="test")) == 1


@pytest.mark.parametrize("kind", CHANGES)
def test_statement_that_changes_rows_outside_an_action_is_refused(small_house: House, kind: str) -> None:
    with pytest.raises(WriteOutsideAction):
        db.session.execute(CHANGES[kind])


def test_letters_leave_once_after_the_outermost_verb(house: House, tried: Callable[..., Any]) -> None:
    sent: list[bool] = []

    def inner() -> None:
        after_commit(lambda: sent.append(is_writing()))

    def outer() -> None:
        tried(house.unit("DA"), inner, by=house.actor("lin"), at=MONDAY)
        assert sent == []

    tried(house.unit("DA"), outer, by=house.actor("lin"), at=MONDAY)
    assert sent == [False]


def test_letter_outside_a_verb_is_a_mistake(small_house: House) -> None:
    with pytest.raises(RuntimeError):
        after_commit(print)


def ask() -> Ask:
    return Ask(family=Family.RIGHTS, categories=("A1",), text="拖欠工资")


def test_hidden_comes_before_forbidden_and_forbidden_before_anything_else(house: House) -> None:
    case = house.make_case()
    expected = {"sun": ErrorCode.NOT_FOUND, "city.audit": ErrorCode.NOT_ALLOWED, "lin": ErrorCode.INVALID}
    for login, code in expected.items():
        with submission(version=case.version), refusal(code):
            note(case, "", by=house.actor(login), at=MONDAY)


def test_outside_a_verb_nothing_is_recorded(small_house: House) -> None:
    case = small_house.make_case()
    before = events()
    with pytest.raises(WriteOutsideAction):
        record(CaseEvent.NOTED, case, {}, by=SYSTEM, at=MONDAY)
    db.session.rollback()
    assert events() == before


def test_nobody_else_writes_past_the_verbs() -> None:
    writers = {name(file) for file in sources() if "write_transaction()" in file.read_text("utf-8")}
    assert writers <= TECHNICAL_WRITERS


def name(file: Path) -> str:
    return str(file.relative_to(SERVICES))


def sources() -> list[Path]:
    return sorted(SERVICES.rglob("*.py"))


def calls(file: Path, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == function:
            yield node


def test_whoever_looks_past_the_viewer_says_why() -> None:
    silent = []
    for file in sources():
        for call in calls(file, "unscoped"):
            reasons = [word.value for word in call.keywords if word.arg == "because"]
            if not reasons or (isinstance(reasons[0], ast.Constant) and len(str(reasons[0].value)) < 10):
                silent.append(f"{name(file)}:{call.lineno}")
    assert silent == []


def test_no_statement_names_its_scope_but_at_the_doors() -> None:
    own = {name(file) for file in sources() for call in calls(file, "execution_options") if _names_scope(call)}
    assert own <= OWN_SCOPE


def _names_scope(call: ast.Call) -> bool:
    return any(word.arg == "scope" for word in call.keywords)


def test_no_statement_is_written_as_text() -> None:
    """What is put together from strings can neither be scoped nor kept from injection."""
    places = [
        f"{name(file)}:{call.lineno}"
        for file in sources()
        if "sqlalchemy" in file.read_text("utf-8")
        for call in calls(file, "text")
        if call.args and not isinstance(call.args[0], ast.Constant)
    ]
    assert places == []
