"""cases are found by their words: FTS5 on SQLite, tsvector on PostgreSQL; closed cases in the order of closing.

Cases of before are found once `flask search rebuild` has run: their words are cut by the application.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_closed", "cases", ["closed_at", "id", "org_path", "handed_path", "sealed"])
    if op.get_bind().dialect.name == "sqlite":
        # every character that is not ASCII belongs to a word, and words come cut to size
        op.execute("CREATE VIRTUAL TABLE case_words USING fts5(words, tokenize='ascii')")
        return
    op.execute(
        "CREATE TABLE case_words ("
        "rowid bigint CONSTRAINT pk_case_words PRIMARY KEY, "
        "words tsvector NOT NULL, "
        "CONSTRAINT fk_case_words_rowid FOREIGN KEY (rowid) REFERENCES cases (id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_case_words_words ON case_words USING gin (words)")


def downgrade() -> None:
    op.drop_index("ix_cases_closed", "cases")
    op.execute("DROP TABLE case_words")
