"""The examples of docs/score.md, computed by hand, hold for the reference and for the engine."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ruamel.yaml import YAML

from prospector.engine import scoring, surge
from prospector.engine.points import nano
from prospector.score.ahead import outlook
from tests import reference
from tests.stories import Story, story, world

PAGE = Path(__file__).parents[2] / "docs" / "score.md"


def examples() -> list[dict[str, Any]]:
    blocks = re.findall(
        r"^```yaml\n(example: .*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [YAML(typ="safe", pure=True).load(block) for block in blocks]


EXAMPLES = examples()


def by_reference(told: Story) -> dict[str, dict[str, Any]]:
    return {
        lead: {
            **card._asdict(),
            "parts": {f"{rule}/{signal}": value for (rule, signal), value in card.parts.items()},
        }
        for lead, card in reference.score(told).items()
    }


def by_engine(told: Story) -> dict[str, dict[str, Any]]:
    made, leads = world(told)
    rules = [rule.id for rule in told.ruleset.intent.rules]
    scores = scoring.scores(told.ruleset, made, scoring.priors(told.ruleset, made))
    every = made.leads.select("lead_id").join(
        pl.DataFrame({"rule": range(len(rules))}, schema={"rule": pl.Int32}), how="cross"
    )
    parts = scoring.contributions(told.ruleset, made, every).rows(named=True)
    rows = {row["lead_id"]: row for row in scores.rows(named=True)}
    return {
        lead: {
            **rows[lead_id],
            "disqualified": rows[lead_id]["disqualified_by"],
            "totals": {rule: rows[lead_id][f"r{index}"] for index, rule in enumerate(rules)},
            "parts": {
                f"{rules[part['rule']]}/{told.signals[part['signal_id'] - 1]['id']}": part["nano"]
                for part in parts
                if part["lead_id"] == lead_id
            },
        }
        for lead, lead_id in leads.items()
    }


def paces_by_reference(told: Story) -> dict[str, dict[str, Any]]:
    plain = reference.Reference(told)
    names = {field.partition(".")[2]: pace for field, pace in reference.PACES.items()}
    return {
        account: {name: plain.pace(account, *pace) for name, pace in names.items()}
        for account in told.accounts
    }


def paces_by_engine(told: Story) -> dict[str, dict[str, Any]]:
    made, _ = world(told)
    rows = surge.bursts(told.ruleset, made).rows(named=True)
    numbers = {row["account_id"]: row for row in rows}
    return {
        account: {name: numbers.get(number, {}).get(name) for name in ("surge", "momentum")}
        for number, account in enumerate(told.accounts, 1)
    }


def as_expected(card: dict[str, Any], key: str) -> Any:
    """What a card says about a key of `expect`."""
    names = {"fit": "lower", "fit_upper": "upper", "fit_expected": "expected"}
    if key == "known_share":
        return 1 - (card["upper"] - card["lower"]) / nano(100)
    return card[names.get(key, key)]


def in_nano(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: nano(points) for name, points in value.items()}
    return nano(value) if key in {"intent", "raw", "fit", "fit_upper", "fit_expected"} else value


@pytest.mark.parametrize("scored", [by_reference, by_engine])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_it_computes_what_the_page_says(example: dict[str, Any], scored: Any) -> None:
    cards = scored(story(example))
    for lead, expected in example["expect"].items():
        for key, value in expected.items():
            found, wanted = as_expected(cards[lead], key), in_nano(key, value)
            if key == "parts" and scored is by_reference:
                found = {name: points for name, points in found.items() if name in wanted}
            assert found == wanted, f"{lead}: {key}"


@pytest.mark.parametrize("told_of", [paces_by_reference, paces_by_engine])
def test_it_finds_the_pace_the_page_says(told_of: Any) -> None:
    paced = [example for example in EXAMPLES if "expect_accounts" in example]
    assert paced
    for example in paced:
        assert told_of(story(example)) == example["expect_accounts"]


def test_it_foresees_what_the_page_says() -> None:
    ahead = [example for example in EXAMPLES if "expect_outlook" in example]
    assert ahead
    for example in ahead:
        assert outlooks(story(example)) == example["expect_outlook"]


def outlooks(told: Story) -> dict[str, dict[str, Any]]:
    made, leads = world(told)
    cards, found = reference.score(told), {}
    for lead, lead_id in leads.items():
        alone = made.only([lead_id])
        card = scoring.scores(told.ruleset, alone, {}).row(0, named=True)
        sums: dict[str, int] = {}
        for (rule, _), points in cards[lead].parts.items():
            sums[rule] = sums.get(rule, 0) + points
        ahead = outlook(told.ruleset, alone, {}, card, sums)
        found[lead] = {
            "falls": ahead.falls and ahead.falls.to,
            "at": ahead.falls and ahead.falls.at.isoformat(),
            "rises": ahead.rises and ahead.rises.rule,
        }
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_it_computes_what_the_reference_does(example: dict[str, Any]) -> None:
    told = story(example)
    expected, found = by_reference(told), by_engine(told)
    for lead, card in expected.items():
        assert {key: found[lead][key] for key in card} == card, lead


def test_it_has_more_than_ten_examples() -> None:
    assert len({example["example"] for example in EXAMPLES}) > 10
