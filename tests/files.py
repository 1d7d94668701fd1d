"""Files as people send them, good ones and others, and short ways to have one on a case."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import cache

from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from services.cases.actions import attach
from services.cases.models import Case, CaseFile
from services.core.access import unscoped
from services.core.database import db
from services.core.files.kinds import FileKind
from services.core.files.looking import Looked
from services.core.files.staging import Staged, stage
from tests.fixtures import MONDAY, House

GPS = 0x8825
CAMERA = "ExampleCam 7"


@cache
def photo(size: tuple[int, int] = (64, 40), format: str = "JPEG", *, camera: bool = False) -> bytes:  # noqa: A002
    """A small picture, red on the left and blue on the right; with `camera`, one that tells where it was taken."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    told = Image.Exif()
    if camera:
        told[0x0110] = CAMERA
        told[0x0112] = 3  # upside down
        told.get_ifd(GPS)[1] = "N"
        told.get_ifd(GPS)[2] = (39.0, 54.0, 20.0)
    out = io.BytesIO()
    picture.save(out, format, exif=told)
    return out.getvalue()


@cache
def paper(words: str = "Wage slip", *, password: str | None = None) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password)
    canvas.drawString(100, 700, words)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def office(kind: str = "docx", **more: bytes) -> bytes:
    """A packed document with what makes it one, and more parts if asked for; `__` in a name stands for `/`."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    parts = {"[Content_Types].xml": b"<Types/>", main: b"<w/>"}
    parts |= {name.replace("__", "/"): raw for name, raw in more.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, raw in parts.items():
            pack.writestr(name, raw)
    return out.getvalue()


def recording(kind: bytes = b"M4A ") -> bytes:
    """A recording as a row of boxes, without a sound in it."""
    return b"".join(
        (len(body) + 8).to_bytes(4) + name + body
        for name, body in ((b"ftyp", kind + b"\0\0\0\0isommp42"), (b"moov", bytes(40)), (b"mdat", bytes(500)))
    )


def upload(raw: bytes, name: str = "工资条.jpg") -> FileStorage:
    """As a browser sends it."""
    return FileStorage(io.BytesIO(raw), filename=name)


def staged_photo(name: str = "工资条.jpg", raw: bytes | None = None, at: datetime = MONDAY) -> Staged:
    """A picture that was looked at and waits for its row; the look itself is tested on its own."""
    raw = photo() if raw is None else raw
    return stage(Looked(name, FileKind.JPEG, raw, (raw, raw)), CaseFile.__tablename__, at)


def file_of(
    house: House, case: Case, by: str | None = None, *, name: str = "工资条.jpg", at: datetime = MONDAY
) -> CaseFile:
    """A file that a colleague added to the case: its first reader where nobody is named."""
    who = by or ("da.lead" if case.sealed else "lin")
    staged = staged_photo(name, at=at)
    attach(case, [staged], by=house.actor(who), at=at)
    found = unscoped(select(CaseFile).where(CaseFile.id == staged.id), because="a test")
    return db.session.scalars(found).one()
