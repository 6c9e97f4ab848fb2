"""A rehearsal sees everything and leaves nothing."""

from sqlalchemy import text
from sqlmodel import select

from prospector.columns import from_micros
from prospector.store import runs
from prospector.store.database import Database
from prospector.store.rehearsal import rehearsal
from prospector.tables import Feed, Run

NOW = from_micros(1_763_712_000_000_000)


def test_it_sees_what_was_there_and_leaves_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(Feed(name="likers", updated_at=NOW))
    first = runs.begin(database, "score", now=NOW)
    with rehearsal(database) as copy:
        with copy.read() as session:
            assert [feed.name for feed in session.exec(select(Feed))] == ["likers"]
        assert runs.begin(copy, "score", now=NOW) == first + 1
    with database.read() as session:
        assert len(session.exec(select(Run)).all()) == 1


def test_it_removes_its_copy(database: Database) -> None:
    with rehearsal(database):
        pass
    if database.dialect == "postgresql":
        with database.read() as session:
            left = session.execute(
                text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'rehearsal%'")
            ).scalar()
        assert left == 0
