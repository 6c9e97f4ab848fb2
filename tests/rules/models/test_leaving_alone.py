"""Countries and quiet times: what may be written, and what may not."""

from typing import Any

import pytest
from pydantic import ValidationError

from prospector.rules.models import CountryRule, PolicyFile, Quiet
from prospector.tables import Channel

SDR = {"id": "alice", "name": "Alice", "email": "alice@ours.example"}


def test_it_leaves_everybody_reachable_where_nothing_is_said() -> None:
    policy = PolicyFile.model_validate({"grades": ["A1"], "sdrs": [SDR]})
    assert (policy.countries, policy.unknown_country, policy.quiet) == ({}, "allowed", Quiet())
    assert CountryRule(email="refused").law(Channel.EMAIL) == "refused"
    assert CountryRule(email="refused").law(Channel.LINKEDIN) == "allowed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": {"Germany": {}}},
        {"countries": {"DE": {"email": "no"}}},
        {"unknown_country": "ask"},
        {"quiet": {"days": ["sabbath"]}},
        {"quiet": {"hours": {"from": "08:00", "until": "08:00"}}},
        {"quiet": {"hours": {"from": "25:00", "until": "08:00"}}},
        {"quiet": {"days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]}},
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be_meant(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PolicyFile.model_validate({"grades": ["A1"], "sdrs": [SDR], **wrong})
