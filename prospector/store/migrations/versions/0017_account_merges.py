"""merges of two accounts, and slots that an account took over in one"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RELATIONS = (
    "prospect",
    "customer",
    "open_opportunity",
    "former_customer",
    "partner",
    "competitor",
    "own",
)
RELATION = sa.Enum(
    *RELATIONS, name="relation", native_enum=False, create_constraint=True, length=40
)
ONE_SORT = (
    "(winner_id IS NULL) = (loser_id IS NULL)"
    " AND (winner_account_id IS NULL) = (loser_account_id IS NULL)"
    " AND (winner_id IS NULL) <> (winner_account_id IS NULL)"
)
ACCOUNTS = ("winner_account_id", "loser_account_id")


def upgrade() -> None:
    with op.batch_alter_table("merge", schema=None) as batch_op:
        for column in ACCOUNTS:
            batch_op.add_column(sa.Column(column, ID, nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_merge_{column}_account"), "account", [column], ["id"]
            )
        batch_op.add_column(sa.Column("relation", RELATION, nullable=True))
        batch_op.alter_column("winner_id", existing_type=ID, nullable=True)
        batch_op.alter_column("loser_id", existing_type=ID, nullable=True)
        batch_op.create_check_constraint(op.f("ck_merge_one_sort"), ONE_SORT)
    op.add_column("cap_use", sa.Column("taken_under", sa.String(), nullable=True))
    for table, column in (*(("merge", column) for column in ACCOUNTS), ("cap_use", "taken_under")):
        condition = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column],
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    op.execute("DELETE FROM merge WHERE winner_id IS NULL")
    op.drop_index("ix_cap_use_taken_under", "cap_use")
    op.drop_column("cap_use", "taken_under")
    for column in ACCOUNTS:
        op.drop_index(f"ix_merge_{column}", "merge")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_merge_one_sort"), type_="check")
        batch_op.alter_column("loser_id", existing_type=ID, nullable=False)
        batch_op.alter_column("winner_id", existing_type=ID, nullable=False)
        batch_op.drop_constraint(batch_op.f("ck_merge_relation"), type_="check")
        batch_op.drop_column("relation")
        for column in ACCOUNTS:
            batch_op.drop_constraint(op.f(f"fk_merge_{column}_account"), type_="foreignkey")
            batch_op.drop_column(column)
