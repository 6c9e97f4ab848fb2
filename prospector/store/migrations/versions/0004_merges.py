"""merges people decide, and how to undo them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ORIGIN = sa.Enum(
    "resolve", "person", name="origin", native_enum=False, create_constraint=True, length=40
)

#: A merge moved what the loser had opened: its first touch tells for whom that was.
_OPENED_FOR = """UPDATE enrolment SET opened_for = (
    SELECT d.lead_id FROM touch t JOIN draft d ON d.id = t.draft_id
    WHERE t.enrolment_id = enrolment.id ORDER BY t.step, t.id LIMIT 1)"""
_AT_HOME = "UPDATE enrolment SET opened_for = NULL WHERE opened_for = lead_id"


def upgrade() -> None:
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept", JSON, nullable=True))
        batch_op.add_column(sa.Column("overrules", JSON, nullable=True))
        batch_op.add_column(sa.Column("origin", ORIGIN, nullable=False, server_default="resolve"))
        batch_op.add_column(sa.Column("actor", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("undone_by", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("apart", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index(
        "ix_merge_decided",
        "merge",
        ["id"],
        sqlite_where=sa.text("origin = 'person' OR apart"),
        postgresql_where=sa.text("origin = 'person' OR apart"),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_for", ID, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_enrolment_opened_for_lead"), "lead", ["opened_for"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_enrolment_opened_for"), ["opened_for"], unique=False)
    op.execute(_OPENED_FOR)
    op.execute(_AT_HOME)
    with op.batch_alter_table("cap", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("inherited", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.drop_constraint(batch_op.f("ck_cap_not_overspent"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_cap_not_overspent"), "booked + used <= ceiling + inherited"
        )


def downgrade() -> None:
    op.execute("UPDATE cap SET ceiling = booked + used WHERE booked + used > ceiling")
    with op.batch_alter_table("cap", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_cap_not_overspent"), type_="check")
        batch_op.drop_column("inherited")
        batch_op.create_check_constraint(
            batch_op.f("ck_cap_not_overspent"), "booked + used <= ceiling"
        )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_opened_for"))
        batch_op.drop_constraint(op.f("fk_enrolment_opened_for_lead"), type_="foreignkey")
        batch_op.drop_column("opened_for")
    op.drop_index("ix_merge_decided", "merge")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_column("apart")
        batch_op.drop_column("undone_by")
        batch_op.drop_column("actor")
        batch_op.drop_constraint(batch_op.f("ck_merge_origin"), type_="check")
        batch_op.drop_column("origin")
        batch_op.drop_column("overrules")
        batch_op.drop_column("kept")
