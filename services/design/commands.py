"""`flask design write`: docs/design.md from the list of components and tokens."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from services.design.handbook import handbook_text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "design.md"

design = AppGroup("design", help="界面组件。 The components of the pages.")


@design.command("write")
def write() -> None:
    """Write docs/design.md anew."""
    PAGE.write_text(handbook_text(), "utf-8")
    click.echo(str(PAGE))
