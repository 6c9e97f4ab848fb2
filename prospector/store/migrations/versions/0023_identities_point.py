"""what identities point to: PostgreSQL checks that a statement at a time, not row by row

As with what sightings refer to (0019): a foreign key reads and locks the row it refers to, for each
row and column, a third of what pointing an identity cost. SQLite keeps its foreign keys.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

#: Identities, and what each column of theirs points to.
POINTERS = {
    "identity": {"lead_id": "lead", "resolved_run_id": "run"},
    "account_identity": {"account_id": "account", "resolved_run_id": "run"},
}
POINTED = ("lead", "account", "run")
REFUSE = """RAISE foreign_key_violation
            USING MESSAGE = '{table} violates a foreign key: it points to what is not there';"""
# By the key's index, however many rows: reading a table of millions whole is never quicker.
CHECK = """CREATE FUNCTION check_pointing_{table}() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    IF EXISTS ({missing}) THEN
        {refuse}
    END IF;
    RETURN NULL;
END $$"""
# Identities come pointing nowhere: a set of them would be kept for nothing.
CHECK_ONE = """CREATE FUNCTION check_one_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({missing}) THEN
        {refuse}
    END IF;
    RETURN NULL;
END $$"""
# Who points an identity holds its table: this waits for them, and keeps others waiting.
KEEP = """CREATE FUNCTION keep_pointed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE identity, account_identity IN SHARE MODE;
    IF EXISTS ({still}) THEN
        RAISE foreign_key_violation
            USING MESSAGE = '{table} violates a foreign key: an identity points to it';
    END IF;
    RETURN NULL;
END $$"""
FIXED = """CREATE FUNCTION stay_pointed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation
        USING MESSAGE = format('%s violates a foreign key: what identities point to stays', TG_TABLE_NAME);
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(FIXED)
    for table, columns in POINTERS.items():
        for column, pointed in columns.items():
            op.drop_constraint(f"fk_{table}_{column}_{pointed}", table, type_="foreignkey")
        _check(table, columns)
    for pointed in POINTED:
        still = " UNION ALL ".join(
            f"SELECT FROM gone g JOIN {table} i ON i.{column} = g.id"
            for table, columns in POINTERS.items()
            for column, target in columns.items()
            if target == pointed
        )
        op.execute(KEEP.format(table=pointed, still=still))
        op.execute(
            f"CREATE TRIGGER {pointed}_pointed AFTER DELETE ON {pointed} REFERENCING OLD TABLE AS gone"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_pointed_{pointed}()"
        )
        op.execute(
            f"CREATE TRIGGER {pointed}_stays_pointed BEFORE UPDATE OF id OR TRUNCATE ON {pointed}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stay_pointed()"
        )


def _check(table: str, columns: dict[str, str]) -> None:
    missing, one = (
        " UNION ALL ".join(
            f"{rows.format(column=column)} AND NOT EXISTS"
            f" (SELECT FROM {pointed} p WHERE p.id = {row}.{column})"
            for column, pointed in columns.items()
        )
        for rows, row in (
            ("SELECT FROM changed c WHERE c.{column} IS NOT NULL", "c"),
            ("SELECT WHERE NEW.{column} IS NOT NULL", "NEW"),
        )
    )
    refuse = REFUSE.format(table=table)
    op.execute(CHECK.format(table=table, missing=missing, refuse=refuse))
    op.execute(CHECK_ONE.format(table=table, missing=one, refuse=refuse))
    op.execute(
        f"CREATE TRIGGER {table}_points AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION check_pointing_{table}()"
    )
    pointing = " OR ".join(f"NEW.{column} IS NOT NULL" for column in columns)
    op.execute(
        f"CREATE TRIGGER {table}_comes_pointing AFTER INSERT ON {table}"
        f" FOR EACH ROW WHEN ({pointing}) EXECUTE FUNCTION check_one_{table}()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for pointed in POINTED:
        op.execute(f"DROP TRIGGER {pointed}_stays_pointed ON {pointed}")
        op.execute(f"DROP TRIGGER {pointed}_pointed ON {pointed}")
        op.execute(f"DROP FUNCTION keep_pointed_{pointed}()")
    for table, columns in POINTERS.items():
        op.execute(f"DROP TRIGGER {table}_comes_pointing ON {table}")
        op.execute(f"DROP TRIGGER {table}_points ON {table}")
        op.execute(f"DROP FUNCTION check_one_{table}()")
        op.execute(f"DROP FUNCTION check_pointing_{table}()")
        for column, pointed in columns.items():
            name = f"fk_{table}_{column}_{pointed}"
            op.create_foreign_key(name, table, pointed, [column], ["id"])
    op.execute("DROP FUNCTION stay_pointed()")
