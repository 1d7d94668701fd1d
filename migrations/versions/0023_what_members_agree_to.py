"""texts that members agree to, what was agreed to, and what was asked of the handler."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SINCE = date(2026, 1, 1)
TEXTS = (
    (
        "contact",
        "我同意工会为办理这件诉求保存和使用我的姓名和电话。",
        "I agree that the union keeps and uses my name and telephone number to handle this request.",
    ),
    (
        "health",
        "我单独同意工会为办理这件诉求使用我写下的伤情、病情等健康信息。",
        "I separately agree that the union uses what I write about injury, illness and health to handle this request.",
    ),
    (
        "private",
        "我单独同意工会为办理这件诉求使用我写下的身体、生育和受到侵害等隐私信息。",
        "I separately agree that the union uses what I write about body, childbirth and abuse to handle this request.",
    ),
    (
        "home",
        "我单独同意工会为办理这件诉求使用我写下的家庭经济和健康信息。",
        "I separately agree that the union uses what I write about my family's money and health to handle this request.",
    ),
    (
        "account",
        "我单独同意工会为办理这件诉求使用我写下的平台账号、接单和收入记录。",
        "I separately agree that the union uses what I write about my platform account, orders and income to handle this "
        "request.",
    ),
    (
        "worker",
        "当事职工知道并同意我代为反映，也同意工会为此使用他（她）的信息。",
        "The worker knows and agrees that I ask for them, and that the union uses their information for it.",
    ),
)


def upgrade() -> None:
    texts = op.create_table(
        "consent_text",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_consent_text")),
    )
    rows = [{"code": code, "version": 1, "since": SINCE, "zh": zh, "en": en} for code, zh, en in TEXTS]
    op.bulk_insert(texts, rows)
    op.create_table(
        "case_consent",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= given_at", name=op.f("ck_case_consent_withdrawn_after_given")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_consent_case_id")),
        sa.ForeignKeyConstraint(
            ["code", "version"],
            ["consent_text.code", "consent_text.version"],
            name=op.f("fk_case_consent_code_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_consent")),
        sa.UniqueConstraint("case_id", "code", name=op.f("uq_case_consent_case_id_code")),
    )
    op.create_index(op.f("ix_case_consent_case_id"), "case_consent", ["case_id"])
    op.create_table(
        "case_wish",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column(
            "handler_sex",
            sa.Enum("female", "male", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("handler_sex IS NOT NULL OR discreet", name=op.f("ck_case_wish_wishes_something")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_wish_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_wish")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_wish_case_id")),
    )
    op.create_index(op.f("ix_case_wish_case_id"), "case_wish", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_wish")
    op.drop_table("case_consent")
    op.drop_table("consent_text")
