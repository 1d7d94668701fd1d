"""codes on their way to a telephone, and the sessions that they open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "member_code",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("phone_index", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("until > at", name=op.f("ck_member_code_lasts_a_while")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_member_code_tries_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_code")),
    )
    op.create_index(op.f("ix_member_code_phone_index_at"), "member_code", ["phone_index", "at"])
    op.create_index(op.f("ix_member_code_at"), "member_code", ["at"])
    op.create_table(
        "member_session",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("phone_index", sa.String(40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_member_session_digest")),
    )
    op.create_index(op.f("ix_member_session_created_at"), "member_session", ["created_at"])


def downgrade() -> None:
    op.drop_table("member_session")
    op.drop_table("member_code")
