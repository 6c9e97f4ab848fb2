"""One side of a comparison: scores and segments, and the same as another ruleset reads them."""

import polars as pl

from prospector.engine.points import NANO
from prospector.engine.segments import cuts as buyers_cuts
from prospector.score.diff.sides import by_rules_of, near
from tests.score.diff.pairs import FAIRS, LIKES, intent, people, segments, sides

TOLD = people(alice={"post_liked": 1}, bob={"event_attended": 2})


def test_it_has_a_row_per_lead_with_the_segment() -> None:
    named = segments(fans="fired('likes')")
    before, _ = sides(TOLD, intent(LIKES, FAIRS) | named, intent(LIKES, FAIRS) | named)
    rows = before.rows.frame().sort("lead_id")
    assert rows["segment"].to_list() == ["fans", None]
    assert rows["intent"].to_list() == [10 * NANO, 20 * NANO]


def test_it_tells_totals_by_the_places_of_other_rules() -> None:
    before, after = sides(TOLD, intent(LIKES, FAIRS), intent(FAIRS, {**LIKES, "id": "new"}))
    mapped = by_rules_of(after.ruleset, before, pl.Series([0, 1])).sort("lead_id")
    assert mapped["r0"].to_list() == [0, 20 * NANO]
    assert mapped["r1"].to_list() == [0, 0]
    assert "r2" not in mapped.columns


def test_it_tells_a_few_leads_where_the_scores_of_all_buyers_begin() -> None:
    """Fifths of forty, not the fixed cuts for a buyer alone."""
    told = people(**{f"lead{n}": {"purchased": 1 + n % 9} for n in range(40)})
    _, after = sides(told, intent(LIKES), intent(LIKES) | segments(buyers="rfm.f >= 3"))
    (first, *_) = after.world.leads["lead_id"]
    found = near(after.ruleset, after.world, [first])
    assert found.leads["lead_id"].to_list() == [first]
    assert found.cuts is not None
    assert found.cuts == buyers_cuts(after.ruleset, after.world)
