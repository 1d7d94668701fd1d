"""Between upload and case: the file lies sealed in the folder, and all that opens it travels in the form.

The ticket is sealed by the vault and bound to the form's key, as the query code of a request is. Whoever loses the form
loses the file: nothing else can open it, and `flask files sweep` clears it away.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from services.core.errors import ErrorCode, Problem
from services.core.files import storing
from services.core.files.kinds import FileKind, weight
from services.core.files.looking import Looked
from services.core.files.sealing import Bound, new_content_key, seal_contents
from services.core.ids import new_id
from services.core.vault import Tampered, vault
from services.core.words import _l

GOOD_FOR = timedelta(hours=12)
SWEPT_AFTER = timedelta(hours=24)
"""Later than any ticket is good for, so that nothing is swept away under a claim."""


@dataclass(frozen=True)
class Staged:
    """A file that waits to be claimed by a row: everything that the row will say of it."""

    id: int
    table: str
    place: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    shown: bool
    content_key: str = field(repr=False)
    received_at: datetime

    @property
    def weight(self) -> str:
        """The size as people read it."""
        return weight(self.size)

    def ticket(self, form_key: str) -> str:
        """The file, sealed for the form with this key."""
        told = asdict(self) | {"received_at": self.received_at.isoformat()}
        return vault().seal(json.dumps(told, ensure_ascii=False), _bound_to(form_key))


def stage(looked: Looked, table: str, at: datetime) -> Staged:
    """Writes the file, sealed for a row of the table that is still to come.

    Problem(invalid, "files"): there is no room for it.
    """
    row, place, key = new_id(), storing.new_place(), new_content_key()
    bound = Bound(table, row)
    copies = looked.copies
    parts = dict(zip((storing.ORIGINAL, storing.LARGE, storing.SMALL), (looked.raw, *copies), strict=False))
    try:
        storing.make_room(sum(map(len, parts.values())))
        for part, raw in parts.items():
            storing.write_part(place, part, seal_contents(raw, key, bound, part))
    except OSError as problem:
        storing.remove(place)
        sentence = _l("现在存不下“%(name)s”。请稍后再试，文字内容不受影响。", name=looked.name)
        raise Problem(ErrorCode.INVALID, sentence, field="files") from problem
    return Staged(
        id=row,
        table=table,
        place=place,
        name=looked.name,
        kind=looked.kind,
        size=len(looked.raw),
        sha256=looked.sha256,
        shown=bool(copies),
        content_key=key,
        received_at=at,
    )


def from_ticket(ticket: str, form_key: str, table: str, at: datetime) -> Staged | None:
    """The file of a ticket; None where it belongs to another form or table, was changed, or is too old."""
    try:
        told = json.loads(vault().open(ticket, _bound_to(form_key)))
    except Tampered:
        return None
    received = datetime.fromisoformat(told.pop("received_at"))
    kind = FileKind(told.pop("kind"))
    staged = Staged(**told, kind=kind, received_at=received)
    good = staged.table == table and received <= at <= received + GOOD_FOR
    return staged if good and storing.is_there(staged.place) else None


def _bound_to(form_key: str) -> str:
    return f"files.ticket.{form_key}"
