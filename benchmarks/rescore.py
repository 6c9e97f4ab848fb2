"""Rescore: the shipped rules over every lead, against a bare sum and count per lead."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import NOW, write_signals
from benchmarks.figures import Figure, cpu
from prospector.collect import Options, import_files
from prospector.engine import duck, scoring
from prospector.engine.frames import load_world
from prospector.resolve import resolve
from prospector.rules.ruleset import Ruleset
from prospector.store import migrate
from prospector.store.database import open_database

ROWS = 200_000
_BARE = "SELECT lead_id, sum(occurred_at), count(*) FROM signals GROUP BY lead_id"


def figures(ruleset: Ruleset) -> Iterator[Figure]:
    """The compute of a full rescore, and what loading its frames costs beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signals.csv"
        write_signals(path, ROWS)
        database = open_database(f"sqlite:///{folder}/store.db", Path(folder))
        migrate.upgrade(database)
        import_files(database, ruleset, [path], Options(feed="bench"), now=NOW)
        with cpu() as resolving:
            resolve(database, ruleset, now=NOW)
        with database.read() as session, cpu() as loading:
            world = load_world(session, ruleset, as_of=NOW, known_at=NOW)
        expected = scoring.priors(ruleset, world)
        with cpu() as computing:
            scoring.scores(ruleset, world, expected)
        with cpu() as bare:
            duck.run(_BARE, {"signals": world.signals})
        database.dispose()
    leads = f"{ROWS:,} signals, {world.leads.height:,} leads"
    limit_is = "duckdb: sum and count per lead over the same frame"
    yield Figure(f"rescore {leads}: compute", computing.seconds, limit_is, bare.seconds)
    yield Figure(f"rescore {leads}: load from the store", loading.seconds, limit_is, bare.seconds)
    yield Figure(f"resolve {ROWS:,} sightings", resolving.seconds, limit_is, bare.seconds)
