"""the companies that headlines name, so that news of one finds whom it is about; refused suggestions"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSED = sa.text("status = 'refused'")


def upgrade() -> None:
    op.create_table(
        "headline_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_headline_key_lead_id_lead")
        ),
        sa.PrimaryKeyConstraint("key", "lead_id", name=op.f("pk_headline_key")),
    )
    op.create_index(op.f("ix_headline_key_lead_id"), "headline_key", ["lead_id"])
    op.create_index(
        "ix_suggestion_refused",
        "suggestion",
        ["id"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )


def downgrade() -> None:
    op.drop_index("ix_suggestion_refused", "suggestion")
    op.drop_table("headline_key")
