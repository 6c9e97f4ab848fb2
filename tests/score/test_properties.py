"""What must hold for any rules over any world."""

import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospector.engine import scoring
from prospector.engine.points import FULL
from prospector.engine.traits import flags, groups_of
from prospector.engine.worlds import World
from prospector.score import reasons
from prospector.score.parts import Told, intent_parts
from prospector.score.repeats import repeats
from prospector.score.traits import Sheet, fit_parts
from prospector.score.waterfall import fit_bars, intent_bars
from tests import reference
from tests.proving import examples
from tests.rulesets import intent_rule, make_ruleset
from tests.score.worlds import LEADS, stories
from tests.stories import DAY, Story, signal, story, world

EXAMPLES = settings(
    max_examples=examples(12, proven=500),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
#: The numbers themselves.
MORE = settings(EXAMPLES, max_examples=examples(40, proven=2_000))
# Any: what a row of the engine holds.
Rows = dict[int, dict[str, Any]]


def scored(told: Story, made: World, priors: dict[str, int]) -> Rows:
    found = scoring.scores(told.ruleset, made, priors)
    return {row["lead_id"]: row for row in found.rows(named=True)}


def whole(told: Story) -> tuple[World, dict[str, int], dict[str, int], Rows]:
    made, leads = world(told)
    priors = scoring.priors(told.ruleset, made)
    return made, leads, priors, scored(told, made, priors)


@MORE
@given(told=stories())
def test_it_equals_the_reference_to_the_last_digit(told: Story) -> None:
    _, leads, _, rows = whole(told)
    for name, card in reference.score(told).items():
        row = rows[leads[name]]
        assert 0 <= row["intent"] <= FULL
        assert 0 <= row["lower"] <= row["expected"] <= row["upper"] <= FULL
        assert (row["raw"], row["intent"]) == (card.raw, card.intent), name
        for index, rule in enumerate(told.ruleset.intent.rules):
            assert row[f"r{index}"] == card.totals[rule.id], (name, rule.id)
        assert (row["profile"], row["lower"], row["upper"], row["expected"]) == (
            card.profile,
            card.lower,
            card.upper,
            card.expected,
        ), name
        assert (row["unknown_field"], row["disqualified_by"], row["grade"], row["priority"]) == (
            card.unknown_field,
            card.disqualified,
            card.grade,
            card.priority,
        ), name


@EXAMPLES
@given(told=stories())
def test_it_explains_every_nano_point(told: Story) -> None:
    made, _, _, rows = whole(told)
    groups = groups_of(told.ruleset)
    found = reasons.contributions(told.ruleset, made)
    signals = {
        number: {**one, "line": number, "file": "f.csv"}
        for number, one in enumerate(told.signals, 1)
    }
    facts = Told(language="en", lead={}, account={}, signals=signals)
    for traits in scoring.traits(told.ruleset, made).rows(named=True):
        row = rows[traits["lead_id"]]
        own = [part for part in found if part["lead_id"] == traits["lead_id"]]
        parts, sums = intent_parts(told.ruleset, own, facts)
        assert sum(part.nano for part in parts) == sums.intent == row["intent"]
        assert sums.raw == row["raw"]
        profile = [group for group in groups if group.profile.id == row["profile"]]
        fit = fit_parts(Sheet(profile, traits, flags(groups), "en"))
        assert sum(part.nano for part in fit) == row["lower"]
        for bars, total in (
            (intent_bars(parts), row["intent"]),
            (fit_bars(fit), row["lower"]),
        ):
            assert [bar.start for bar in bars] == [0, *(bar.end for bar in bars)][: len(bars)]
            assert (bars[-1].end if bars else 0) == total
            assert sum(bar.nano for bar in bars) == total


@EXAMPLES
@given(told=stories())
def test_it_counts_repetitions_as_the_engine_does(told: Story) -> None:
    made, _, _, _ = whole(told)
    places = repeats(made, told.ruleset.outcomes)
    for row in reasons.contributions(told.ruleset, made):
        rule = told.ruleset.intent.rules[row["rule"]]
        factor = rule.redundancy or told.ruleset.intent.defaults.redundancy
        nth = places[row["signal_id"]].nth if row["signal_id"] in places else 1
        assert row["redundancy"] == factor ** (nth - 1)


@EXAMPLES
@given(told=stories(), name=st.sampled_from(LEADS))
def test_it_scores_a_lead_alone_as_among_all(told: Story, name: str) -> None:
    made, leads, priors, rows = whole(told)
    lead_id = leads[name]
    assert scored(told, made.only([lead_id]), priors) == {lead_id: rows[lead_id]}


@EXAMPLES
@given(told=stories(), seed=st.integers(0, 1000))
def test_it_gives_the_same_whatever_the_order(told: Story, seed: int) -> None:
    made, _, priors, rows = whole(told)
    shuffled = replace(
        made,
        signals=made.signals.sample(fraction=1, shuffle=True, seed=seed),
        leads=made.leads.sample(fraction=1, shuffle=True, seed=seed),
        accounts=made.accounts.sample(fraction=1, shuffle=True, seed=seed),
    )
    assert scored(told, shuffled, priors) == rows
    assert scoring.priors(told.ruleset, shuffled) == priors


@EXAMPLES
@given(told=stories(), seed=st.integers(0, 1000))
def test_it_gives_the_same_when_more_is_learnt_later(told: Story, seed: int) -> None:
    _, _, priors, rows = whole(told)
    dice = random.Random(seed)
    late = []
    for index, one in enumerate(told.signals):
        copy = {**one, "id": f"late{index}", "external_id": f"late{index}"}
        arrives_late = dice.random() < 0.5
        copy["received_at"] = told.known_at + DAY if arrives_late else one["received_at"]
        copy["occurred_at"] = one["occurred_at"] if arrives_late else told.as_of + DAY
        late.append(copy)
    more = replace(told, signals=[*told.signals, *late])
    made, _ = world(more)
    assert scored(more, made, priors) == rows


def test_it_never_loses_points_by_a_new_signal_of_a_positive_rule() -> None:
    told = story(
        {
            "intent": {"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 10)]},
            "leads": {"alice": {}},
            "signals": [
                {"id": f"s{age}", "by": "alice", "kind": "post_liked", "subject": "p", "age": age}
                for age in (3, 9, 40)
            ],
        }
    )
    before = reference.score(told)["alice"].intent
    for age in (0, 5, 20, 100):
        one = signal(
            {"id": "new", "by": "alice", "kind": "post_liked", "subject": "p", "age": age},
            told.leads,
        )
        _, leads, _, rows = whole(replace(told, signals=[*told.signals, one]))
        assert rows[leads["alice"]]["intent"] >= before


def test_it_has_one_text_for_one_lead_and_for_all() -> None:
    assert scoring.compiled(make_ruleset()) is scoring.compiled(make_ruleset())
