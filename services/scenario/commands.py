"""`flask scenario play FILE`: a dated story, played into an empty database and checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from services.core.cli import plain_errors, refuse
from services.core.words import _
from services.scenario.expectations import differences
from services.scenario.player import Player
from services.scenario.preparation import absent, refuse_misread, refuse_used_database
from services.scenario.story import read_story

NOT_YET = 2
"""The exit code for a story that asks for what the product does not have."""

scenario = AppGroup("scenario", help="情景：把一份有日期的故事演一遍。 Dated stories, played and checked.")


@scenario.command("play")
@click.argument("file", type=click.Path(path_type=Path))
@plain_errors
def play(file: Path) -> None:
    """Play the story in FILE into an empty database, then check what it expects."""
    story = read_story(file)
    refuse_used_database()
    missing = absent(story)
    if missing:
        click.echo(_("本系统还没有：%(missing)s。什么都没有演。", missing=", ".join(missing)), err=True)
        sys.exit(NOT_YET)
    refuse_misread(story)
    player = Player(story)
    player.play()
    lines = differences(story, player.named)
    if lines:
        refuse(*lines)
    counted = {"steps": len(story.steps), "expectations": len(story.expectations)}
    click.echo(_("演完 %(steps)d 步，%(expectations)d 项期望全部成立。", **counted))
