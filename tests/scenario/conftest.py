"""A small story in files of its own, changed as a test wants it, and played from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from flask import Flask

STORY = Path(__file__).parents[1] / "data" / "story.yaml"

UNIT = {"code": "TOWN", "name": "某市总工会", "level": "city"}
WORKER = {"login": "worker", "unit": "TOWN", "roles": ["caseworker"]}
LEAD = {"login": "lead", "unit": "TOWN", "roles": ["supervisor"]}


def told(*steps: dict[str, Any], expect: list[Any] | None = None, **world: Any) -> dict[str, Any]:
    """A story with one unit, a worker and a lead; steps follow one another from 9 o'clock, a minute apart."""
    dated = [{"at": f"2026-03-02T09:{minute:02d}", "by": "worker", **step} for minute, step in enumerate(steps)]
    whole = {"units": [UNIT], "staff": [WORKER, LEAD], **world}
    return {"title": "a test", "world": whole, "steps": dated, "expect": expect or []}


def register(**fields: Any) -> dict[str, Any]:
    """A step that registers a case called `c`."""
    return {"do": "case.register", "as": "c", "with": {"text": "两个月没有发工资", "categories": ["A1"], **fields}}


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Flask, Any], Result]:
    """`play(app, story)`: the command's result for a file, a text, or a story as a mapping."""

    def playing(app: Flask, story: Any) -> Result:
        file = story if isinstance(story, Path) else tmp_path / "story.yaml"
        if not isinstance(story, Path):
            text = story if isinstance(story, str) else yaml.safe_dump(story, allow_unicode=True, sort_keys=False)
            file.write_text(text, "utf-8")
        return app.test_cli_runner().invoke(args=["scenario", "play", str(file)])

    return playing
