"""Looks into one file in a process of its own, which has no keys and little room: a bomb ends there.

Started as a script: the kind is the argument, the file comes in on stdin. Answers one line of JSON (`fault`, the sizes
of the copies that follow), then the copies. Imports nothing of the house, so that nothing of it is in its memory.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Sequence

BROKEN, PIXELS, BOMB, MACRO = "broken", "pixels", "bomb", "macro"
NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
SIDES = (320, 1600)
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
BOXES = {"heic": b"meta", "m4a": b"moov", "mp4": b"moov"}

PACKED_WRONGLY = (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, ValueError, EOFError, OSError, zlib.error)
"""RuntimeError: encrypted, or packed in a way that is not known."""


class Refused(Exception):
    """The file is not what it says, or too much of it."""


def copies_of(picture: object) -> list[bytes]:
    """The picture as small and as large JPEG, upright, on white, with nothing but its pixels."""
    from PIL import Image, ImageOps

    assert isinstance(picture, Image.Image)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    plain = upright.convert("RGB")
    made = []
    for side in sorted(SIDES, reverse=True):
        plain.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        bare = Image.new("RGB", plain.size)
        bare.paste(plain)
        bare.save(out, "JPEG", quality=82, optimize=True)
        made.append(out.getvalue())
    return made


def look_at_picture(kind: str, raw: bytes, most_pixels: int) -> list[bytes]:
    """Decodes all of it, so that a file that was cut off is noticed."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    try:
        with Image.open(io.BytesIO(raw), formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > most_pixels:
                raise Refused(PIXELS)
            picture.draft("RGB", (max(SIDES), max(SIDES)))  # what is needed of a JPEG, read to its end all the same
            picture.load()
            return copies_of(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Refused(BROKEN) from problem


def look_at_pdf(raw: bytes) -> list[bytes]:
    """The first page; nothing to show where the file wants a password."""
    import pypdfium2

    if b"%%EOF" not in raw[-2048:]:
        raise Refused(BROKEN)
    try:
        document = pypdfium2.PdfDocument(raw)
        page = document[0]
        width, height = page.get_size()
        scale = max(SIDES) / max(width, height, 1)
        return copies_of(page.render(scale=min(scale, 4)).to_pil())
    except pypdfium2.PdfiumError as problem:
        if getattr(problem, "err_code", None) == NEEDS_PASSWORD:
            return []
        raise Refused(BROKEN) from problem
    except (IndexError, ValueError) as problem:
        raise Refused(BROKEN) from problem


def look_at_office(kind: str, raw: bytes, limits: Sequence[int]) -> None:
    """A packed document: not too much in it, nothing that runs, and every part whole."""
    most_unpacked, most_ratio, most_members = limits
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            members = pack.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > most_members or unpacked > min(most_unpacked, max(len(raw), 1) * most_ratio):
                raise Refused(BOMB)
            names = {member.filename for member in members}
            if not {"[Content_Types].xml", PARTS[kind]} <= names:
                raise Refused(BROKEN)
            if any(name.lower().endswith((".bin", ".exe", ".dll")) and "vba" in name.lower() for name in names):
                raise Refused(MACRO)
            if b"macroEnabled" in pack.read("[Content_Types].xml"):
                raise Refused(MACRO)
            if pack.testzip() is not None:
                raise Refused(BROKEN)
    except PACKED_WRONGLY as problem:
        raise Refused(BROKEN) from problem


def look_at_boxes(kind: str, raw: bytes) -> None:
    """Recordings and HEIC are rows of boxes that say how long they are; one that was cut off does not come out even."""
    place, seen = 0, set[bytes]()
    while place + 8 <= len(raw):
        size, name = int.from_bytes(raw[place : place + 4]), raw[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(raw[place + 8 : place + 16])
        elif size == 0:
            size = len(raw) - place
        if size < 8:
            raise Refused(BROKEN)
        seen.add(name)
        place += size
    if place != len(raw) or BOXES[kind] not in seen:
        raise Refused(BROKEN)


def look_at_text(raw: bytes) -> None:
    """Words in UTF-8 or GB18030, without the byte that no text has."""
    if b"\0" in raw:
        raise Refused(BROKEN)
    for encoding in ("utf-8", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    raise Refused(BROKEN)


def look(kind: str, raw: bytes, limits: Sequence[int]) -> list[bytes]:
    """The copies to show, largest first; Refused where the file cannot be taken."""
    if kind in FORMATS:
        return look_at_picture(kind, raw, limits[0])
    if kind == "pdf":
        return look_at_pdf(raw)
    if kind in PARTS:
        look_at_office(kind, raw, limits[1:])
    elif kind in BOXES:
        look_at_boxes(kind, raw)
    elif kind == "text":
        look_at_text(raw)
    return []


def main() -> None:
    """Takes away its own room, reads, looks, answers."""
    kind = sys.argv[1]
    seconds, room, *limits = (int(each) for each in sys.argv[2:])
    for what, most in (
        (resource.RLIMIT_AS, room),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    fault, copies = "", list[bytes]()
    try:
        copies = look(kind, sys.stdin.buffer.read(), limits)
    except Refused as refusal:
        fault = str(refusal)
    sys.stdout.buffer.write(json.dumps({"fault": fault, "sizes": [len(copy) for copy in copies]}).encode() + b"\n")
    for copy in copies:
        sys.stdout.buffer.write(copy)


if __name__ == "__main__":
    main()
