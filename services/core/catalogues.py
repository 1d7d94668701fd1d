"""Catalogues of words: one for each room, Chinese message ids, English translations.

`python -m services.core.catalogues update` collects and compiles; `compile` only compiles; `missing` lists gaps.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
HAN = re.compile(r"[\u3400-\u9fff]")


def rooms() -> list[str]:
    """The names of all rooms with words of their own."""
    return sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "__init__.py").exists())


def catalogue_file(room: str) -> Path:
    """Where the English words of a room stand."""
    return ROOT / "services" / room / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def collect(room: str) -> Catalog:
    """All messages that a room uses, without translations."""
    found = Catalog(locale="en", project="union cases", charset="utf-8", fuzzy=False, header_comment="# English words.")
    places = [ROOT / "services" / room, ROOT / "templates" / room]
    places += [ROOT / "templates" / "components"] if room == "core" else []
    for place in filter(Path.exists, places):
        for file, line, message, comments, context in extract_from_dir(
            place, METHODS, {"**.html": {"encoding": "utf-8"}}, keywords=KEYWORDS
        ):
            where = str((place / file).relative_to(ROOT))
            found.add(message, None, [(where, line)], auto_comments=comments, context=context)
    return found


def read(room: str) -> Catalog:
    """The catalogue of a room as it stands in its file."""
    file = catalogue_file(room)
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as source:
        return read_po(source, locale="en")


def update(room: str) -> None:
    """Adds new messages, drops those no longer used, keeps every translation; no fuzzy guesses."""
    present = collect(room)
    if not len(present):
        return
    known = read(room)
    for message in present:
        if message.id and (old := known.get(message.id)) is not None:
            message.string = old.string
            message.flags.discard("fuzzy")
        message.locations = [(where, 0) for where in sorted({place for place, _ in message.locations})]
    file = catalogue_file(room)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, present, width=120, sort_output=True, omit_header=False, include_lineno=False)
    lines = text.getvalue().decode().splitlines(keepends=True)
    stable = [
        line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By'))
    ]
    file.write_text("".join(stable), "utf-8")


def compile_room(room: str) -> None:
    """Writes the compiled catalogue beside the text; not kept in git."""
    file = catalogue_file(room)
    if file.exists():
        with file.with_suffix(".mo").open("wb") as out:
            write_mo(out, read(room))


def missing() -> list[tuple[str, str, str]]:
    """(room, message id, why) for every message that is absent, empty, fuzzy or not English."""
    gaps = []
    for room in rooms():
        known = read(room)
        for message in collect(room):
            if not message.id:
                continue
            entry = known.get(message.id)
            strings = entry.string if entry else ""
            texts = strings if isinstance(strings, (list, tuple)) else (strings,)
            if entry is None or not all(texts):
                gaps.append((room, str(message.id), "no translation"))
            elif entry.fuzzy:
                gaps.append((room, str(message.id), "fuzzy"))
            elif any(HAN.search(text or "") for text in texts):
                gaps.append((room, str(message.id), "Han characters in English"))
    return gaps


@click.command()
@click.argument("task", type=click.Choice(["update", "compile", "missing"]))
@click.argument("only", required=False)
def main(task: str, only: str | None) -> None:
    """Collects, compiles or checks the catalogues, of all rooms or of one."""
    for room in [only] if only else rooms():
        if task == "update":
            update(room)
        if task != "missing":
            compile_room(room)
    gaps = [gap for gap in missing() if only in (None, gap[0])]
    for room, message, why in gaps if task != "compile" else []:
        click.echo(f"{room}: {why}: {message}")
    raise SystemExit(1 if gaps and task == "missing" else 0)


if __name__ == "__main__":
    main()
