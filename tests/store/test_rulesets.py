"""The text of every ruleset that scored is kept once."""

from datetime import timedelta

from sqlmodel import select

from prospector.store import rulesets
from prospector.store.database import Database
from prospector.tables import RulesetRow
from tests.rulesets import make_ruleset
from tests.stories import NOW


def test_it_keeps_the_files_on_first_use_only(database: Database) -> None:
    ruleset = make_ruleset()
    for days in (0, 1):
        with database.write() as session:
            rulesets.keep(session, ruleset, now=NOW + timedelta(days=days))
    with database.read() as session:
        row = session.exec(select(RulesetRow)).one()
        assert (row.version, row.first_used_at) == (ruleset.version, NOW)
        assert rulesets.texts(session, ruleset.version) == ruleset.texts


def test_it_knows_nothing_of_rules_that_never_scored(database: Database) -> None:
    with database.read() as session:
        assert rulesets.texts(session, "nothing") is None
