"""signals that change what an account is to us are found by when they count, without reading the others

Spelled as alternatives: for each signal that comes, SQLite tells by a list whether it is one of them
ten times as slowly.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = sa.text(
    "kind = 'purchased' OR kind = 'opportunity_opened' OR kind = 'deal_won' OR kind = 'deal_lost'"
)


def upgrade() -> None:
    op.create_index(
        "ix_signal_relation",
        "signal",
        ["occurred_at", "received_at"],
        sqlite_where=KINDS,
        postgresql_where=KINDS,
    )


def downgrade() -> None:
    op.drop_index("ix_signal_relation", "signal")
