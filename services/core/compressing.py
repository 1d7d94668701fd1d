"""Pages and static files leave compressed, where the browser takes gzip.

Decision 0017 says why a page with a token in it may be: its length on the wire differs from answer to answer, so that
lengths do not tell what was guessed right (BREACH).
"""

from __future__ import annotations

import secrets
import struct
import zlib
from functools import lru_cache

from flask import Flask, Response, request

WORTH_IT = 500
"""Bytes below which compressing saves less than a packet."""
KINDS = frozenset(
    {"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/manifest+json"}
)
UNPACKED = (204, 206, 304)
LONGEST_PADDING = 100
"""Bytes of made-up file name in the head of a page's gzip (“Heal the BREACH”, Palacios and others, 2022)."""
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
"""Magic, deflate, a file name follows, no time, no hint, unknown system (RFC 1952, 2.3)."""


def prepare(app: Flask) -> None:
    """Compresses the answers of the application. Comes before whatever sets their headers."""
    app.after_request(_compress)


def _compress(answer: Response) -> Response:
    if answer.mimetype not in KINDS or answer.status_code in UNPACKED or "Content-Encoding" in answer.headers:
        return answer
    answer.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or request.range:
        return answer
    if request.endpoint == "static":
        answer.direct_passthrough = False
        return _carry(answer, _packed_once(answer.get_data()))
    if answer.is_streamed or answer.direct_passthrough or len(answer.get_data()) < WORTH_IT:
        return answer
    return _carry(answer, packed(answer.get_data(), _padding()))


def _carry(answer: Response, body: bytes) -> Response:
    answer.set_data(body)
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers.pop("ETag", None)
    return answer


@lru_cache(maxsize=64)
def _packed_once(plain: bytes) -> bytes:
    """A static file is packed once for each content."""
    return packed(plain, b"")


def packed(plain: bytes, name: bytes) -> bytes:
    """The bytes as gzip, with a file name in its head, which readers skip."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(plain) + deflate.flush()
    return _HEAD + name + b"\0" + body + struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)


def _padding() -> bytes:
    return b"x" * (secrets.randbelow(LONGEST_PADDING) + 1)
