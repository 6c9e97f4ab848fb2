"""calls of visitors nobody named are found by their age, to be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ANONYMOUS = sa.text("code = 'anonymous'")


def upgrade() -> None:
    op.create_index(
        "ix_reject_anonymous",
        "reject",
        ["received_at"],
        sqlite_where=ANONYMOUS,
        postgresql_where=ANONYMOUS,
    )


def downgrade() -> None:
    op.drop_index("ix_reject_anonymous", "reject")
