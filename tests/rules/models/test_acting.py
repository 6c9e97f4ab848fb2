"""Segments and policy: what may be left out, and what must be said."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import PolicyFile, Step

SDR = {"id": "alice", "name": "Alice", "email": "alice@ours.example"}


def test_it_defaults_to_the_cool_downs_of_practice() -> None:
    policy = PolicyFile.model_validate({"grades": ["A1"], "sdrs": [SDR]})
    assert (policy.cool_down.person, policy.cool_down.after_no) == (30, 180)
    assert (policy.active_per_account, policy.sdrs[0].capacity) == (3, 25)


def test_it_needs_somebody_to_review() -> None:
    with pytest.raises(ValidationError):
        PolicyFile.model_validate({"grades": ["A1"], "sdrs": []})


def test_it_takes_no_step_without_a_channel_or_with_an_unknown_one() -> None:
    for channels in ([], ["fax"]):
        with pytest.raises(ValidationError):
            Step.model_validate({"slug": "hello", "channels": channels})
