"""people who are suppressed are marked: they leave scores and signal files

Their signals are noted as changed when the mark comes or goes, or when an identity moves to or from
a marked lead: copies drop those rows, or read them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MARKED = sa.text("suppressed_at IS NOT NULL")

NOTE_SQLITE = """INSERT INTO changed_row (entity, row_id, generation)
    SELECT 'signal', s.id, (SELECT coalesce(max(generation), 0) + 1 FROM changed_row)
    FROM identity i JOIN signal s ON s.person_identity_id = i.id WHERE {whose}
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;"""
NOTE_POSTGRES = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changed_row (entity, row_id, generation)
    SELECT 'signal', s.id, CAST(CAST(pg_current_xact_id() AS text) AS bigint)
    FROM identity i JOIN signal s ON s.person_identity_id = i.id WHERE {whose}
    ORDER BY 2
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;
    RETURN NULL;
END $$"""

#: Each trigger's name: its table, the column it looks at, when it notes, and whose signals.
TRIGGERS = {
    "lead_suppressed": (
        "lead",
        "suppressed_at",
        "(OLD.suppressed_at IS NULL) <> (NEW.suppressed_at IS NULL)",
        "i.lead_id = NEW.id",
    ),
    "identity_suppressed": (
        "identity",
        "lead_id",
        "OLD.resolved_run_id IS NOT NULL",
        """i.id = NEW.id AND (OLD.lead_id IS NULL OR OLD.lead_id <> NEW.lead_id
            OR NEW.lead_id IS NULL) AND EXISTS (SELECT 1 FROM lead l
            WHERE l.id IN (OLD.lead_id, NEW.lead_id) AND l.suppressed_at IS NOT NULL)""",
    ),
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("lead", sa.Column("suppressed_at", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_lead_suppressed_at"),
        "lead",
        ["suppressed_at"],
        sqlite_where=MARKED,
        postgresql_where=MARKED,
    )
    for name, (table, column, when, whose) in TRIGGERS.items():
        fires = f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table}"
        if sqlite:
            op.execute(f"{fires} WHEN {when} BEGIN {NOTE_SQLITE.format(whose=whose)} END")
        else:
            op.execute(NOTE_POSTGRES.format(name=f"note_{name}", whose=whose))
            op.execute(f"{fires} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION note_{name}()")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, *_) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION note_{name}()")
    op.drop_index("ix_lead_suppressed_at", "lead")
    op.drop_column("lead", "suppressed_at")
