"""The house rules that the source itself must keep: sizes, names, one write path, no one else's files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BELOW_THE_WEB = {"models", "rules", "actions", "queries"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> list[Path]:
    """Every file in git, or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def files(*folders: str, suffix: str) -> list[Path]:
    return [f for f in tracked() if f.suffix == suffix and f.relative_to(ROOT).parts[0] in folders]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def place(file: Path, line: int = 0) -> str:
    return f"{file.relative_to(ROOT)}:{line}" if line else str(file.relative_to(ROOT))


def found(pattern: str, searched: list[Path]) -> list[str]:
    """The places where a line matches, this file aside."""
    expression = re.compile(pattern)
    return [
        place(file, number)
        for file in searched
        if file != Path(__file__)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if expression.search(line)
    ]


def lines_of(function: Function) -> int:
    """The lines from `def` to the end, its docstring not counted."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def calls(file: Path) -> Iterator[tuple[str, int]]:
    """Every call in a file as dotted name and line, as far as the name is written out."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def below_the_web() -> list[Path]:
    """The shelves that are handed the person and the time: models, rules, actions, queries of every room."""
    python = files("services", suffix=".py")
    return [f for f in python if BELOW_THE_WEB & set(f.relative_to(ROOT).with_suffix("").parts[2:3])]


def test_a_file_is_short_enough_to_be_read_at_once() -> None:
    long = {place(f): n for f in files("services", suffix=".py") if (n := f.read_text().count("\n")) > LONGEST_FILE}
    assert long == {}


def test_a_function_fits_on_a_screen() -> None:
    long = {
        f"{place(file, node.lineno)} {node.name}": lines_of(node)
        for file in files("services", suffix=".py")
        for node in ast.walk(tree(file))
        if isinstance(node, Function) and lines_of(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)$|^data$")
    assert [place(f) for f in files("services", suffix=".py") if empty.search(f.stem)] == []


def test_only_the_write_path_commits() -> None:
    """`commit()` belongs to the action decorator and the migrations."""
    committing = [
        place(file, line)
        for file in files("services", suffix=".py")
        for name, line in calls(file)
        if name.endswith("session.commit") and file.relative_to(ROOT).parts[1] != "core"
    ]
    assert committing == []


def test_the_clock_is_not_read_below_the_views() -> None:
    reading = re.compile(r"^(now|time\.now|clock\.now|datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    places = [place(f, line) for f in below_the_web() for name, line in calls(f) if reading.search(name)]
    assert places == []


def test_rows_are_selected_and_never_asked_through_the_model() -> None:
    places = found(r"\.query\.(filter|get|all|first|order_by)|session\.query\(", files("services", suffix=".py"))
    assert places == []


def test_nothing_is_left_for_later() -> None:
    later = r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|pytest\.mark\.(skip|xfail)\b|pragma: no cover"
    searched = [f for f in tracked() if f.suffix in {".py", ".html", ".js", ".css", ".md", ".toml", ".yaml"}]
    assert found(later, searched) == []


def test_every_silenced_check_says_which() -> None:
    assert found(r"type: ignore(?!\[)|noqa(?!: [A-Z])", [f for f in tracked() if f.suffix == ".py"]) == []


def test_a_template_brings_no_script_or_style_of_its_own() -> None:
    """The content policy refuses them; a page that needs one would be broken for its readers."""
    inline = r"<style\b|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=[\"']|javascript:"
    assert found(inline, files("templates", suffix=".html")) == []


def test_no_template_switches_escaping_off() -> None:
    assert found(r"\|\s*safe\b|autoescape\s+false", files("templates", suffix=".html")) == []
    assert found(r"render_template_string|Markup\(f[\"']", files("services", suffix=".py")) == []


def test_no_page_asks_another_machine_for_anything() -> None:
    outside = r"(src|href|action)=[\"'](https?:)?//|url\([\"']?(https?:)?//|@import\s+[\"'](https?:)?//"
    searched = files("templates", suffix=".html") + files("static", suffix=".css") + files("static", suffix=".js")
    assert found(outside, searched) == []


def test_nothing_of_others_is_in_git() -> None:
    foreign = re.compile(r"\.min\.(js|css)$|\.(ttf|otf|ttc|woff2?)$|(^|/)(vendor|node_modules)/")
    assert [place(f) for f in tracked() if foreign.search(place(f))] == []


def test_the_instance_folder_holds_nothing_but_its_gitignore() -> None:
    assert [place(f) for f in tracked() if place(f).startswith("instance/")] == ["instance/.gitignore"]


def test_debugging_is_never_switched_on() -> None:
    started = [ROOT / "Makefile", ROOT / ".ci" / "run", *files("services", "app.py", suffix=".py")]
    assert found(r"debug\s*=\s*True|FLASK_DEBUG\s*[:?]?=\s*1|--debug|use_reloader", started) == []


def test_nobody_is_promised_anonymity() -> None:
    """The law asks for network logs: what is promised is 保密提交，可不留姓名."""
    read_by_people = files("templates", suffix=".html") + files("services", suffix=".po")
    assert found(r"匿名|\banonymous(ly)?\b|\banonymity\b", read_by_people) == []
    assert found(r"匿名", files("services", suffix=".py")) == []
