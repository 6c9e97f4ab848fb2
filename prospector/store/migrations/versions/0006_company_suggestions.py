"""companies that may be one: suggested in pairs, looked up by words"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_SIDE = "(lead_id IS NULL) <> (account_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "account_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_word_account_id_account")
        ),
        sa.PrimaryKeyConstraint("word", "account_id", name=op.f("pk_account_word")),
    )
    op.create_index(op.f("ix_account_word_account_id"), "account_word", ["account_id"])
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", ID, nullable=True))
        batch_op.alter_column("lead_id", existing_type=ID, nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_suggestion_account_id_account"), "account", ["account_id"], ["id"]
        )
        batch_op.create_check_constraint(op.f("ck_suggestion_one_side"), ONE_SIDE)
    for column in ("account_id", "other_account_id"):
        condition = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_suggestion_{column}",
            "suggestion",
            [column],
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    op.execute("DELETE FROM suggestion WHERE lead_id IS NULL")
    for column in ("account_id", "other_account_id"):
        op.drop_index(f"ix_suggestion_{column}", "suggestion")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_suggestion_one_side"), type_="check")
        batch_op.drop_constraint(op.f("fk_suggestion_account_id_account"), type_="foreignkey")
        batch_op.alter_column("lead_id", existing_type=ID, nullable=False)
        batch_op.drop_column("account_id")
    op.drop_table("account_word")
