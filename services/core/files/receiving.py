"""How files come in: kept in memory, counted beyond their limit but not stored, and carried along as tickets."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.validators import StopValidation

from services.core.body_size import most_bytes_of
from services.core.errors import Problem
from services.core.files.kinds import ACCEPTED, LARGEST, MIB
from services.core.files.looking import look_at
from services.core.files.staging import Staged, from_ticket, stage
from services.core.words import Words, _l

MOST_BYTES = 128 * MIB
"""Of one request that carries files. Larger ones are cut off; a file above its own limit is told at its field."""
MOST_TICKETS = 20

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Marks a view whose forms carry files: its requests may be larger than others."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class Uploaded(io.BytesIO):
    """A file as it comes in. Nothing of it touches the disk; beyond the largest limit it is counted, not stored."""

    def __init__(self) -> None:
        super().__init__()
        self.came = 0

    def write(self, chunk: Any, /) -> int:
        self.came += len(chunk)
        room = max(0, LARGEST + 1 - self.getbuffer().nbytes)
        super().write(chunk[:room])
        return len(chunk)


class FormRequest(Request):
    """A request whose files stay in memory; a table to import is too long for that and waits in a nameless file."""

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        if most_bytes_of(self.endpoint):
            return super()._get_file_stream(*about, **more)
        return Uploaded()


def prepare(app: Flask) -> None:
    """Has the application receive files in this way."""
    app.request_class = FormRequest
    app.url_value_preprocessor(_allow_more)


def _allow_more(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the form is read for the first time, which the check of its token does."""
    if getattr(current_app.view_functions.get(endpoint or ""), "takes_files", False):
        request.max_content_length = MOST_BYTES


class UploadField(MultipleFileField):
    """Files, as many as `most`; those that were taken on an earlier page come back as tickets beside it."""

    errors: list[str]

    def __init__(self, label: Any, *, table: str, most: int, **options: Any) -> None:
        super().__init__(label, render_kw={"accept": ACCEPTED}, **options)
        self.table, self.most = table, most
        self.staged: list[Staged] = []
        self.refusals: list[Words | str] = []

    @property
    def kept_name(self) -> str:
        """The name under which tickets travel."""
        return f"{self.name}_kept"

    def receive(self, form_key: str, at: datetime) -> None:
        """Opens the tickets that came along, and looks at and stages every file that is new."""
        tickets = request.form.getlist(self.kept_name)[:MOST_TICKETS]
        found = (from_ticket(ticket, form_key, self.table, at) for ticket in tickets)
        self.staged = list({each.id: each for each in found if each}.values())
        if len(self.staged) < len(set(tickets)):
            self.refusals.append(_l("有的文件已经失效，请重新选择。"))
        for upload in self._uploads():
            self._take(upload, at)

    def _uploads(self) -> list[FileStorage]:
        return [each for each in request.files.getlist(self.name) if each.filename]

    def _take(self, upload: FileStorage, at: datetime) -> None:
        if len(self.staged) >= self.most:
            self._refuse(_l("最多 %(most)d 个文件，多出的没有接收。", most=self.most))
            return
        try:
            stream = upload.stream
            size = stream.came if isinstance(stream, Uploaded) else 0
            self.staged.append(stage(look_at(upload.filename, upload.read(), size), self.table, at))
        except Problem as problem:
            self._refuse(problem.sentence)

    def _refuse(self, sentence: Words | str) -> None:
        if str(sentence) not in map(str, self.refusals):
            self.refusals.append(sentence)

    def pre_validate(self, _form: Any) -> None:
        """What was refused is told once; what was taken stays."""
        if self.refusals:
            told, self.refusals = self.refusals, []
            self.errors.extend(map(str, told[:-1]))
            raise StopValidation(str(told[-1]))

    def tickets(self, form_key: str) -> Sequence[tuple[Staged, str]]:
        """(file, ticket) of everything taken so far, for the form's next page."""
        return [(staged, staged.ticket(form_key)) for staged in self.staged]
