"""indexes of what is there, none of what nobody looks for"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Indexed only where they have a value.
KNOWN = (
    ("account_identity", "account_id"),
    ("identity", "lead_id"),
    ("lead", "account_id"),
    ("lead", "merged_into"),
    ("sighting", "email_id"),
    ("sighting", "profile_id"),
    ("sighting", "phone_id"),
    ("sighting", "name_id"),
    ("sighting", "domain_id"),
    ("sighting", "company_id"),
)
#: Identities find leads and accounts by their addresses; nothing asks for a run's sightings.
UNUSED = (
    ("account", "domain"),
    ("lead", "email"),
    ("lead", "linkedin_url"),
    ("sighting", "run_id"),
    ("sighting", "resolved_run_id"),
)
UNRESOLVED = ("account_identity", "identity", "sighting")


def upgrade() -> None:
    for table, column in (*KNOWN, *UNUSED, ("account", "relation")):
        op.drop_index(f"ix_{table}_{column}", table)
    for table, column in KNOWN:
        create(f"ix_{table}_{column}", table, column, f"{column} IS NOT NULL")
    for table in UNRESOLVED:
        create(f"ix_{table}_unresolved", table, "id", "resolved_run_id IS NULL")
    create("ix_account_relation", "account", "relation", "relation <> 'prospect'")


def downgrade() -> None:
    op.drop_index("ix_account_relation", "account")
    for table in UNRESOLVED:
        op.drop_index(f"ix_{table}_unresolved", table)
    for table, column in KNOWN:
        op.drop_index(f"ix_{table}_{column}", table)
    for table, column in (*KNOWN, *UNUSED, ("account", "relation")):
        op.create_index(f"ix_{table}_{column}", table, [column])


def create(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)
