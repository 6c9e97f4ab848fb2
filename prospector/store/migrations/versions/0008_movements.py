"""what turned when a lead moved, and what the move set off"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
CAUSES = ("turned", "new", "rules", "corrected", "gone")


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("set_off", sa.String(), nullable=False),
        sa.Column("from_segment", sa.String(), nullable=True),
        sa.Column("to_segment", sa.String(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("what", JSON, nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_task_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "lead_id", "set_off", "made_on", name=op.f("uq_task_lead_id_set_off_made_on")
        ),
    )
    op.create_index(op.f("ix_task_due_on"), "task", ["due_on"])
    with op.batch_alter_table("segment_movement", schema=None) as batch_op:
        cause = sa.Enum(*CAUSES, name="cause", native_enum=False, create_constraint=True, length=40)
        batch_op.add_column(sa.Column("cause", cause, nullable=True))
        batch_op.add_column(sa.Column("turned", JSON, nullable=True))
        batch_op.add_column(sa.Column("set_off", sa.String(), nullable=True))
    op.create_index(op.f("ix_segment_movement_at"), "segment_movement", ["at"])
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("drafts_as", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("drafts_until", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("behaviour", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        for column in ("behaviour", "drafts_until", "drafts_as"):
            batch_op.drop_column(column)
    op.drop_index(op.f("ix_segment_movement_at"), "segment_movement")
    with op.batch_alter_table("segment_movement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_segment_movement_cause"), type_="check")
        for column in ("set_off", "turned", "cause"):
            batch_op.drop_column(column)
    op.drop_table("task")
