"""sightings that resolve has still to look at stand in a table of their own

Marking a sighting rewrote its row, and on PostgreSQL an entry in each of its nine indexes: a sixth
of what a first resolve cost. Now its entry here goes. Triggers write the entries, whoever inserts
or deletes sightings.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CAME, WENT = "sighting_waits", "sighting_went"
ADDED = "INSERT INTO unresolved_sighting (id) {added}"
GONE = "DELETE FROM unresolved_sighting WHERE id {gone};"
POSTGRES = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {note}
    RETURN NULL;
END $$"""
#: Which run looked at a sighting is not known any more: the last one is as good as any.
LAST = "SELECT max(id) FROM run WHERE stage = 'resolve'"


def upgrade() -> None:
    op.create_table(
        "unresolved_sighting",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unresolved_sighting")),
    )
    op.execute(ADDED.format(added="SELECT id FROM sighting WHERE resolved_run_id IS NULL"))
    op.drop_index("ix_sighting_unresolved", "sighting")
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.drop_constraint("fk_sighting_resolved_run_id_run", type_="foreignkey")
        batch_op.drop_column("resolved_run_id")
    _follow()


def _follow() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, event, note in (
            (CAME, "INSERT", ADDED.format(added="VALUES (NEW.id);")),
            (WENT, "DELETE", GONE.format(gone="= OLD.id")),
        ):
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON sighting BEGIN {note} END")
        return
    for name, event, seen, note in (
        (CAME, "INSERT", "NEW TABLE AS seen", ADDED.format(added="SELECT id FROM seen;")),
        (WENT, "DELETE", "OLD TABLE AS seen", GONE.format(gone="IN (SELECT id FROM seen)")),
    ):
        op.execute(POSTGRES.format(name=name, note=note))
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON sighting REFERENCING {seen}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in (CAME, WENT):
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON sighting")
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resolved_run_id", ID, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_sighting_resolved_run_id_run"), "run", ["resolved_run_id"], ["id"]
        )
    op.execute(
        f"UPDATE sighting SET resolved_run_id = ({LAST})"
        " WHERE id NOT IN (SELECT id FROM unresolved_sighting)"
    )
    condition = sa.text("resolved_run_id IS NULL")
    op.create_index(
        "ix_sighting_unresolved",
        "sighting",
        ["id"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
    op.drop_table("unresolved_sighting")
