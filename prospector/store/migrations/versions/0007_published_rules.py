"""rules that were published: by whom, when, with which note"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("diff", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["version"], ["ruleset.version"], name=op.f("fk_publication_version_ruleset")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publication")),
    )


def downgrade() -> None:
    op.drop_table("publication")
