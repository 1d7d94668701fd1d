"""What a database is told of the way to an answer, where it would choose a longer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from services.core.database import db


class walked(FunctionElement[Any]):  # noqa: N801  (reads as what is done with the column)
    """`walked(column)`: compared row by row along the index of the list's order, where the database is SQLite.

    SQLite would rather look up every row in the range and sort them all. PostgreSQL knows how many rows a range
    holds, and decides for itself.
    """

    inherit_cache = True


@compiles(walked)
def _plain(element: walked, compiler: SQLCompiler, **options: Any) -> str:
    sign = "+" if compiler.dialect.name == "sqlite" else ""
    return sign + compiler.process(element.clauses, **options)


_LOOK_UPS = {
    "plan_cache_mode": "force_custom_plan",
    "random_page_cost": "1.1",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "max_parallel_workers_per_gather": "0",
}
AS_LOOK_UPS = select(*(func.set_config(name, value, True) for name, value in _LOOK_UPS.items()))


def plan_as_look_ups(options: Mapping[str, str]) -> None:
    """Has PostgreSQL answer the rest of this transaction by looking up row after row along indexes.

    It cannot foresee how few cases a short period touches, and would read whole tables to join them: the more so with
    a plan that it keeps for any period whatsoever. `options` are those of the statements that follow.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(AS_LOOK_UPS, execution_options=options)
