"""`flask cases import FILE --profile PROFILE.yaml`: a table of old cases, taken whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext

from services.cases.importing.action import import_table, match
from services.cases.importing.checking import wrong
from services.cases.importing.flags import CellFault
from services.cases.importing.loading import load_profile
from services.cases.importing.outcome import Outcome, Table, outcome
from services.cases.importing.profile import Profile
from services.cases.importing.reading import read_table
from services.cases.importing.rows import check_rows
from services.cases.importing.units import set_up_units, unit_for, unit_to_be
from services.core.access import SYSTEM
from services.core.audit import Source, acting_through
from services.core.errors import Problem
from services.core.time import local_date, now
from services.core.words import _, _l

SHOWN = 20
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command("import", help="Import a table of old cases.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--profile", "profile_file", required=True, type=click.Path(path_type=Path), help="How the table is read."
)
@click.option("--unit", "code", help="The unit that gets the cases; otherwise the one that the profile names.")
@click.option("--dry-run", is_flag=True, help="Check and count, write nothing into the database.")
@click.option(
    "--errors", type=click.Path(path_type=Path), help="CSV file for everything odd: row, column, value, reason."
)
@with_appcontext
def import_cases(file: Path, profile_file: Path, code: str | None, dry_run: bool, errors: Path | None) -> None:
    """Exit 1 and one sentence where the table cannot be read; odd cells alone are reported, and exit 0."""
    try:
        profile = load_profile(profile_file)
        _check_target(errors)
        at = now()
        table = Table(profile, file.name, check_rows(read_table(file, profile), profile, today=local_date(at)))
        if dry_run:
            done = outcome(table, match(unit_to_be(profile, code), table))
        else:
            with acting_through(Source.IMPORT):
                set_up_units(profile, by=SYSTEM, at=at)
                done = import_table(unit_for(code or profile.unit), table, by=SYSTEM, at=at)
        _tell(done, profile, errors, dry_run=dry_run)
    except Problem as problem:
        raise click.ClickException(str(problem.sentence)) from problem


def _check_target(errors: Path | None) -> None:
    """Makes the folder of the report. Raises Problem(invalid), before anything is imported, where that cannot be."""
    if errors is None:
        return
    try:
        errors.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise wrong(_l("不能写入“%(file)s”。请换一个位置。", file=str(errors))) from problem
    if errors.is_dir() or not os.access(errors.parent, os.W_OK):
        raise wrong(_l("不能写入“%(file)s”。请换一个位置。", file=str(errors)))


def _tell(done: Outcome, profile: Profile, errors: Path | None, *, dry_run: bool) -> None:
    click.echo(_("新增 %(new)d 行，已有 %(there)d 行", new=done.new, there=done.there) + _tail(done, dry_run))
    if errors is not None:
        write_errors(errors, done.faults)
        click.echo(_("需要留意的 %(count)d 处已写入 %(file)s", count=len(done.faults), file=str(errors)))
        return
    for fault in done.faults[:SHOWN]:
        click.echo("  " + _line(fault))
    if len(done.faults) > SHOWN:
        left = len(done.faults) - SHOWN
        click.echo("  " + _("另有 %(left)d 处未列出，请加 --errors 文件名.csv 写成清单", left=left))


def _tail(done: Outcome, dry_run: bool) -> str:
    """The counts that are not always there, behind the first two."""
    parts = [
        (done.waiting, _l("，暂存待补 %(count)d 行", count=done.waiting)),
        (done.mended, _l("，补正立案 %(count)d 行", count=done.mended)),
        (done.changed, _l("，与上次不同、未改动 %(count)d 行", count=done.changed)),
    ]
    said = "".join(str(sentence) for count, sentence in parts if count)
    return said + (_("（试运行，没有写入）") if dry_run else "")


def _line(fault: CellFault) -> str:
    return _(
        "第 %(row)d 行 %(number)s，列 %(column)s，值“%(value)s”：%(reason)s",
        row=fault.row,
        number=fault.number or "—",
        column=fault.column,
        value=" ".join(fault.value.split())[:60],
        reason=fault.reason,
    )


def write_errors(file: Path, faults: Iterable[CellFault]) -> None:
    """The list as CSV (UTF-8 with BOM, so that spreadsheets read it), readable by its owner alone."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as problem:
        raise wrong(_l("不能写入“%(file)s”。请换一个位置。", file=str(file))) from problem
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["row", "number", "column", "value", "flag", "reason"])
        for fault in faults:
            told = (fault.number, fault.column, fault.value, fault.flag.value, fault.reason)
            rows.writerow([fault.row, *(_harmless(cell) for cell in told)])


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
