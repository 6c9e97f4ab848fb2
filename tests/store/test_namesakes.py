"""Under which names leads were seen, and who else was."""

import polars as pl

from prospector.resolve import resolve
from prospector.store import namesakes
from prospector.store.database import Database
from tests.resolve.sightings import NOON, lead, see, signal
from tests.rulesets import make_ruleset

_NOBODY = pl.Series(dtype=pl.Int64)


def test_it_finds_who_was_seen_under_a_name_anywhere(database: Database) -> None:
    see(
        database,
        {"email": "claire@acme.example", "name": "Claire Durand"},
        {"linkedin_url": "linkedin.com/in/claire", "name": "Claire Durand", "company": "Globex"},
        {"email": "bob@acme.example", "name": "Claire Durandel"},
        {"name": "Claire Durand", "company": "Initech"},
    )
    resolve(database, make_ruleset(), now=NOON)
    strong = [lead(database, "claire@acme.example"), lead(database, "linkedin.com/in/claire")]
    claires = {row["id"] for row in (*strong, lead(database, "claire durand|initech"))}
    with database.staging() as connection:
        found = namesakes.bearing(connection, pl.Series(["claire durand"]), but=_NOBODY)
        first = found["identity"].head(1)
        others = namesakes.bearing(connection, pl.Series(["claire durand"]), but=first)
        every = found["identity"].append(
            namesakes.bearing(connection, pl.Series(["claire durandel"]), but=_NOBODY)["identity"]
        )
        none = namesakes.bearing(
            connection, pl.Series(["claire durand", "claire durandel"]), but=every
        )
        seen = namesakes.seen_with(connection, found["identity"].to_list())
        names = namesakes.names_of(connection, claires)
        assert namesakes.names_of(connection, []).is_empty()
    assert set(others["identity"]) == set(found["identity"]) - set(first)
    assert (others.height, none.height) == (found.height - 1, 0)
    assert set(found["name"]) == {"claire durand"}
    assert set(seen["lead"]) == claires
    assert sorted(names.rows()) == [(each, "claire durand") for each in sorted(claires)]


def test_it_takes_no_name_from_what_only_a_signal_mentions(database: Database) -> None:
    signal(database, "post_liked", None, NOON, person="linkedin.com/in/dan")
    resolve(database, make_ruleset(), now=NOON)
    dan = lead(database, "linkedin.com/in/dan")["id"]
    with database.staging() as connection:
        assert namesakes.names_of(connection, [dan]).is_empty()
