"""Forms about the files of a case."""

from __future__ import annotations

from services.cases.forms.parts import long_text
from services.cases.models import CaseFile
from services.core.files.receiving import UploadField
from services.core.forms import BaseForm
from services.core.words import _l

AT_ONCE = 10


class FilesForm(BaseForm):
    """Files to be added to a case."""

    files = UploadField(
        _l("选择文件"),
        table=CaseFile.__tablename__,
        most=AT_ONCE,
        description=_l("照片、PDF、Word、Excel、文本、录音；一次最多 10 个"),
    )


class WithdrawFileForm(BaseForm):
    """Why a file goes."""

    reason = long_text(_l("撤下的原因"), _l("请写明撤下的原因。"))
