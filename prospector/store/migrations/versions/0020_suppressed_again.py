"""signals of an identity that is looked at again follow it to and from suppressed people

Whether an identity had been looked at before said nothing of its signals: files may hold those of a
new one, or of one that an unmerge set back. So it does not matter any more. Files that are there may
lack or hold signals they should not: they are made anew.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WAS_LOOKED_AT = "OLD.resolved_run_id IS NOT NULL"
MARKED = "SELECT l.id FROM lead l WHERE l.suppressed_at IS NOT NULL"
# Of each lead by its id: a list of two costs a resolve seven times as much.
MOVES = f"""OLD.lead_id IS NOT NEW.lead_id AND (EXISTS ({MARKED} AND l.id = NEW.lead_id)
    OR OLD.lead_id IS NOT NULL AND EXISTS ({MARKED} AND l.id = OLD.lead_id))"""
NOTE_SQLITE = """INSERT INTO changed_row (entity, row_id, generation)
    SELECT 'signal', s.id, (SELECT coalesce(max(generation), 0) + 1 FROM changed_row)
    FROM signal s WHERE s.person_identity_id = NEW.id {whose}
    ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;"""
WHOSE_BEFORE = f"""AND (OLD.lead_id IS NULL OR OLD.lead_id <> NEW.lead_id OR NEW.lead_id IS NULL)
    AND EXISTS ({MARKED} AND l.id IN (OLD.lead_id, NEW.lead_id))"""

# By statement: a resolve moves a hundred thousand at once, and hardly one of them is suppressed.
# Found first and then looked up: what was changed has no statistics to plan a join by.
NOTE_POSTGRES = f"""CREATE FUNCTION note_identities_suppressed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[];
BEGIN
    IF EXISTS ({MARKED}) THEN
        SELECT array_agg(c.id) INTO moved FROM changed c JOIN before b ON b.id = c.id
        WHERE b.lead_id IS DISTINCT FROM c.lead_id
        AND (b.lead_id IN ({MARKED}) OR c.lead_id IN ({MARKED}));
        INSERT INTO changed_row (entity, row_id, generation)
        SELECT 'signal', s.id, CAST(CAST(pg_current_xact_id() AS text) AS bigint)
        FROM signal s WHERE s.person_identity_id = ANY(moved)
        ORDER BY 2
        ON CONFLICT (entity, row_id) DO UPDATE SET generation = excluded.generation;
    END IF;
    RETURN NULL;
END $$"""


def upgrade() -> None:
    op.execute("DELETE FROM file_stamp")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER identity_suppressed")
        op.execute(
            "CREATE TRIGGER identity_suppressed AFTER UPDATE OF lead_id ON identity"
            f" WHEN {MOVES} BEGIN {NOTE_SQLITE.format(whose='')} END"
        )
        return
    op.execute("DROP TRIGGER identity_suppressed ON identity")
    op.execute(NOTE_POSTGRES)
    op.execute(
        "CREATE TRIGGER identity_suppressed AFTER UPDATE ON identity"
        " REFERENCING OLD TABLE AS before NEW TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION note_identities_suppressed()"
    )


def downgrade() -> None:
    fires = "CREATE TRIGGER identity_suppressed AFTER UPDATE OF lead_id ON identity"
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER identity_suppressed")
        note = NOTE_SQLITE.format(whose=WHOSE_BEFORE)
        op.execute(f"{fires} WHEN {WAS_LOOKED_AT} BEGIN {note} END")
        return
    op.execute("DROP TRIGGER identity_suppressed ON identity")
    op.execute("DROP FUNCTION note_identities_suppressed()")
    op.execute(
        f"{fires} FOR EACH ROW WHEN ({WAS_LOOKED_AT}) EXECUTE FUNCTION note_identity_suppressed()"
    )
