"""From blocks to bytes: checks that everything can be printed, then sets it page by page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from services.drawing.blocks import (
    Block,
    DataTable,
    Definitions,
    Document,
    Facts,
    FigureGrid,
    Heading,
    PageBreak,
    Plot,
    Text,
)
from services.drawing.charts import ChartPiece
from services.drawing.fonts import MissingGlyphs, missing_glyphs, printable
from services.drawing.frames import Frame
from services.drawing.lists import FactPiece
from services.drawing.paragraphs import ZhParagraph
from services.drawing.pieces import NewPage, Piece
from services.drawing.style import StyleSheet, style_sheet
from services.drawing.tables import TablePiece
from services.drawing.tiles import tile_rows

_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_one_at_a_time = threading.Lock()  # reportlab's font objects keep a reading position


def draw(document: Document) -> bytes:
    """The document as a PDF file: tagged, with outline and embedded fonts. The same document gives the same bytes.

    Raises MissingGlyphs, before anything is drawn, when a face lacks a character; FontsNotReady without set-up.
    """
    document = inkable(document)
    check_glyphs(document)
    styles = style_sheet(document.language)
    pieces = [piece for block in document.blocks for piece in _pieces(block, styles, document)]
    with _one_at_a_time:
        return Frame(document).print(pieces)


def check_glyphs(document: Document) -> None:
    """Raises MissingGlyphs with all characters of the document that cannot be printed, and the texts that hold them."""
    texts = set(_texts(document))
    missing = missing_glyphs("".join(texts))
    if missing:
        places = sorted(text for text in texts if missing & set(text))
        raise MissingGlyphs(frozenset(missing), tuple(places))


def _texts(value: object) -> Iterator[str]:
    """Every string anywhere inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def inkable(document: Document) -> Document:
    """The document without characters that carry no ink; itself when it has none, which is nearly always.

    In a text of Latin script curly quotes become straight ones: a Chinese face draws them as wide as a Han character.
    """
    chinese = document.language.lower().startswith("zh")

    def clean(text: str) -> str:
        return printable(text) if chinese else printable(text).translate(_STRAIGHT)

    used = set().union(*map(set, _texts(document)))
    if all(clean(char) == char for char in used):
        return document
    cleaned: Document = _cleaned(document, clean)
    return cleaned


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(part, clean) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{field.name: _cleaned(getattr(value, field.name), clean) for field in fields(value)})
    return value


def _pieces(block: Block, styles: StyleSheet, document: Document) -> list[Piece]:
    match block:
        case Heading(text, level):
            style = styles.heading if level == 1 else styles.subheading
            return [ZhParagraph(text, style, f"H{level}", bookmark=level - 1)]
        case Text(text, tone):
            return [ZhParagraph(text, {"lead": styles.lead, "small": styles.small}.get(tone, styles.body))]
        case FigureGrid():
            return list(tile_rows(block))
        case DataTable(notes=notes):
            below = [ZhParagraph(note, styles.note) for note in notes]
            return [TablePiece(block, document.labels.continued, below), *below]
        case Plot():
            return [ChartPiece(block, styles.caption)]
        case Definitions(items):
            return [piece for item in items for piece in _definition(item, styles)]
        case Facts(items):
            return [FactPiece(items, place) for place in range(len(items))]
        case PageBreak():
            return [NewPage()]


def _definition(item: tuple[str, str], styles: StyleSheet) -> list[Piece]:
    term = ZhParagraph(item[0], styles.term)
    term.keep_with_next = True
    return [term, ZhParagraph(item[1], styles.definition)]
