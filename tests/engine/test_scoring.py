"""One compiled text scores any world."""

import polars as pl

from prospector.engine import scoring
from prospector.engine.fit import MILLION
from tests.rulesets import make_ruleset
from tests.stories import story, world


def test_it_compiles_once_per_version() -> None:
    assert scoring.compiled(make_ruleset()) is scoring.compiled(make_ruleset())


def test_it_scores_an_empty_world() -> None:
    told = story({"leads": {}})
    made, _ = world(told)
    assert scoring.scores(told.ruleset, made, {}).height == 0
    assert scoring.priors(told.ruleset, made) == {
        "core/size": MILLION // 2,
        "core/role": MILLION // 2,
    }


def test_it_takes_the_priors_it_is_given() -> None:
    told = story({"leads": {"alice": {}}})
    made, _ = world(told)
    given = {"core/size": MILLION // 4, "core/role": MILLION}
    found = scoring.scores(told.ruleset, made, given).row(0, named=True)
    assert found["expected"] == 55_000_000_000  # 60 x 0.25 + 40 x 1


def test_it_gives_whole_numbers_of_64_bits() -> None:
    told = story({"leads": {"alice": {}}})
    made, _ = world(told)
    schema = scoring.scores(told.ruleset, made, {}).schema
    for name in ("intent", "raw", "lower", "upper", "expected"):
        assert schema[name] == pl.Int64, name
