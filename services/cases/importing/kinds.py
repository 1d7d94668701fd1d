"""Kinds of events about imports."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class ImportEvent(Labelled):
    """An import as a whole, beside the event of each thing that it made."""

    UPLOADED = "import.uploaded", N_("上传待导入的表")
    DESCRIBED = "import.described", N_("说明表的各列")
    CHECKED = "import.checked", N_("核对待导入的表")
    DROPPED = "import.dropped", N_("放弃导入")
    BEGUN = "import.begun", N_("开始导入一张表")
    WENT_ON = "import.went_on", N_("导入一批行")
    TAKEN = "import.taken", N_("导入一张旧表")


declare_events(ImportEvent)
