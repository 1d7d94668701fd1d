"""Which kinds of files are taken, how large they may be, and what a scanner may say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.core.words import N_, Labelled

MIB = 1024 * 1024
LONGEST_NAME = 120
MOST_PIXELS = 64_000_000
MOST_UNPACKED = 100 * MIB
MOST_RATIO = 120
MOST_MEMBERS = 2_000


class FileKind(Labelled):
    """Kinds of files that are taken; whatever is not here is refused."""

    JPEG = "jpeg", N_("JPG 图片")
    PNG = "png", N_("PNG 图片")
    WEBP = "webp", N_("WebP 图片")
    GIF = "gif", N_("GIF 图片")
    HEIC = "heic", N_("HEIC 图片")
    PDF = "pdf", N_("PDF 文件")
    DOCX = "docx", N_("Word 文档")
    XLSX = "xlsx", N_("Excel 表格")
    TEXT = "text", N_("文本文件")
    MP3 = "mp3", N_("MP3 录音")
    M4A = "m4a", N_("M4A 录音")
    AMR = "amr", N_("AMR 录音")
    MP4 = "mp4", N_("MP4 视频")


class Verdict(Labelled):
    """What is known of a file: nobody opens it before it was judged, unless the installation allows that."""

    WAITING = "waiting", N_("等待病毒检查")
    CLEAN = "clean", N_("未发现病毒")
    FOUND = "found", N_("发现病毒")
    UNSCANNED = "unscanned", N_("未经病毒检查")


class FileEvent(Labelled):
    """Kinds of events about files; their subject is the thing that the file belongs to."""

    ATTACHED = "file.attached", N_("收到材料")
    JUDGED = "file.judged", N_("病毒检查")
    OPENED = "file.opened", N_("打开保密材料")
    WITHDRAWN = "file.withdrawn", N_("撤下材料")


@dataclass(frozen=True)
class Shape:
    """How a kind looks from outside: endings of its name, its media type, what its first bytes are taken for."""

    endings: tuple[str, ...]
    media_type: str
    signatures: frozenset[str]
    most_bytes: int

    @property
    def ending(self) -> str:
        """The ending that its name gets."""
        return self.endings[0]


def _shape(endings: str, media_type: str, signatures: str, most: int) -> Shape:
    return Shape(tuple(endings.split()), media_type, frozenset(signatures.split()), most * MIB)


_OFFICE = "application/vnd.openxmlformats-officedocument."
SHAPES: Mapping[FileKind, Shape] = {
    FileKind.JPEG: _shape("jpg jpeg", "image/jpeg", "jpg", 15),
    FileKind.PNG: _shape("png", "image/png", "png apng", 15),
    FileKind.WEBP: _shape("webp", "image/webp", "webp", 15),
    FileKind.GIF: _shape("gif", "image/gif", "gif", 15),
    FileKind.HEIC: _shape("heic", "image/heic", "heic", 15),
    FileKind.PDF: _shape("pdf", "application/pdf", "pdf", 20),
    FileKind.DOCX: _shape("docx", _OFFICE + "wordprocessingml.document", "docx zip", 10),
    FileKind.XLSX: _shape("xlsx", _OFFICE + "spreadsheetml.sheet", "xlsx zip", 10),
    FileKind.TEXT: _shape("txt", "text/plain", "", 1),
    FileKind.MP3: _shape("mp3", "audio/mpeg", "mp3", 20),
    FileKind.M4A: _shape("m4a", "audio/mp4", "m4a mp4", 20),
    FileKind.AMR: _shape("amr", "audio/amr", "amr", 20),
    FileKind.MP4: _shape("mp4", "video/mp4", "mp4", 20),
}
"""No kind is larger than what clamd takes as it comes (StreamMaxLength 25 MB)."""


def weight(size: int) -> str:
    """A size as people read it: `870 KB`, `2.4 MB`."""
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, round(size / 1024))} KB"


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.GIF, FileKind.HEIC})
"""Among these a wrong ending is forgiven: chat programs rename pictures, and a telephone cannot name them back."""

LARGEST = max(shape.most_bytes for shape in SHAPES.values())
BY_ENDING: Mapping[str, FileKind] = {ending: kind for kind, shape in SHAPES.items() for ending in shape.endings}
ACCEPTED = ",".join(f".{ending}" for ending in BY_ENDING)
"""What a browser offers to choose. Without this list telephones send HEIC where they could send JPG."""
