"""`flask units …`: the tree from the command line, through the same actions as everywhere."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from services.core.access import SYSTEM, Level
from services.core.audit import Source, acting_through
from services.core.cli import plain_errors
from services.core.tables import read_table
from services.core.time import now
from services.core.words import _
from services.units.actions import add_unit, import_units
from services.units.queries import all_units, unit_named
from services.units.rules import COLUMNS, codes_on, read_level

units = AppGroup("units", help="The union's tree of units.")


@units.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--level", required=True, help=f"One of: {', '.join(Level)}.")
@click.option("--parent", help="Code of the unit above; without it the unit is a root.")
@plain_errors
def add(code: str, name: str, level: str, parent: str | None) -> None:
    """Set up the unit CODE with its NAME."""
    above = unit_named(parent) if parent else None
    with acting_through(Source.CLI):
        unit = add_unit(above, code, name, read_level(level), by=SYSTEM, at=now())
    click.echo(_("已设立 %(code)s %(name)s（%(level)s）。", code=unit.code, name=unit.name, level=unit.level.label))


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@plain_errors
def import_file(file: Path) -> None:
    """Set up the units of a CSV FILE with the columns code, name, level, parent: all of them or none."""
    lines = read_table(file, COLUMNS)
    with acting_through(Source.IMPORT):
        new = import_units(None, lines, by=SYSTEM, at=now())
    click.echo(_("读了 %(lines)s 行，新设单位 %(new)s 个。", lines=len(lines), new=len(new)))


@units.command("list")
@plain_errors
def show() -> None:
    """Print the tree."""
    for unit in all_units():
        depth = len(codes_on(unit.org_path)) - 1
        click.echo(f"{'  ' * depth}{unit.code}\t{unit.name}\t{unit.level.label}")
