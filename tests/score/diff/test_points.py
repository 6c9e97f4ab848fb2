"""A fit rule counts for what it adds at the lower bound, within its group."""

import pytest

from prospector.engine.points import NANO
from prospector.score.diff.points import moving_traits
from tests.score.diff.pairs import Parts, people, sides

TOLD = people(alice={"seniority": "director"}, bob={})


def fit(pick: str, *rules: tuple[str, str, float], cap: float | None = None) -> Parts:
    told = [{"id": name, "when": when, "points": points} for name, when, points in rules]
    group = {"id": "role", "pick": pick, "rules": told, **({"cap": cap} if cap else {})}
    return {"fit": {"profiles": [{"id": "core", "label": "Core", "groups": [group]}]}}


ANY = ("any", "true", 30.0)


@pytest.mark.parametrize(
    ("old", "new", "rule", "group"),
    [
        (fit("sum", ANY), fit("sum", ANY, ("new", "true", 5)), "new", "core/role"),
        # Nothing of what a rule gives more passes a ceiling that was reached before.
        (fit("sum", ANY, cap=30), fit("sum", ANY, ("new", "true", 5), cap=30), None, None),
        # The best of alternatives counts, the others do not.
        (fit("best", ANY), fit("best", ANY, ("less", "true", 5)), None, None),
        (fit("best", ANY), fit("best", ANY, ("more", "true", 50)), "more", "core/role"),
    ],
)
def test_it_names_the_rule_that_counts_more(
    old: Parts, new: Parts, rule: str | None, group: str | None
) -> None:
    before, after = sides(TOLD, old, new)
    wanted = before.rows.frame(("lead_id", "profile")).with_columns(fit_sign=1)
    found = moving_traits(before, after, wanted).filter(lead_id=1)
    assert found.row(0) == (1, rule, group)


def test_it_takes_unknown_for_true_where_a_rule_subtracts() -> None:
    maybe = ("small", "account.employees < 10", -20.0)
    before, after = sides(TOLD, fit("sum", ANY), fit("sum", ANY, maybe))
    wanted = before.rows.frame(("lead_id", "profile")).with_columns(fit_sign=-1)
    assert moving_traits(before, after, wanted)["fit_rule"].to_list() == ["small", "small"]
    assert after.rows["lower"].to_list() != [100 * NANO, 100 * NANO]


def test_it_looks_at_nobody_where_nobody_moved() -> None:
    before, after = sides(TOLD, fit("sum", ANY), fit("sum", ANY))
    wanted = before.rows.frame(("lead_id", "profile")).with_columns(fit_sign=1).clear()
    assert moving_traits(before, after, wanted).is_empty()
