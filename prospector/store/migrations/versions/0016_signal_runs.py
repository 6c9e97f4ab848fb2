"""no index of the runs signals came in: nothing asks for a run's signals, every import paid for it"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_signal_run_id", "signal")


def downgrade() -> None:
    op.create_index("ix_signal_run_id", "signal", ["run_id"])
