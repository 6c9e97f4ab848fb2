"""Which conditions are ever met, whatever they are worth today."""

from prospector.score.doubts.hits import bare, fired, holding, kinds, of_kinds, shared
from tests.score.diff.pairs import FAIRS, LIKES, intent, people, sides

TOLD = people(alice={"post_liked": 2, "seniority": "director"}, bob={"event_attended": 1})


def test_it_strips_rules_to_their_conditions() -> None:
    side, _ = sides(TOLD, intent({**LIKES, "group": "g", "cap": 1}, groups={"g": {"cap": 1}}), {})
    (rule,) = bare(side.ruleset).intent.rules
    assert (rule.points, rule.cap, rule.group, rule.half_life) == (1, None, None, "never")
    assert bare(side.ruleset).version != side.ruleset.version


def test_it_finds_what_fired_though_it_gives_nothing_today() -> None:
    old = {**LIKES, "horizon": 0.5}
    side, _ = sides(TOLD, intent(old, {**FAIRS, "when": "signal.kind = 'job_posted'"}), {})
    assert side.rows["r0"].to_list() == [0, 0]
    assert fired(side.ruleset, side.world) == {"likes"}


def test_it_counts_of_whom_traits_are_known() -> None:
    side, _ = sides(TOLD, intent(), {})
    assert holding(side.ruleset, side.world) == {
        "mid-size": (0, 0),
        "large": (0, 0),
        "director": (1, 1),
    }


def test_it_counts_the_signals_that_two_rules_share() -> None:
    both = {**LIKES, "id": "both", "when": "signal.kind in ('post_liked', 'event_attended')"}
    side, _ = sides(TOLD, intent(LIKES, both), {})
    found = shared(side.ruleset, side.world)
    assert found.rows() == [(0, 1, 2, 2), (1, 0, 2, 3)]


def test_it_counts_signals_by_kind() -> None:
    side, _ = sides(TOLD, intent(LIKES), {})
    assert of_kinds(kinds(side.world), ["post_liked", "job_posted"]) == 2
