"""texts of a unit, found by their words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
KIND = sa.Enum("note", "reply", "answer", name="textkind", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "text_module",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_text_module_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_text_module_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_module")),
    )
    op.create_index(op.f("ix_text_module_org_path"), "text_module", ["org_path"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE text_words USING fts5(words, tokenize='ascii')")
        return
    op.execute(
        "CREATE TABLE text_words (rowid bigint CONSTRAINT pk_text_words PRIMARY KEY, words tsvector NOT NULL, "
        "CONSTRAINT fk_text_words_rowid FOREIGN KEY (rowid) REFERENCES text_module (id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_text_words_words ON text_words USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE text_words")
    op.drop_table("text_module")
