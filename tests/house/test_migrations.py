"""The migrations make the very tables that the models describe, on both databases."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from services.core.database import Base
from services.core.migrating import MIGRATIONS, upgrade
from services.core.search import is_of_an_index

ROOMS = Path(__file__).parents[2] / "services"


def load_all_models() -> None:
    """Import every module that defines a table, so that none is forgotten."""
    for file in sorted(ROOMS.rglob("*.py")):
        if "__tablename__ =" in file.read_text("utf-8"):
            import_module(".".join(file.relative_to(ROOMS.parent).with_suffix("").parts).removesuffix(".__init__"))


def test_the_migrated_database_is_what_the_models_describe(database_url: str) -> None:
    load_all_models()
    engine = create_engine(database_url)
    with engine.connect() as connection:
        described = {"compare_type": True, "include_name": lambda *named: not is_of_an_index(*named)}
        context = MigrationContext.configure(connection, opts=described)
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(database_url: str, run_folder: Path) -> None:
    engine = create_engine(database_url)
    heads = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    upgrade(database_url, run_folder)
    with engine.connect() as connection:
        assert set(MigrationContext.configure(connection).get_current_heads()) == heads
    engine.dispose()


def test_the_migrations_are_one_line_without_branches() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
