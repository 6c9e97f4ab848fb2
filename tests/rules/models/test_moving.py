"""What surge and RFM are told: cuts in order, real currencies, and nothing that changes old versions."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import RfmCuts, RfmRule, SurgeRule
from tests.rulesets import DEFAULTS, make_ruleset


@pytest.mark.parametrize("cuts", [[1, 2, 3], [1, 2, 2, 3], [4, 3, 2, 1], [0, 1, 2, 3]])
def test_it_refuses_cuts_out_of_order(cuts: list[float]) -> None:
    with pytest.raises(ValidationError):
        RfmCuts(monetary=cuts)


def test_it_takes_a_currency_by_its_three_letters() -> None:
    assert RfmRule(currency="EUR").currency == "EUR"
    with pytest.raises(ValidationError):
        RfmRule(currency="euro")
    with pytest.raises(ValidationError):
        RfmRule(kinds=[])
    with pytest.raises(ValidationError):
        SurgeRule(people=0)


def test_it_changes_no_version_where_nothing_is_said() -> None:
    # What scored before there was surge or RFM scores on under the same version.
    untold = make_ruleset()
    assert "rfm" not in untold.grades.model_dump(exclude_defaults=True)
    assert "surge" not in untold.intent.model_dump(exclude_defaults=True)
    said = {**DEFAULTS["grades"], "rfm": {"monetary": "mean"}}
    assert make_ruleset(grades=said).version != make_ruleset().version
    surge = {"rules": [], "surge": {"people": 3}}
    assert make_ruleset(intent=surge).version != make_ruleset().version
