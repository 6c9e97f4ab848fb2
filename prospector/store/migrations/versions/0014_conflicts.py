"""items of webhooks that contradict an earlier one: how often they came, who decided, when"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CONFLICT = sa.text("status = 'conflict'")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("inbox", sa.Column("decided_by", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("decided_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_inbox_conflict",
        "inbox",
        ["feed"],
        sqlite_where=CONFLICT,
        postgresql_where=CONFLICT,
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_conflict", "inbox")
    for name in ("decided_at", "decided_by", "times"):
        op.drop_column("inbox", name)
