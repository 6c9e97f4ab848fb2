"""identities get their ids in the order of commits, as signals do

On PostgreSQL an id may be committed after greater ones. Copies of the store go by ids, so each new
identity was noted as a changed row: half of what inserting it cost. Now their inserts take turns,
under a lock that a trigger takes whoever inserts; who takes ids before must take it before.
"""

import hashlib

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("identity", "account_identity")
LOCK = int.from_bytes(hashlib.sha256(b"prospector.identities").digest()[:7], "big")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # one writer at a time
    op.execute(
        f"""CREATE FUNCTION take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    RETURN NULL;
END $$"""
    )
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_added ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_in_turn BEFORE INSERT ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION take_turn()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_in_turn ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed"
            " FOR EACH STATEMENT EXECUTE FUNCTION note_changed()"
        )
    op.execute("DROP FUNCTION take_turn()")
