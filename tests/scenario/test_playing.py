"""Stories from the command line: what goes as told, what does not, and what is never begun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from services.cases.models import CaseFile
from services.core.access import unscoped
from services.core.audit import Event, Source
from services.core.database import db
from services.scenario.queries import first_table_in_use
from tests.files import paper
from tests.scenario.conftest import LEAD, STORY, UNIT, WORKER, register, told

Play = Callable[[Flask, Any], Result]
ACCEPT = {"do": "case.accept", "of": "c"}


def is_empty(app: Flask) -> bool:
    with app.app_context():
        return first_table_in_use() is None


def test_a_whole_story_holds_and_leaves_an_intact_audit_chain(whole_app: Flask, play: Play) -> None:
    result = play(whole_app, STORY)
    assert result.exit_code == 0, result.output
    assert "演完 22 步，7 项期望全部成立。" in result.output
    verified = whole_app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output


def test_every_event_of_a_story_says_where_it_came_from_and_when_it_was(sqlite_app: Flask, play: Play) -> None:
    play(sqlite_app, STORY)
    with sqlite_app.app_context():
        chosen = select(Event.source, func.min(Event.at)).group_by(Event.source).execution_options(scope="test")
        ((source, first),) = db.session.execute(chosen).all()
    assert source is Source.SCENARIO
    assert f"{first:%Y-%m-%d %H:%M}" == "2026-03-02 00:30"


def test_a_second_story_is_refused_and_changes_nothing(sqlite_app: Flask, play: Play) -> None:
    assert play(sqlite_app, told(register())).exit_code == 0
    again = play(sqlite_app, told(register()))
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "空数据库" in again.stderr


@pytest.mark.parametrize(
    ("story", "named"),
    [
        (told(register(), {"do": "case.fly", "of": "c"}), "case.fly"),
        (told(register(), funds=[{"code": "F"}]), "funds"),
        (told(register(), weather=[{"code": "F"}]), "weather"),
        (told(register(), expect=[{"warning": {"of": "c", "level": "red"}}]), "warning"),
        (told(register(), expect=[{"report": {"unit": "TOWN", "month": "2026-03"}, "metrics": {"x.y": 1}}]), "x.y"),
    ],
)
def test_what_does_not_exist_yet_is_named_before_the_first_step(
    sqlite_app: Flask, play: Play, story: dict[str, Any], named: str
) -> None:
    result = play(sqlite_app, story)
    assert result.exit_code == 2
    assert named in result.stderr
    assert is_empty(sqlite_app)


@pytest.mark.parametrize(
    ("story", "named"),
    [
        (told(register(shoe_size=43)), "shoe_size"),
        (told(register(person={"name": "某", "shoe_size": 43})), "person.shoe_size"),
        (told({**ACCEPT, "with": {"unit": "TOWN"}}), "unit"),
        (told({**register(), "by": "stranger"}), "stranger"),
        (told({**register(), "fails": "because"}), "because"),
        (told({**register(), "at": "yesterday"}), "yesterday"),
        (told({**register(), "colour": "red"}), "colour"),
        (told(units=[{**UNIT, "colour": "red"}]), "colour"),
        ("- only\n- a list\n", "名称: 值"),
        ("steps: [\n", "YAML"),
        ("steps: 7\n", "steps"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_before_anything(
    sqlite_app: Flask, play: Play, story: Any, named: str
) -> None:
    result = play(sqlite_app, story)
    assert result.exit_code == 1
    assert named in result.stderr
    assert result.stderr.count("\n") == 1
    assert is_empty(sqlite_app)


def test_a_file_that_is_absent_or_not_text_is_said_plainly(sqlite_app: Flask, play: Play, tmp_path: Path) -> None:
    (tmp_path / "pixels.yaml").write_bytes(b"\xff\xfe\x00\x80")
    for name in ("nowhere.yaml", "pixels.yaml", "."):
        result = play(sqlite_app, tmp_path / name)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1), name


def test_an_unexpected_refusal_is_told_with_its_step_and_ends_the_play(sqlite_app: Flask, play: Play) -> None:
    result = play(sqlite_app, told(register(), ACCEPT, ACCEPT, register()))
    assert result.exit_code == 1
    assert "第 3 步 case.accept" in result.stderr
    assert "illegal_move" in result.stderr


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({**ACCEPT, "fails": "not_found"}, "却办成了"),
        ({**ACCEPT, "of": "nothing", "fails": "not_allowed"}, "实际是 not_found"),
    ],
)
def test_a_step_must_fail_as_told(sqlite_app: Flask, play: Play, step: dict[str, Any], said: str) -> None:
    result = play(sqlite_app, told(register(), step))
    assert result.exit_code == 1
    assert "第 2 步" in result.stderr
    assert said in result.stderr


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"do": "recovery.pay", "of": "c", "with": {"amount": "-1.00"}}, "invalid"),
        ({"do": "recovery.pay", "of": "c", "with": {"amount": 1}}, "invalid"),
        ({"do": "recovery.pay", "of": "c", "with": {}}, "invalid"),
        ({"do": "case.take", "of": "c", "with": {"handler": "nobody"}}, "not_found"),
        ({"do": "case.accept", "of": "c", "with": {"difficulty": "impossible"}}, "invalid"),
        ({"do": "case.accept", "of": "c9"}, "not_found"),
        ({"do": "case.check", "of": "c", "with": {"passed": "perhaps"}}, "not_allowed"),
        ({"do": "case.note", "of": "c", "with": {"text": "x", "public": "perhaps"}, "by": "anonymous"}, "not_found"),
    ],
)
def test_a_field_that_cannot_be_read_is_a_refusal_with_its_code(
    sqlite_app: Flask, play: Play, step: dict[str, Any], code: str
) -> None:
    result = play(sqlite_app, told(register(), {**step, "fails": code}))
    assert result.exit_code == 0, result.output


def test_every_difference_is_told(sqlite_app: Flask, play: Play) -> None:
    expected = [
        {"clock": {"of": "c", "rule": "sla.accept", "due": "2026-03-06"}},
        {"clock": {"of": "c", "rule": "sla.callback", "due": "2026-03-06"}},
        {"status": {"of": "c", "is": "closed"}},
        {"report": {"unit": "TOWN", "month": "2026-03"}, "metrics": {"cases.received": 2, "money.claimed": "1.00"}},
    ]
    result = play(sqlite_app, told(register(), expect=expected))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "第 1 项期望 clock c sla.accept：应为 2026-03-06，实为 2026-03-05",
        "第 2 项期望 clock c sla.callback：应为 2026-03-06，实为 没有这个期限",
        "第 3 项期望 status c：应为 closed，实为 received",
        "第 4 项期望 report TOWN 2026-03 cases.received：应为 2，实为 1",
        '第 4 项期望 report TOWN 2026-03 money.claimed：应为 "1.00"，实为 "0.00"',
    ]


def test_an_expectation_about_nothing_is_refused(sqlite_app: Flask, play: Play) -> None:
    result = play(sqlite_app, told(register(), expect=[{"status": {"of": "d", "is": "closed"}}]))
    assert result.exit_code == 1
    assert "“d”" in result.stderr


def test_an_expectation_about_a_step_that_was_refused_finds_no_name(sqlite_app: Flask, play: Play) -> None:
    refused = {**register(), "by": "anonymous", "fails": "not_allowed", "with": {"unit": "TOWN", "text": "x"}}
    result = play(sqlite_app, told(refused, expect=[{"status": {"of": "c", "is": "received"}}]))
    assert result.exit_code == 1


def test_a_member_acts_only_on_what_was_submitted_under_the_same_name(sqlite_app: Flask, play: Play) -> None:
    submit = {"do": "case.submit", "as": "c", "with": {"unit": "TOWN", "text": "x"}}
    note = {"do": "case.note", "of": "c", "with": {"text": "x"}}
    story = told(
        {**submit, "by": "member:one"},
        {**note, "by": "member:one", "fails": "not_allowed"},
        {**note, "by": "member:two", "fails": "not_found"},
    )
    result = play(sqlite_app, story)
    assert result.exit_code == 0, result.output


def test_a_world_that_cannot_be_names_its_entry(sqlite_app: Flask, play: Play) -> None:
    result = play(sqlite_app, told(register(), staff=[WORKER, LEAD, {**WORKER, "login": "x", "roles": ["king"]}]))
    assert result.exit_code == 1
    assert "staff 第 3 条" in result.stderr


def test_the_order_of_the_file_does_not_matter(whole_app: Flask, play: Play) -> None:
    story = yaml.safe_load(STORY.read_text("utf-8"))
    story["steps"].sort(key=lambda step: str(step["at"]).ljust(19, "0"))
    assert play(whole_app, story).exit_code == 0


SUBMIT = {
    **{"by": "member:王某某", "do": "case.submit", "as": "c"},
    "with": {"unit": UNIT["code"], "text": "两个月没有发工资", "categories": ["A1"]},
}
ADD = {"by": "member:王某某", "do": "case.add", "of": "c", "with": {"text": "补充工资条", "files": ["工资条.pdf"]}}


def test_a_member_sends_along_a_file_that_lies_beside_the_story(sqlite_app: Flask, play: Play, tmp_path: Path) -> None:
    (tmp_path / "工资条.pdf").write_bytes(paper())
    result = play(sqlite_app, told(SUBMIT, ADD))
    assert result.exit_code == 0, result.output
    with sqlite_app.app_context():
        kept = db.session.scalars(unscoped(select(CaseFile), because="test")).one()
        assert (kept.name, kept.by_id) == ("工资条.pdf", None)


@pytest.mark.parametrize("name", ["没有.pdf", "../story.yaml", "/etc/hostname", ".", ""])
def test_a_file_that_does_not_lie_beside_the_story_is_not_found(sqlite_app: Flask, play: Play, name: str) -> None:
    missing = {**ADD, "with": {"text": "补充工资条", "files": [name]}, "fails": "not_found"}
    assert play(sqlite_app, told(SUBMIT, missing)).exit_code == 0
