"""`flask cases import FILE --profile PROFILE.yaml`: a table, in batches that go on where they were interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from flask.cli import with_appcontext

from services.cases.importing.files import TableFile
from services.cases.importing.flags import CellFault
from services.cases.importing.loading import load_profile, text_of_profile
from services.cases.importing.outcome import Batch, Tally
from services.cases.importing.planning import plan_of
from services.cases.importing.profile import TableProfile
from services.cases.importing.report import fault_list, make_folder_of
from services.cases.importing.runs import Brought, begin, end, take
from services.cases.importing.trades import TRADES
from services.cases.importing.units import set_up_units, unit_for, unit_to_be
from services.cases.importing.walking import ROWS_AT_ONCE, Walk
from services.core.access import SYSTEM
from services.core.audit import Source, acting_through
from services.core.errors import Problem
from services.core.time import local_date, now
from services.core.words import _, _l

SHOWN = 20
TOLD_EVERY = 10 * ROWS_AT_ONCE
"""Rows between two lines of progress where nobody watches a terminal."""


@click.command("import", help="Import a table: cases, people, employers or staff, as its profile says.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--profile", "profile_file", required=True, type=click.Path(path_type=Path), help="How the table is read."
)
@click.option("--unit", "code", help="The unit that gets the rows; otherwise the one that the profile names.")
@click.option("--dry-run", is_flag=True, help="Check and count, write nothing into the database.")
@click.option(
    "--errors", type=click.Path(path_type=Path), help="CSV file for everything odd: row, column, value, reason."
)
@with_appcontext
def import_table(file: Path, profile_file: Path, code: str | None, dry_run: bool, errors: Path | None) -> None:
    """Exit 1 and one sentence where the table cannot be read; odd cells alone are reported, and exit 0.

    Interrupted, the same command goes on where it stopped.
    """
    try:
        profile = load_profile(profile_file)
        if errors is not None:
            make_folder_of(errors)
        table = TableFile.at(file)
        with _teller(errors) as teller:
            done = _go_through(table, profile, text_of_profile(profile_file), code, teller, dry_run=dry_run)
        _say(done, teller, errors, dry_run=dry_run)
    except Problem as problem:
        raise click.ClickException(str(problem.sentence)) from problem


@dataclass
class Teller:
    """Hears of everything odd: writes it down, or keeps the first few for the screen."""

    write: Callable[[CellFault], None] | None = None
    first: list[CellFault] = field(default_factory=list)
    count: int = 0

    def tell(self, fault: CellFault) -> None:
        """One more thing."""
        self.count += 1
        if self.write is not None:
            self.write(fault)
        elif len(self.first) < SHOWN:
            self.first.append(fault)


@contextmanager
def _teller(errors: Path | None) -> Iterator[Teller]:
    if errors is None:
        yield Teller()
    else:
        with fault_list(errors) as written:
            yield Teller(write=written.tell)


def _go_through(
    file: TableFile, profile: TableProfile, profile_text: str, code: str | None, teller: Teller, *, dry_run: bool
) -> Tally:
    TRADES[profile.kind].refuse(profile)
    at, unit = now(), unit_to_be(profile, code)
    found = plan_of(file, profile, unit)
    today, done = local_date(at), Tally()
    if dry_run or found.settled:
        for batch in Walk(file, profile, found, unit, today).batches(teller.tell):
            done.add(batch.tally)
        return done
    with acting_through(Source.IMPORT):
        set_up_units(profile, by=SYSTEM, at=at)
        unit = unit_for(code or profile.unit)
        brought = Brought(profile, profile_text, file.name, file.sha256(), len(found))
        run = begin(unit, brought, by=SYSTEM, at=at)
        if run.done:
            click.echo(_("上次导入到第 %(done)d 行中断，现在接着导入。", done=run.done), err=True)
        for batch in Walk(file, profile, found, unit, today).batches(teller.tell):
            take(run, profile, batch, by=SYSTEM, at=now())
            done.add(batch.tally)
            _tell_progress(batch, len(found))
        end(run, by=SYSTEM, at=now())
    return done


def _tell_progress(batch: Batch, rows: int) -> None:
    """One line that is written over on a terminal, else a line now and then; nothing for a short table."""
    if rows <= ROWS_AT_ONCE:
        return
    words = _("已导入 %(done)d / %(rows)d 行", done=batch.upto, rows=rows)
    last = batch.upto == rows
    if sys.stderr.isatty():
        click.echo(f"\r{words}", err=True, nl=last)
    elif last or batch.upto % TOLD_EVERY == 0:
        click.echo(words, err=True)


def _say(done: Tally, teller: Teller, errors: Path | None, *, dry_run: bool) -> None:
    click.echo(_("新增 %(new)d 行，已有 %(there)d 行", new=done.new, there=done.there) + _tail(done, dry_run))
    if errors is not None:
        click.echo(_("需要留意的 %(count)d 处已写入 %(file)s", count=teller.count, file=str(errors)))
        return
    for fault in teller.first:
        click.echo("  " + _line(fault))
    if teller.count > SHOWN:
        left = teller.count - SHOWN
        click.echo("  " + _("另有 %(left)d 处未列出，请加 --errors 文件名.csv 写成清单", left=left))


def _tail(done: Tally, dry_run: bool) -> str:
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
