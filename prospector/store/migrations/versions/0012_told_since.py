"""what was said after a time is found by index: nearly always nothing was, and every score asks"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_sighting_received_at"), "sighting", ["received_at"])
    op.create_index(op.f("ix_field_value_until"), "field_value", ["until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_field_value_until"), "field_value")
    op.drop_index(op.f("ix_sighting_received_at"), "sighting")
