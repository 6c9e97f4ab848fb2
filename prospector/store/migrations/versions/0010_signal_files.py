"""columnar copies know how far they go

Triggers, not callers, note which rows were changed: whatever writes them, now or later, copies of
them are not stale. Rows with ids above what a copy holds need no note, but on PostgreSQL, where ids
are not given in the order of commits. Whose a row was is noted too when it is nobody's or another's
now: the account a lead left has other numbers from then on.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("signal", "lead", "account", "identity", "account_identity")
#: Identities come unresolved; copies read those again anyway, until somebody has looked at them.
POINTERS = {"identity": "lead_id", "account_identity": "account_id"}

#: What each table's rows belong to: the column, and the table it points to.
OWNERS = {
    "lead": (("account_id", "account"),),
    "identity": (("lead_id", "lead"),),
    "account_identity": (("account_id", "account"),),
    "signal": (
        ("person_identity_id", "identity"),
        ("account_identity_id", "account_identity"),
    ),
}

NOTE_SQLITE = """INSERT INTO changed_row (entity, row_id, generation)
    VALUES ('{entity}', OLD.{column}, (SELECT coalesce(max(generation), 0) + 1 FROM changed_row))
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;"""

NOTE_POSTGRES = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_row (entity, row_id, generation)
    SELECT TG_TABLE_NAME, c.id, CAST(CAST(pg_current_xact_id() AS text) AS bigint) FROM {source}
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;
    RETURN NULL;
END $$"""
NOTE_OWNER_POSTGRES = """CREATE FUNCTION note_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_row (entity, row_id, generation)
    SELECT DISTINCT '{owner}', b.{column}, CAST(CAST(pg_current_xact_id() AS text) AS bigint)
    FROM before b {unless}
    ORDER BY 2
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;
    RETURN NULL;
END $$"""
#: A function per form: what a trigger sees of its statement has names.
FUNCTIONS = {
    "note_changed": "changed c",
    "note_pointed": "changed c JOIN before b ON b.id = c.id WHERE b.resolved_run_id IS NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        "changed_row",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "row_id", name=op.f("pk_changed_row")),
    )
    op.create_index(op.f("ix_changed_row_generation"), "changed_row", ["generation"])
    op.create_table(
        "file_stamp",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("folder", name=op.f("pk_file_stamp")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _note_on_sqlite()
    else:
        _note_on_postgres()
    # Nothing is looked up by it, and a rescore moves nearly every entry.
    op.drop_index("ix_score_priority", "score")


def _note_on_sqlite() -> None:
    for table in TABLES:
        note = NOTE_SQLITE.format(entity=table, column="id")
        when = ""
        if table in POINTERS:
            when = f"OF {POINTERS[table]}, resolved_run_id"
        looked_at = "WHEN OLD.resolved_run_id IS NOT NULL" if when else ""
        op.execute(
            f"CREATE TRIGGER {table}_changed AFTER UPDATE {when} ON {table} {looked_at}"
            f" BEGIN {note} END"
        )
        op.execute(f"CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN {note} END")
    for table, column, owner in _owners():
        note = NOTE_SQLITE.format(entity=owner, column=column)
        for event, name, lost in (
            (f"UPDATE OF {column}", "left", f"OLD.{column} IS NOT NEW.{column}"),
            ("DELETE", "gone", "TRUE"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{column}_{name} AFTER {event} ON {table}"
                f" WHEN OLD.{column} IS NOT NULL AND {lost} BEGIN {note} END"
            )


def _note_on_postgres() -> None:
    for name, source in FUNCTIONS.items():
        op.execute(NOTE_POSTGRES.format(name=name, source=source))
    for table in TABLES:
        pointed = table in POINTERS
        _note(table, "changed", "UPDATE", "pointed" if pointed else "changed", old=pointed)
        _note(table, "deleted", "DELETE", "changed", old=False)
        if table != "signal":  # their ids are given in the order of commits, under a lock
            _note(table, "added", "INSERT", "changed", old=False)
    _note_owners_on_postgres()


def _owners() -> Iterator[tuple[str, str, str]]:
    for table, owned in OWNERS.items():
        for column, owner in owned:
            yield table, column, owner


def _note_owners_on_postgres() -> None:
    for table, column, owner in _owners():
        for event, name, seen in (
            ("UPDATE", "left", "OLD TABLE AS before NEW TABLE AS changed"),
            ("DELETE", "gone", "OLD TABLE AS before"),
        ):
            unless = f"WHERE b.{column} IS NOT NULL"
            if event == "UPDATE":
                unless = (
                    f"JOIN changed c ON c.id = b.id {unless}"
                    f" AND c.{column} IS DISTINCT FROM b.{column}"
                )
            function = f"{column}_{name}"
            op.execute(
                NOTE_OWNER_POSTGRES.format(
                    table=table, name=function, column=column, owner=owner, unless=unless
                )
            )
            op.execute(
                f"CREATE TRIGGER {table}_{function} AFTER {event} ON {table} REFERENCING {seen}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION note_{table}_{function}()"
            )


def _note(table: str, name: str, event: str, function: str, *, old: bool) -> None:
    seen = "OLD TABLE AS changed" if event == "DELETE" else "NEW TABLE AS changed"
    before = " OLD TABLE AS before" if old else ""
    op.execute(
        f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} REFERENCING {seen}{before}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION note_{function}()"
    )


def downgrade() -> None:
    op.create_index("ix_score_priority", "score", ["priority"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, name in _triggers():
        on = "" if sqlite else f" ON {table}"
        op.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")
    if not sqlite:
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
        for table, column, _ in _owners():
            for name in ("left", "gone"):
                op.execute(f"DROP FUNCTION note_{table}_{column}_{name}()")
    op.drop_table("file_stamp")
    op.drop_table("changed_row")


def _triggers() -> Iterator[tuple[str, str]]:
    for table in TABLES:
        for name in ("changed", "deleted", "added"):
            yield table, name
    for table, column, _ in _owners():
        for name in ("left", "gone"):
            yield table, f"{column}_{name}"
