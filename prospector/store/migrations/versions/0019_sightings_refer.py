"""what sightings refer to: PostgreSQL checks that a statement at a time, not row by row

A foreign key reads and locks the row it refers to, for each row and column: more than half of what
inserting a sighting cost. The triggers hold the same: no sighting of what is not there, and nothing
goes that a sighting refers to. SQLite keeps its foreign keys, which cost it little.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

REFERRED = {
    "identity": ("email_id", "profile_id", "phone_id", "name_id"),
    "account_identity": ("domain_id", "company_id"),
    "run": ("run_id",),
}
COLUMNS = ", ".join(column for columns in REFERRED.values() for column in columns)
MISSING = " UNION ALL ".join(
    f"SELECT FROM added s WHERE s.{column} IS NOT NULL"
    f" AND NOT EXISTS (SELECT FROM {table} i WHERE i.id = s.{column})"
    for table, columns in REFERRED.items()
    for column in columns
)
# By the key's index, however many rows: reading a table of millions whole is never quicker.
CHECK = f"""CREATE FUNCTION check_sighted() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    IF EXISTS ({MISSING}) THEN
        RAISE foreign_key_violation
            USING MESSAGE = 'a sighting violates a foreign key: it refers to what is not there';
    END IF;
    RETURN NULL;
END $$"""
# Who inserts a sighting holds its table: this waits for them, and keeps others waiting.
KEEP = """CREATE FUNCTION keep_sighted_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE sighting IN SHARE MODE;
    IF EXISTS ({still}) THEN
        RAISE foreign_key_violation
            USING MESSAGE = '{table} violates a foreign key: a sighting refers to it';
    END IF;
    RETURN NULL;
END $$"""
FIXED = """CREATE FUNCTION stay_sighted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation
        USING MESSAGE = format('%s violates a foreign key: what sightings refer to stays', TG_TABLE_NAME);
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column in _referred():
        op.drop_constraint(f"fk_sighting_{column}_{table}", "sighting", type_="foreignkey")
    op.execute(CHECK)
    op.execute(FIXED)
    op.execute(
        "CREATE TRIGGER sighting_refers AFTER INSERT ON sighting REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION check_sighted()"
    )
    op.execute(
        f"CREATE TRIGGER sighting_stays BEFORE UPDATE OF {COLUMNS} ON sighting"
        " FOR EACH STATEMENT EXECUTE FUNCTION stay_sighted()"
    )
    for table, columns in REFERRED.items():
        still = " UNION ALL ".join(
            f"SELECT FROM gone g JOIN sighting s ON s.{column} = g.id" for column in columns
        )
        op.execute(KEEP.format(table=table, still=still))
        op.execute(
            f"CREATE TRIGGER {table}_sighted AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_sighted_{table}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF id OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stay_sighted()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in REFERRED:
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute(f"DROP TRIGGER {table}_sighted ON {table}")
        op.execute(f"DROP FUNCTION keep_sighted_{table}()")
    op.execute("DROP TRIGGER sighting_stays ON sighting")
    op.execute("DROP TRIGGER sighting_refers ON sighting")
    op.execute("DROP FUNCTION stay_sighted()")
    op.execute("DROP FUNCTION check_sighted()")
    for table, column in _referred():
        op.create_foreign_key(f"fk_sighting_{column}_{table}", "sighting", table, [column], ["id"])


def _referred() -> list[tuple[str, str]]:
    return [(table, column) for table, columns in REFERRED.items() for column in columns]
