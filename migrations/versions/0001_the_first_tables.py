"""the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import first_contents

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("holiday", "make_up", name="calendarkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_year_year")),
    )
    op.create_table(
        "category",
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column(
            "tree",
            sa.Enum("A", "B", "C", "D", "L", name="categorytree", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("parent_code", sa.String(length=120), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed_by_itself", sa.Boolean(), nullable=False),
        sa.Column("small_cells_hidden", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["category.code"], name=op.f("fk_category_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    op.create_table(
        "chain_head",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "employer",
                "platform",
                "contractor",
                "agent",
                name="employerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("upstream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upstream_id"], ["employer.id"], name=op.f("fk_employer_upstream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("code", name=op.f("uq_employer_code")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_employer_credit_code")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_name"), ["name"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "staff",
                "member",
                "anonymous",
                "system",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_label", sa.String(length=80), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "page",
                "portal",
                "cli",
                "import",
                "scenario",
                "demo",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload_sealed", sa.Text(), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_event_chain_seq")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_actor_id_at"), ["actor_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_org_path"), ["org_path"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_event_subject_type_subject_id_id"), ["subject_type", "subject_id", "id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.Text(), nullable=True),
        sa.Column("id_number_sealed", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=40), nullable=True),
        sa.Column("id_number_index", sa.String(length=40), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("female", "male", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "NOT sealed OR (phone_index IS NULL AND id_number_index IS NULL)",
            name=op.f("ck_person_sealed_has_no_index"),
        ),
        sa.CheckConstraint(
            "birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name=op.f("ck_person_birth_year_sane")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_id_number_index"), ["id_number_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_org_path"), ["org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_index"), ["phone_index"], unique=False)

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("key_index", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_key_index_at"), ["key_index", "at"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result_type", sa.String(length=40), nullable=True),
        sa.Column("result_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "national",
                "province",
                "city",
                "district",
                "street",
                "enterprise",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("org_path LIKE '%/' AND org_path LIKE '/%'", name=op.f("ck_unit_path_form")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sa.UniqueConstraint("org_path", name=op.f("uq_unit_org_path")),
        info={"open": True},
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_number_series_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_number_series_unit_id_year")),
    )
    op.create_table(
        "standard",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "subsistence_allowance",
                "minimum_wage",
                name="standardkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("monthly_fen >= 0", name=op.f("ck_standard_monthly_not_negative")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standard_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint("unit_id", "kind", "valid_from", name=op.f("uq_standard_unit_id_kind_valid_from")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_user_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_org_path"), ["org_path"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "family",
            sa.Enum("rights", "assistance", name="family", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "hotline",
                "web",
                "visit",
                "letter",
                "enterprise_union",
                "transferred",
                "patrol",
                "imported",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "handling",
                "replied",
                "checked",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "difficulty",
            sa.Enum(
                "ordinary",
                "difficult",
                "complex",
                name="difficulty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("claim_fen", sa.BigInteger(), nullable=True),
        sa.Column("employer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employer_told", sa.String(length=200), nullable=True),
        sa.Column("handler_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_rule", sa.String(length=60), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("story_sealed", sa.Text(), nullable=True),
        sa.Column("confidential_from_employer", sa.Boolean(), nullable=False),
        sa.Column("query_code_index", sa.String(length=40), nullable=True),
        sa.Column("query_code_hash", sa.String(length=200), nullable=True),
        sa.Column("query_code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_cases_closed_has_date")),
        sa.CheckConstraint(
            "status = 'received' OR accepted_at IS NOT NULL OR imported", name=op.f("ck_cases_accepted_has_date")
        ),
        sa.CheckConstraint("NOT sealed OR story IS NULL", name=op.f("ck_cases_sealed_story_is_encrypted")),
        sa.CheckConstraint("claim_fen >= 0", name=op.f("ck_cases_claim_not_negative")),
        sa.CheckConstraint("people >= 1", name=op.f("ck_cases_people_at_least_one")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_cases_employer_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["user.id"], name=op.f("fk_cases_handler_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_cases_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_accepted_at_id"), ["accepted_at", "id"], unique=False)
        batch_op.create_index("ix_cases_due", ["next_due_on", "id", "org_path", "sealed"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_handler_id"), ["handler_id"], unique=False)
        batch_op.create_index("ix_cases_newest", ["received_at", "id", "org_path", "sealed"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_org_path"), ["org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_org_path_received_at"), ["org_path", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_query_code_index"), ["query_code_index"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_status_received_at_id"), ["status", "received_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cases_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "user_post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "caseworker",
                "dispatcher",
                "supervisor",
                "finance",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_user_post_until_after_since")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_user_post_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_post_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_post")),
    )
    with op.batch_alter_table("user_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_post_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_post_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_user_post_live",
            ["user_id", "unit_id", "role"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "user_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_user_session_digest")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "case_category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_category_case_id")),
        sa.ForeignKeyConstraint(["code"], ["category.code"], name=op.f("fk_case_category_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_category")),
        sa.UniqueConstraint("case_id", "code", name=op.f("uq_case_category_case_id_code")),
    )
    with op.batch_alter_table("case_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_category_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_category_code_case_id"), ["code", "case_id"], unique=False)

    op.create_table(
        "case_factor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "factor",
            sa.Enum(
                "stoppage",
                "road_blocked",
                "owner_vanished",
                "suicide_threat",
                "media",
                "cross_district",
                "fatality",
                name="factor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_factor_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_factor")),
        sa.UniqueConstraint("case_id", "factor", name=op.f("uq_case_factor_case_id_factor")),
    )
    with op.batch_alter_table("case_factor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_factor_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "gig",
                "hardship",
                "women",
                "migrant",
                name="group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_group_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_group")),
        sa.UniqueConstraint("case_id", "group", name=op.f("uq_case_group_case_id_group")),
    )
    with op.batch_alter_table("case_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_group_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_person_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_person")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_person_case_id_person_id")),
    )
    with op.batch_alter_table("case_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_person_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "case_reader",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("officer", "handler", name="readerkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("officer_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'officer') = (officer_of_id IS NOT NULL)", name=op.f("ck_case_reader_officer_has_unit")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reader_case_id")),
        sa.ForeignKeyConstraint(["officer_of_id"], ["unit.id"], name=op.f("fk_case_reader_officer_of_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_case_reader_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reader")),
    )
    with op.batch_alter_table("case_reader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_reader_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_reader_user_id_case_id"), ["user_id", "case_id"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_clock_met_or_cancelled")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clock_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint(
            "subject_type",
            "subject_id",
            "rule",
            "started_at",
            name=op.f("uq_clock_subject_type_subject_id_rule_started_at"),
        ),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_case_id_rule"), ["case_id", "rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_clock_org_path"), ["org_path"], unique=False)
        batch_op.create_index("ix_clock_running", ["due_on", "org_path"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "hotline",
                "web",
                "visit",
                "letter",
                "enterprise_union",
                "transferred",
                "patrol",
                "imported",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_contact_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contact_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_contact_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_at_org_path"), ["at", "org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_org_path"), ["org_path"], unique=False)

    op.create_table(
        "imported_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_number", sa.String(length=120), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("cells_sealed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(case_id IS NULL) = (cells_sealed IS NOT NULL)", name=op.f("ck_imported_row_waiting_keeps_cells")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_imported_row_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_imported_row_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
        sa.UniqueConstraint(
            "profile",
            "unit_id",
            "source_number",
            "occurrence",
            name=op.f("uq_imported_row_profile_unit_id_source_number_occurrence"),
        ),
    )
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_row_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imported_row_row_digest"), ["row_digest"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_note_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_case_id"), ["case_id"], unique=False)

    op.create_table(
        "quality_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_quality_check_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_quality_check_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_check")),
    )
    with op.batch_alter_table("quality_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_check_case_id"), ["case_id"], unique=False)

    op.create_table(
        "recovery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "stage",
            sa.Enum("agreed", "paid", name="recoverystage", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "wages",
                "compensation",
                "injury_benefit",
                "other",
                name="recoverykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("pay_by", sa.Date(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("pay_by IS NULL OR stage = 'agreed'", name=op.f("ck_recovery_only_promises_have_a_day")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_recovery_amount_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_recovery_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recovery_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recovery_stage_at_case_id_kind_amount_fen"),
            ["stage", "at", "case_id", "kind", "amount_fen"],
            unique=False,
        )

    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "resolved",
                "partly",
                "explained",
                "unresolved",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reply_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reply_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_case_id"), ["case_id"], unique=False)

    op.create_table(
        "status_span",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "handling",
                "replied",
                "checked",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("until_at IS NULL OR until_at >= from_at", name=op.f("ck_status_span_span_runs_forward")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_status_span_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_span")),
    )
    with op.batch_alter_table("status_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_span_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_status_span_status_from_at_until_at_case_id"),
            ["status", "from_at", "until_at", "case_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_status_span_status_until_at_from_at_case_id"),
            ["status", "until_at", "from_at", "case_id"],
            unique=False,
        )

    op.create_table(
        "unit_span",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "org_path",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("until_at IS NULL OR until_at >= from_at", name=op.f("ck_unit_span_span_runs_forward")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unit_span_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_span_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_span")),
    )
    with op.batch_alter_table("unit_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_span_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_unit_span_case_id_from_at_until_at_org_path"),
            ["case_id", "from_at", "until_at", "org_path"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_unit_span_org_path_from_at_case_id"), ["org_path", "from_at", "case_id"], unique=False
        )

    op.create_table(
        "callback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("reply_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "rating",
            sa.Enum(
                "very_satisfied",
                "satisfied",
                "fairly_satisfied",
                "dissatisfied",
                "not_reached",
                name="rating",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("gain", sa.Integer(), nullable=True),
        sa.Column("happiness", sa.Integer(), nullable=True),
        sa.Column("security", sa.Integer(), nullable=True),
        sa.Column("fault_of_handler", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("gain IS NULL OR gain BETWEEN 1 AND 5", name=op.f("ck_callback_gain_one_to_five")),
        sa.CheckConstraint(
            "happiness IS NULL OR happiness BETWEEN 1 AND 5", name=op.f("ck_callback_happiness_one_to_five")
        ),
        sa.CheckConstraint(
            "security IS NULL OR security BETWEEN 1 AND 5", name=op.f("ck_callback_security_one_to_five")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_callback_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_callback_case_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_callback_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_at_case_id"), ["at", "case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_callback_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_callback_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "clock_due",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_due_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_due")),
    )
    with op.batch_alter_table("clock_due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_due_clock_id_from_at"), ["clock_id", "from_at"], unique=False)

    op.bulk_insert(
        sa.table("calendar_day", *map(sa.column, ("id", "kind", "name", "source")), sa.column("day", sa.Date)),
        first_contents.calendar_days(),
    )
    op.bulk_insert(
        sa.table("calendar_year", *map(sa.column, ("id", "year", "source"))), first_contents.calendar_years()
    )
    op.bulk_insert(_category_table(), first_contents.categories())
    postgres = op.get_bind().dialect.name == "postgresql"
    for guard in first_contents.POSTGRES_GUARDS if postgres else first_contents.SQLITE_GUARDS:
        op.execute(guard)


def _category_table() -> sa.TableClause:
    plain = ("code", "tree", "parent_code", "name_zh", "name_en", "position", "version")
    flags = (sa.column(name, sa.Boolean) for name in ("sealed_by_itself", "small_cells_hidden"))
    days = (sa.column(name, sa.Date) for name in ("valid_from", "valid_to"))
    return sa.table("category", *map(sa.column, plain), *flags, *days)


def downgrade() -> None:
    with op.batch_alter_table("clock_due", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clock_due_clock_id_from_at"))

    op.drop_table("clock_due")
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callback_reply_id"))
        batch_op.drop_index(batch_op.f("ix_callback_case_id"))
        batch_op.drop_index(batch_op.f("ix_callback_at_case_id"))

    op.drop_table("callback")
    with op.batch_alter_table("unit_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_span_org_path_from_at_case_id"))
        batch_op.drop_index(batch_op.f("ix_unit_span_case_id_from_at_until_at_org_path"))
        batch_op.drop_index(batch_op.f("ix_unit_span_case_id"))

    op.drop_table("unit_span")
    with op.batch_alter_table("status_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_span_status_until_at_from_at_case_id"))
        batch_op.drop_index(batch_op.f("ix_status_span_status_from_at_until_at_case_id"))
        batch_op.drop_index(batch_op.f("ix_status_span_case_id"))

    op.drop_table("status_span")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_case_id"))

    op.drop_table("reply")
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_stage_at_case_id_kind_amount_fen"))
        batch_op.drop_index(batch_op.f("ix_recovery_case_id"))

    op.drop_table("recovery")
    with op.batch_alter_table("quality_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_check_case_id"))

    op.drop_table("quality_check")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_case_id"))

    op.drop_table("note")
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_row_row_digest"))
        batch_op.drop_index(batch_op.f("ix_imported_row_case_id"))

    op.drop_table("imported_row")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_org_path"))
        batch_op.drop_index(batch_op.f("ix_contact_case_id"))
        batch_op.drop_index(batch_op.f("ix_contact_at_org_path"))

    op.drop_table("contact")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_running")
        batch_op.drop_index(batch_op.f("ix_clock_org_path"))
        batch_op.drop_index(batch_op.f("ix_clock_case_id_rule"))

    op.drop_table("clock")
    with op.batch_alter_table("case_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_reader_user_id_case_id"))
        batch_op.drop_index(batch_op.f("ix_case_reader_case_id"))

    op.drop_table("case_reader")
    with op.batch_alter_table("case_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_person_person_id"))
        batch_op.drop_index(batch_op.f("ix_case_person_case_id"))

    op.drop_table("case_person")
    with op.batch_alter_table("case_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_group_case_id"))

    op.drop_table("case_group")
    with op.batch_alter_table("case_factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_factor_case_id"))

    op.drop_table("case_factor")
    with op.batch_alter_table("case_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_category_code_case_id"))
        batch_op.drop_index(batch_op.f("ix_case_category_case_id"))

    op.drop_table("case_category")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("user_post", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_user_post_live", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_user_post_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_post_unit_id"))

    op.drop_table("user_post")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_unit_id"))
        batch_op.drop_index(batch_op.f("ix_cases_status_received_at_id"))
        batch_op.drop_index(batch_op.f("ix_cases_query_code_index"))
        batch_op.drop_index(batch_op.f("ix_cases_org_path_received_at"))
        batch_op.drop_index(batch_op.f("ix_cases_org_path"))
        batch_op.drop_index("ix_cases_newest")
        batch_op.drop_index(batch_op.f("ix_cases_handler_id"))
        batch_op.drop_index(batch_op.f("ix_cases_employer_id"))
        batch_op.drop_index("ix_cases_due")
        batch_op.drop_index(batch_op.f("ix_cases_accepted_at_id"))

    op.drop_table("cases")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_org_path"))

    op.drop_table("user")
    op.drop_table("standard")
    op.drop_table("number_series")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    op.drop_table("submission")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_key_index_at"))

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone_index"))
        batch_op.drop_index(batch_op.f("ix_person_org_path"))
        batch_op.drop_index(batch_op.f("ix_person_id_number_index"))

    op.drop_table("person")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_subject_type_subject_id_id"))
        batch_op.drop_index(batch_op.f("ix_event_org_path"))
        batch_op.drop_index(batch_op.f("ix_event_kind"))
        batch_op.drop_index(batch_op.f("ix_event_actor_id_at"))

    op.drop_table("event")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_name"))

    op.drop_table("employer")
    op.drop_table("chain_head")
    op.drop_table("category")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
