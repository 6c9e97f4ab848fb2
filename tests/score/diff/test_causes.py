"""Every change names what did it: the rule whose points moved most, else the cut, cap or scale that moved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proving import examples
from tests.rulesets import FIT
from tests.score.diff.pairs import (
    FAIRS,
    LIKES,
    Parts,
    compare,
    intent,
    people,
    segments,
    sides,
    why,
)

#: Two likes: intent 20, a 2. Fit is 0: C.
ALICE = people(alice={"post_liked": 2})
#: Two likes and two fairs: 40, a 2.
BOTH = people(alice={"post_liked": 2, "event_attended": 2})


def grades(first: float, second: float, a: float = 70, b: float = 40) -> Parts:
    return {"grades": {"fit": {"A": a, "B": b}, "intent": {"1": first, "2": second}}}


def test_it_finds_nothing_between_equal_rules() -> None:
    assert compare(BOTH, intent(LIKES, FAIRS), intent(LIKES, FAIRS)) == {}


def test_it_names_the_rule_that_gives_other_points() -> None:
    found = compare(ALICE, intent(LIKES), intent({**LIKES, "points": 30}))
    row = found["alice"]
    assert (row["old grade"], row["new grade"]) == ("C2", "C1")
    assert why(row, "grade") == ("rule", "likes")


@pytest.mark.parametrize(("old", "new"), [(intent(LIKES), intent()), (intent(), intent(LIKES))])
def test_it_names_a_rule_that_came_or_went(old: Parts, new: Parts) -> None:
    assert why(compare(ALICE, old, new)["alice"], "grade") == ("rule", "likes")


def test_it_names_the_rule_whose_points_moved_most() -> None:
    new = intent({**LIKES, "points": 13}, {**FAIRS, "points": 14})
    assert why(compare(BOTH, intent(LIKES, FAIRS), new)["alice"], "grade") == ("rule", "fairs")


def test_it_blames_no_rule_that_moved_against_the_lead() -> None:
    down = intent({**LIKES, "points": -30}, {**FAIRS, "points": 20})
    assert why(compare(BOTH, intent(LIKES, FAIRS), down)["alice"], "grade") == ("rule", "likes")


def test_it_blames_no_rule_under_a_ceiling_that_was_reached_before() -> None:
    groups = {"groups": {"posts": {"cap": 15}}}
    capped = {**LIKES, "group": "posts"}
    old = intent(capped, FAIRS, **groups)
    new = intent({**capped, "points": 90}, {**FAIRS, "points": 20}, **groups)
    assert why(compare(BOTH, old, new)["alice"], "grade") == ("rule", "fairs")


def test_it_names_the_group_whose_cap_moved() -> None:
    capped = {**LIKES, "group": "posts"}
    old, new = (intent(capped, groups={"posts": {"cap": cap}}) for cap in (15, 25))
    assert why(compare(ALICE, old, new)["alice"], "grade") == ("cap", "posts")


def test_it_names_the_rule_whose_points_a_default_moved() -> None:
    fading = {key: value for key, value in LIKES.items() if key != "half_life"}
    old, new = (intent(fading, defaults={"half_life": days}) for days in (1000, 0.1))
    assert why(compare(ALICE, old, new)["alice"], "grade") == ("rule", "likes")


def test_it_names_the_cut_that_moved() -> None:
    up = compare(ALICE, intent(LIKES) | grades(50, 20), intent(LIKES) | grades(20, 10))
    assert why(up["alice"], "grade") == ("cut", "intent 1")
    down = compare(ALICE, intent(LIKES) | grades(50, 20), intent(LIKES) | grades(50, 21))
    assert why(down["alice"], "grade") == ("cut", "intent 2")


def test_it_blames_the_cut_where_the_points_alone_were_not_enough() -> None:
    new = intent({**LIKES, "points": 10.5}) | grades(20, 10)
    assert why(compare(ALICE, intent(LIKES) | grades(50, 20), new)["alice"], "grade") == (
        "cut",
        "intent 1",
    )


def test_it_blames_the_rule_where_its_points_alone_were_enough() -> None:
    new = intent({**LIKES, "points": 30}) | grades(20, 10)
    assert why(compare(ALICE, intent(LIKES) | grades(50, 20), new)["alice"], "grade") == (
        "rule",
        "likes",
    )


def director(*rules: Parts, **group: object) -> Parts:
    groups = [{"id": "role", "rules": list(rules), **group}]
    return {"fit": {"profiles": [{"id": "core", "label": "Core", "groups": groups}]}}


DIRECTOR = {"id": "director", "when": "lead.seniority = 'director'", "points": 40}
SALES = {"id": "sales", "when": "lead.function = 'sales'", "points": 40}
CAROL = people(carol={"seniority": "director", "function": "sales"}, dave={})


def test_it_names_the_fit_rule_that_counts_otherwise() -> None:
    old = director(DIRECTOR, SALES, pick="sum")
    new = director(DIRECTOR, {**SALES, "when": "lead.function = 'it'"}, pick="sum")
    row = compare(CAROL, old, new)["carol"]
    assert (row["old grade"], row["new grade"]) == ("A3", "B3")
    assert why(row, "grade") == ("fit_rule", "sales")


def test_it_names_the_best_fit_rule_not_one_behind_it() -> None:
    small = {**SALES, "points": 10}
    old = director(DIRECTOR, small)
    new = director({**DIRECTOR, "when": "lead.seniority = 'c_level'"}, {**small, "points": 15})
    row = compare(CAROL, old, new)["carol"]
    assert (row["old grade"], row["new grade"]) == ("A3", "C3")
    assert why(row, "grade") == ("fit_rule", "director")


def test_it_names_the_profile_whose_scale_moved() -> None:
    other = {"id": "size", "rules": [{"id": "big", "when": "account.employees > 9", "points": 60}]}
    role = {"id": "role", "rules": [DIRECTOR]}
    old, new = (
        {"fit": {"profiles": [{"id": "core", "label": "Core", "groups": groups}]}}
        for groups in ([role, other], [role])
    )
    assert why(compare(CAROL, old, new)["carol"], "grade") == ("scale", "core")


def test_it_names_the_rule_that_brought_another_profile_forward() -> None:
    def profile(name: str, *rules: Parts) -> Parts:
        return {
            "id": name,
            "label": name,
            "groups": [{"id": "all", "pick": "sum", "rules": list(rules)}],
        }

    big = {"id": "big", "when": "account.employees > 9", "points": 60}
    old = {
        "fit": {
            "profiles": [profile("one", DIRECTOR, big), profile("two", {**SALES, "when": "false"})]
        }
    }
    new = {"fit": {"profiles": [profile("one", DIRECTOR, big), profile("two", SALES)]}}
    row = compare(CAROL, old, new)["carol"]
    assert (row["old profile"], row["new profile"]) == ("one", "two")
    assert why(row, "grade") == ("fit_rule", "sales")


def test_it_names_the_rule_that_disqualifies() -> None:
    banned = {"id": "no-sales", "when": "lead.function = 'sales'", "disqualify": True}
    for old, new in (
        (director(DIRECTOR), director(DIRECTOR, banned)),
        (director(DIRECTOR, banned), director(DIRECTOR)),
    ):
        assert why(compare(CAROL, old, new)["carol"], "grade") == ("disqualified", "no-sales")


def test_it_names_the_segment_whose_condition_moved() -> None:
    old = intent(LIKES) | segments(fans="intent >= 10", others="true")
    new = intent(LIKES) | segments(fans="intent >= 30", others="true")
    row = compare(ALICE, old, new)["alice"]
    assert (row["old segment"], row["new segment"]) == ("fans", "others")
    assert why(row, "segment") == ("segment", "fans")


def test_it_names_the_rule_that_moved_somebody_to_another_segment() -> None:
    named = segments(fans="intent >= 30", others="true")
    row = compare(ALICE, intent(LIKES) | named, intent({**LIKES, "points": 16}) | named)["alice"]
    assert row["old grade"] == row["new grade"]
    assert why(row, "segment") == ("rule", "likes")


def test_it_names_the_rule_that_fires_though_no_score_moves() -> None:
    named = segments(fans="fired('likes')", others="true")
    rich = {**FAIRS, "points": 200}
    never = {**LIKES, "when": "signal.kind = 'post_liked' and false"}
    row = compare(BOTH, intent(never, rich) | named, intent(LIKES, rich) | named)["alice"]
    assert row["old intent"] == row["new intent"]
    assert (row["old segment"], row["new segment"]) == ("others", "fans")
    assert why(row, "segment") == ("rule", "likes")


def test_it_names_the_cut_that_moved_somebody_to_another_segment() -> None:
    named = segments(best="grade = 'C1'", others="true")
    old, new = (intent(LIKES) | named | grades(first, 10) for first in (50, 20))
    row = compare(ALICE, old, new)["alice"]
    assert why(row, "segment") == ("cut", "intent 1")


def test_it_tells_the_segment_from_the_rule_where_both_moved() -> None:
    old = intent(LIKES) | segments(fans="fired('likes')", others="true")
    new = intent({**LIKES, "points": 11}) | segments(fans="fired('likes') and false", others="true")
    assert why(compare(ALICE, old, new)["alice"], "segment") == ("segment", "fans")


def test_it_names_the_rule_or_the_others_for_a_place_in_the_queue() -> None:
    told = people(alice={"post_liked": 2}, bob={"event_attended": 2})
    rich = director({**DIRECTOR, "when": "true"})
    old = intent(LIKES, FAIRS) | rich
    new = intent({**LIKES, "points": 11}, FAIRS) | rich
    found = compare(told, old, new, {"alice": "enters", "bob": "leaves"})
    assert why(found["alice"], "queue") == ("rule", "likes")
    assert why(found["bob"], "queue") == ("room", None)
    back = compare(told, new, old, {"alice": "enters"})
    assert why(back["alice"], "queue") == ("room", None)


def test_it_names_the_priority_or_the_policy_for_a_place_in_the_queue() -> None:
    rich = director({**DIRECTOR, "when": "true"})
    old = intent(LIKES) | rich
    sooner = {
        "grades": {
            "fit": {"A": 70, "B": 40},
            "intent": {"1": 50, "2": 20},
            "priority": "intent * 9",
        }
    }
    found = compare(ALICE, old, old | sooner, {"alice": "enters"})
    assert why(found["alice"], "queue") == ("priority", None)
    policy = {"grades": ["A2"], "sdrs": [{"id": "bob", "name": "Bob", "email": "bob@ours.example"}]}
    found = compare(ALICE, old, old | {"policy": policy}, {"alice": "leaves"})
    assert why(found["alice"], "queue") == ("policy", None)


points = st.sampled_from([-20, 5, 10, 11, 26, 40])
cuts = st.tuples(st.sampled_from([20, 40, 50, 60]), st.sampled_from([5, 10, 20])).map(
    lambda pair: grades(*pair)
)
rulesets = st.builds(
    lambda likes, fairs, cap, cut: (
        intent(
            {**LIKES, "points": likes, "group": "all"},
            {**FAIRS, "points": fairs, "group": "all"},
            groups={"all": {"cap": cap}},
        )
        | cut
        | {"fit": FIT}
    ),
    points,
    points,
    st.sampled_from([15, 45, 90]),
    cuts,
)


@settings(max_examples=examples(15, proven=600), deadline=None)
@given(old=rulesets, new=rulesets)
def test_it_gives_every_change_a_cause_that_really_moved(old: Parts, new: Parts) -> None:
    told = people(
        alice={"post_liked": 2, "event_attended": 1},
        bob={"event_attended": 3},
        carol={"seniority": "director", "post_liked": 1},
        dave={},
    )
    found = compare(told, old, new)
    before, after = sides(told, old, new)
    assert len(found) == (before.rows["grade"] != after.rows["grade"]).sum()
    for row in found.values():
        what, name = why(row, "grade")
        assert what in ("rule", "cap", "cut")
        if what == "rule":
            assert row[f"old rule {name}"] != row[f"new rule {name}"]
        elif what == "cut":
            assert old["grades"] != new["grades"]
        else:
            assert old["intent"]["groups"] != new["intent"]["groups"]
