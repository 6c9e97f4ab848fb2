"""The behaviour of each lead: ordered conditions beside the segments, the first that holds wins."""

import polars as pl

from prospector.engine import duck, segments
from prospector.engine.expressions import expressions
from prospector.engine.memory import once_per_version
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


def behaviours(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """The behaviour of each scored lead that has one: lead_id, `behaviour`."""
    if not ruleset.segments.behaviours:
        return pl.DataFrame(schema={"lead_id": pl.Int64, "behaviour": pl.String})
    return duck.run(_sql(ruleset), segments.frames(ruleset, world, scored))


@once_per_version
def _sql(ruleset: Ruleset) -> str:
    parsed = expressions(ruleset).behaviours
    found = ruleset.segments.behaviours
    query = segments.query(ruleset, [parsed[one.id] for one in found])
    cases = " ".join(
        f"WHEN {' OR '.join(ways)} THEN '{one.id}'"
        for one, ways in zip(found, query.spelled, strict=True)
    )
    return f"""WITH {query.tables}
SELECT * FROM (SELECT l.lead_id, CASE {cases} END AS behaviour {query.joined})
WHERE behaviour IS NOT NULL"""
