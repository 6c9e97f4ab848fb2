"""first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("spoken_name", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("naf_code", sa.String(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("revenue", sa.Float(), nullable=True),
        sa.Column("sites", sa.Integer(), nullable=True),
        sa.Column("crm_in_place", sa.Boolean(), nullable=True),
        sa.Column("sales_structure", sa.String(), nullable=True),
        sa.Column("tools", JSON, nullable=True),
        sa.Column(
            "relation",
            sa.Enum(
                "prospect",
                "customer",
                "open_opportunity",
                "former_customer",
                "partner",
                "competitor",
                "own",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_domain"), ["domain"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_relation"), ["relation"], unique=False)

    op.create_table(
        "cap",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked + used <= ceiling", name=op.f("ck_cap_not_overspent")),
        sa.CheckConstraint("booked >= 0 AND used >= 0", name=op.f("ck_cap_not_negative")),
        sa.PrimaryKeyConstraint("scope", "key", "window_kind", "period", name=op.f("pk_cap")),
    )
    op.create_table(
        "export",
        sa.Column("id", ID, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_table(
        "feed",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("constants", JSON, nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed")),
    )
    op.create_table(
        "ruleset",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("first_used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_ruleset")),
    )
    op.create_table(
        "run",
        sa.Column("id", ID, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "done",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "suppression",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email",
                "domain",
                "profile",
                "phone",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
        sa.UniqueConstraint("kind", "key_hash", name=op.f("uq_suppression_kind_key_hash")),
    )
    op.create_table(
        "account_identity",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "domain", "name", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("resolved_run_id", ID, nullable=True),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_identity_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_run_id"], ["run.id"], name=op.f("fk_account_identity_resolved_run_id_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_account_identity_kind_value")),
    )
    with op.batch_alter_table("account_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_identity_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "field_value",
        sa.Column("id", ID, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old_value", JSON, nullable=True),
        sa.Column("source", JSON, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_field_value_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_value")),
    )
    with op.batch_alter_table("field_value", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_field_value_entity_entity_id_field"),
            ["entity", "entity_id", "field"],
            unique=False,
        )

    op.create_table(
        "import_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("delimiter", sa.String(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_import_file_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_run_id"), ["run_id"], unique=False)

    op.create_table(
        "lead",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("linkedin_url", sa.String(), nullable=True),
        sa.Column("postal_address", sa.String(), nullable=True),
        sa.Column("civility", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("spoken_name", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("seniority", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("posture", sa.String(), nullable=True),
        sa.Column("decision_style", sa.String(), nullable=True),
        sa.Column("preferred_channel", sa.String(), nullable=True),
        sa.Column("lifecycle", sa.String(), nullable=True),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_lead_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["lead.id"], name=op.f("fk_lead_merged_into_lead")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_linkedin_url"), ["linkedin_url"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_merged_into"), ["merged_into"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "held",
                "approved",
                "snoozed",
                "skipped",
                "exported",
                "done",
                "expired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "new_conversation",
                "trial_feedback",
                "upsell",
                "win_back",
                "event_follow_up",
                "recruiting",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "linkedin",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("cites", JSON, nullable=True),
        sa.Column("why_now", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("fit_nano", sa.BigInteger(), nullable=False),
        sa.Column("intent_nano", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_hash", sa.String(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("evidence_hash", sa.String(), nullable=False),
        sa.Column("notes", JSON, nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("touched_by", sa.String(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("held_gate", sa.String(), nullable=True),
        sa.Column("held_reason", sa.String(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column(
            "skip_reason",
            sa.Enum(
                "wrong_person",
                "left_company",
                "already_customer",
                "bad_fit",
                "weak_signal",
                "bad_timing",
                "bad_message",
                name="skip_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_draft_account_id_account")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_draft_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["ruleset"], ["ruleset.version"], name=op.f("fk_draft_ruleset_ruleset")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_draft_status_owner"), ["status", "owner"], unique=False
        )
        batch_op.create_index(
            "uq_draft_open",
            ["lead_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('queued', 'held', 'approved', 'snoozed')"),
            postgresql_where=sa.text("status IN ('queued', 'held', 'approved', 'snoozed')"),
        )

    op.create_table(
        "enrolment",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("last_step_at", sa.BigInteger(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "last_step",
                "outcome",
                "opt_out",
                "idle",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_enrolment_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_open",
            ["lead_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "identity",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email",
                "profile",
                "phone",
                "name_company",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("resolved_run_id", ID, nullable=True),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_identity_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["resolved_run_id"], ["run.id"], name=op.f("fk_identity_resolved_run_id_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_identity_kind_value")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", ID, nullable=False),
        sa.Column("winner_id", ID, nullable=False),
        sa.Column("loser_id", ID, nullable=False),
        sa.Column("identities", JSON, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["loser_id"], ["lead.id"], name=op.f("fk_merge_loser_id_lead")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_merge_run_id_run")),
        sa.ForeignKeyConstraint(["winner_id"], ["lead.id"], name=op.f("fk_merge_winner_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_loser_id"), ["loser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_winner_id"), ["winner_id"], unique=False)

    op.create_table(
        "reject",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("import_file_id", ID, nullable=True),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("header", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "replayed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("replayed_run_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["import_file_id"],
            ["import_file.id"],
            name=op.f("fk_reject_import_file_id_import_file"),
        ),
        sa.ForeignKeyConstraint(
            ["replayed_run_id"], ["run.id"], name=op.f("fk_reject_replayed_run_id_run")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reject_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reject")),
    )
    with op.batch_alter_table("reject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reject_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reject_status"), ["status"], unique=False)

    op.create_table(
        "score",
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("fit_nano", sa.BigInteger(), nullable=False),
        sa.Column("fit_lower_nano", sa.BigInteger(), nullable=False),
        sa.Column("fit_upper_nano", sa.BigInteger(), nullable=False),
        sa.Column("fit_expected_nano", sa.BigInteger(), nullable=False),
        sa.Column("intent_nano", sa.BigInteger(), nullable=False),
        sa.Column("intent_raw_nano", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("disqualified_by", sa.String(), nullable=True),
        sa.Column("unknown_field", sa.String(), nullable=True),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("rule_totals", JSON, nullable=False),
        sa.Column("newest_signal_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_score_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["ruleset"], ["ruleset.version"], name=op.f("fk_score_ruleset_ruleset")
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_score")),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_grade"), ["grade"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_priority"), ["priority"], unique=False)

    op.create_table(
        "score_history",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("fit_nano", sa.BigInteger(), nullable=False),
        sa.Column("intent_nano", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_score_history_lead_id_lead")
        ),
        sa.ForeignKeyConstraint(
            ["ruleset"], ["ruleset.version"], name=op.f("fk_score_history_ruleset_ruleset")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_history")),
    )
    with op.batch_alter_table("score_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_history_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "segment_membership",
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("fired", JSON, nullable=True),
        sa.Column("evidence", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_segment_membership_lead_id_lead")
        ),
        sa.ForeignKeyConstraint(
            ["ruleset"], ["ruleset.version"], name=op.f("fk_segment_membership_ruleset_ruleset")
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_segment_membership")),
    )
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_segment_membership_segment"), ["segment"], unique=False
        )

    op.create_table(
        "segment_movement",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("from_segment", sa.String(), nullable=True),
        sa.Column("to_segment", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_segment_movement_lead_id_lead")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_movement")),
    )
    with op.batch_alter_table("segment_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_movement_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "suggestion",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("other_lead_id", ID, nullable=True),
        sa.Column("other_account_id", ID, nullable=True),
        sa.Column("pair", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "accepted",
                "refused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_suggestion_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["other_account_id"],
            ["account.id"],
            name=op.f("fk_suggestion_other_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["other_lead_id"], ["lead.id"], name=op.f("fk_suggestion_other_lead_id_lead")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_suggestion_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("pair", name=op.f("uq_suggestion_pair")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_suggestion_other_lead_id"), ["other_lead_id"], unique=False
        )

    op.create_table(
        "cap_use",
        sa.Column("id", ID, nullable=False),
        sa.Column("draft_id", ID, nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "booked",
                "used",
                "released",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_cap_use_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_use")),
        sa.UniqueConstraint(
            "draft_id",
            "scope",
            "key",
            "window_kind",
            name=op.f("uq_cap_use_draft_id_scope_key_window_kind"),
        ),
    )
    with op.batch_alter_table("cap_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cap_use_scope_key_window_kind_at"),
            ["scope", "key", "window_kind", "at"],
            unique=False,
        )

    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("draft_id", ID, nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "approve",
                "edit",
                "skip",
                "snooze",
                "undo",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("before", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_decision_draft_id_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "sighting",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "person",
                "crm",
                "feed",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("email_id", ID, nullable=True),
        sa.Column("profile_id", ID, nullable=True),
        sa.Column("phone_id", ID, nullable=True),
        sa.Column("name_id", ID, nullable=True),
        sa.Column("domain_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("lead_values", JSON, nullable=False),
        sa.Column("account_values", JSON, nullable=False),
        sa.Column("resolved_run_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["account_identity.id"],
            name=op.f("fk_sighting_company_id_account_identity"),
        ),
        sa.ForeignKeyConstraint(
            ["domain_id"],
            ["account_identity.id"],
            name=op.f("fk_sighting_domain_id_account_identity"),
        ),
        sa.ForeignKeyConstraint(
            ["email_id"], ["identity.id"], name=op.f("fk_sighting_email_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["name_id"], ["identity.id"], name=op.f("fk_sighting_name_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["identity.id"], name=op.f("fk_sighting_phone_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["identity.id"], name=op.f("fk_sighting_profile_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_run_id"], ["run.id"], name=op.f("fk_sighting_resolved_run_id_run")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_sighting_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("feed", "content_hash", name=op.f("uq_sighting_feed_content_hash")),
    )
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sighting_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_domain_id"), ["domain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_email_id"), ["email_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_name_id"), ["name_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_phone_id"), ["phone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_profile_id"), ["profile_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sighting_resolved_run_id"), ["resolved_run_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sighting_run_id"), ["run_id"], unique=False)

    op.create_table(
        "signal",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("occurred_from", sa.BigInteger(), nullable=True),
        sa.Column("occurred_until", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("received_assumed", sa.Boolean(), nullable=False),
        sa.Column("person_identity_id", ID, nullable=True),
        sa.Column("account_identity_id", ID, nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("subject_of", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("subject_folded", sa.String(), nullable=True),
        sa.Column("topic_folded", sa.String(), nullable=True),
        sa.Column("text_folded", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("attributes", JSON, nullable=True),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confidence >= 0 AND confidence <= 1", name=op.f("ck_signal_confidence")
        ),
        sa.ForeignKeyConstraint(
            ["account_identity_id"],
            ["account_identity.id"],
            name=op.f("fk_signal_account_identity_id_account_identity"),
        ),
        sa.ForeignKeyConstraint(
            ["person_identity_id"],
            ["identity.id"],
            name=op.f("fk_signal_person_identity_id_identity"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_signal_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("feed", "external_id", name=op.f("uq_signal_feed_external_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_signal_account_identity_id_occurred_at"),
            ["account_identity_id", "occurred_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_signal_person_identity_id_occurred_at"),
            ["person_identity_id", "occurred_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_signal_run_id"), ["run_id"], unique=False)

    op.create_table(
        "touch",
        sa.Column("id", ID, nullable=False),
        sa.Column("draft_id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("enrolment_id", ID, nullable=False),
        sa.Column("export_id", ID, nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "linkedin",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_touch_account_id_account")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_touch_draft_id_draft")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_touch_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export.id"], name=op.f("fk_touch_export_id_export")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_touch_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_touch_draft_id")),
        sa.UniqueConstraint(
            "lead_id",
            "segment",
            "step",
            "enrolment_id",
            name=op.f("uq_touch_lead_id_segment_step_enrolment_id"),
        ),
    )
    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_touch_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_export_id"), ["export_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_lead_id"), ["lead_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_touch_lead_id"))
        batch_op.drop_index(batch_op.f("ix_touch_export_id"))
        batch_op.drop_index(batch_op.f("ix_touch_account_id"))

    op.drop_table("touch")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_run_id"))
        batch_op.drop_index(batch_op.f("ix_signal_person_identity_id_occurred_at"))
        batch_op.drop_index(batch_op.f("ix_signal_account_identity_id_occurred_at"))

    op.drop_table("signal")
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sighting_run_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_resolved_run_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_profile_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_phone_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_name_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_email_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_domain_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_company_id"))

    op.drop_table("sighting")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_draft_id"))

    op.drop_table("decision")
    with op.batch_alter_table("cap_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cap_use_scope_key_window_kind_at"))

    op.drop_table("cap_use")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_other_lead_id"))
        batch_op.drop_index(batch_op.f("ix_suggestion_lead_id"))

    op.drop_table("suggestion")
    with op.batch_alter_table("segment_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_movement_lead_id"))

    op.drop_table("segment_movement")
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_membership_segment"))

    op.drop_table("segment_membership")
    with op.batch_alter_table("score_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_history_lead_id"))

    op.drop_table("score_history")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_priority"))
        batch_op.drop_index(batch_op.f("ix_score_grade"))

    op.drop_table("score")
    with op.batch_alter_table("reject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reject_status"))
        batch_op.drop_index(batch_op.f("ix_reject_run_id"))

    op.drop_table("reject")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_winner_id"))
        batch_op.drop_index(batch_op.f("ix_merge_loser_id"))

    op.drop_table("merge")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_lead_id"))

    op.drop_table("identity")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_lead_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_draft_open",
            sqlite_where=sa.text("status IN ('queued', 'held', 'approved', 'snoozed')"),
            postgresql_where=sa.text("status IN ('queued', 'held', 'approved', 'snoozed')"),
        )
        batch_op.drop_index(batch_op.f("ix_draft_status_owner"))
        batch_op.drop_index(batch_op.f("ix_draft_lead_id"))
        batch_op.drop_index(batch_op.f("ix_draft_account_id"))

    op.drop_table("draft")
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_merged_into"))
        batch_op.drop_index(batch_op.f("ix_lead_linkedin_url"))
        batch_op.drop_index(batch_op.f("ix_lead_email"))
        batch_op.drop_index(batch_op.f("ix_lead_account_id"))

    op.drop_table("lead")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_file_run_id"))

    op.drop_table("import_file")
    with op.batch_alter_table("field_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_value_entity_entity_id_field"))

    op.drop_table("field_value")
    with op.batch_alter_table("account_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_identity_account_id"))

    op.drop_table("account_identity")
    op.drop_table("suppression")
    op.drop_table("run")
    op.drop_table("ruleset")
    op.drop_table("feed")
    op.drop_table("export")
    op.drop_table("cap")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_relation"))
        batch_op.drop_index(batch_op.f("ix_account_domain"))

    op.drop_table("account")
