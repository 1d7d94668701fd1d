"""Kinds of events about imports."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class ImportEvent(Labelled):
    """An import as a whole, beside the event of each case that it made."""

    TAKEN = "import.taken", N_("导入一张旧表")


declare_events(ImportEvent)
