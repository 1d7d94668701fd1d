"""How files go out: originals as attachments, copies as pictures of our own making; nothing else is shown in a page."""

from __future__ import annotations

import io

from flask import Response, make_response, send_file

from services.core.files import storing
from services.core.files.rows import KeptFile


def as_attachment(file: KeptFile) -> Response:
    """The original, to be saved and not shown."""
    original = io.BytesIO(file.contents())
    answer = send_file(
        original, mimetype=file.media_type, as_attachment=True, download_name=file.name, conditional=False, etag=False
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    return answer


def as_picture(file: KeptFile, part: str = storing.LARGE) -> Response:
    """A copy that was drawn here, without anything but its pixels."""
    answer = make_response(file.contents(part))
    answer.mimetype = "image/jpeg"
    return answer
