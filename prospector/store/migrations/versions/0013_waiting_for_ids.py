"""rejects say which sender's id they wait for, and ids whether rejects that name them were taken again

Rejects from before say nothing: `prospector rejects replay --feed NAME` takes those.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PENDING = sa.text("pending")
WAITING = sa.text("waits_for IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "sender_id", sa.Column("pending", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        op.f("ix_sender_id_pending"),
        "sender_id",
        ["feed"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.add_column("reject", sa.Column("waits_for", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_reject_waits_for"),
        "reject",
        ["feed", "waits_for"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_reject_waits_for"), "reject")
    op.drop_index(op.f("ix_sender_id_pending"), "sender_id")
    with op.batch_alter_table("reject") as batch:
        batch.drop_column("waits_for")
    with op.batch_alter_table("sender_id") as batch:
        batch.drop_column("pending")
