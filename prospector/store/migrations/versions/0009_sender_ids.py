"""what senders call people, and the e-mail each was told with"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sender_id",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("identity_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_sender_id_identity_id_identity")
        ),
        sa.PrimaryKeyConstraint("feed", "value", name=op.f("pk_sender_id")),
    )
    op.create_index(op.f("ix_sender_id_identity_id"), "sender_id", ["identity_id"])


def downgrade() -> None:
    op.drop_table("sender_id")
