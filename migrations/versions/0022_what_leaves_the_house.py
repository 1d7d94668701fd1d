"""notices for staff, messages on their way out of the house, what people chose, and calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feed_digest")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feed_user_id")),
    )
    op.create_table(
        "message_address",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_address_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_address")),
        sa.UniqueConstraint("user_id", name=op.f("uq_message_address_user_id")),
    )
    op.create_table(
        "message_choice",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("channel", one_of("email", "sms", name="channel"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_choice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_choice")),
        sa.UniqueConstraint("user_id", "kind", "channel", name=op.f("uq_message_choice_user_id_kind_channel")),
    )
    op.create_table(
        "notice",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("about_type", sa.String(length=40), nullable=True),
        sa.Column("about_id", BIG_ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("once", sa.String(length=80), nullable=True),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint("(about_type IS NULL) = (about_id IS NULL)", name=op.f("ck_notice_about_something")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "once", name=op.f("uq_notice_user_id_once")),
    )
    op.create_index(op.f("ix_notice_org_path"), "notice", ["org_path"])
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["user_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(op.f("ix_notice_user_id_id"), "notice", ["user_id", "id"])

    op.create_table(
        "outgoing",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("channel", one_of("email", "sms", name="channel"), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=True),
        sa.Column("address_sealed", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("good_until", INSTANT, nullable=False),
        sa.Column(
            "standing", one_of("waiting", "sent", "given_up", "expired", "dropped", name="standing"), nullable=False
        ),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint(
            "(standing = 'waiting') = (ended_at IS NULL)", name=op.f("ck_outgoing_ended_unless_waiting")
        ),
        sa.CheckConstraint(
            "standing <> 'waiting' OR (user_id IS NULL) = (address_sealed IS NOT NULL)",
            name=op.f("ck_outgoing_colleague_or_address"),
        ),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_outgoing_lease_runs_out")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outgoing_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
    )
    op.create_index("ix_outgoing_due", "outgoing", ["standing", "due_at"])
    op.create_index(op.f("ix_outgoing_org_path"), "outgoing", ["org_path"])
    op.create_index(op.f("ix_outgoing_user_id"), "outgoing", ["user_id"])


def downgrade() -> None:
    for table in ("outgoing", "notice", "message_choice", "message_address", "calendar_feed"):
        op.drop_table(table)
