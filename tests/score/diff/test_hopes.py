"""Of those who may come into the queue, the best of each segment are judged first."""

import polars as pl

from prospector.policy.assess import Assessment
from prospector.score.diff.hopes import best, wanting

SOME = pl.DataFrame(
    {
        "place": range(7),
        "lead_id": [1, 2, 3, 4, 5, 6, 7],
        "priority": [9.0, 8.0, 8.0, 7.0, 5.0, 4.0, 0.0],
        "segment": ["a", "a", "a", "a", "b", "b", None],
    }
)


def test_it_takes_all_who_share_the_last_place_and_who_are_under_way() -> None:
    found = best(SOME, {"a": 2, "b": 1}, {7})
    assert found["lead_id"].to_list() == [1, 2, 3, 5, 7]
    assert found.filter("first")["lead_id"].to_list() == [1, 2, 3, 5]
    assert best(SOME, {"a": 9, "b": 9}, {7}).height == 7
    assert best(SOME.clear(), {}, {7}).is_empty()


def test_it_wants_more_of_segments_that_have_room_and_others_left() -> None:
    judged = best(SOME, {"a": 2, "b": 2}, ())
    assert wanting(SOME, judged, Assessment([], {}, {})) == ["a"]
    assert wanting(SOME, judged, Assessment([], {}, {}, closed=frozenset({"a"}))) == []
    assert wanting(SOME, best(SOME, {"a": 4, "b": 2}, ()), Assessment([], {}, {})) == []
