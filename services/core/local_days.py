"""The union's calendar day inside SQL, for conditions that compare an instant with a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from services.core.time import LOCAL


class local_day(FunctionElement[Any]):  # noqa: N801  (reads as the SQL function it is)
    """`local_day(instant)`: the local day on which the instant falls.

    SQLite has no time zones: there it adds China's offset, which has been eight hours without summer time since 1992.
    """

    type = Date()
    inherit_cache = True


@compiles(local_day, "postgresql")
def _on_postgresql(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(({compiler.process(element.clauses, **options)} AT TIME ZONE '{LOCAL.key}') AS DATE)"


@compiles(local_day, "sqlite")
def _on_sqlite(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"
