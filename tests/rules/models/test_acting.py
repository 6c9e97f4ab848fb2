"""Segments and policy: what may be left out, and what must be said."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import PolicyFile, Step
from prospector.rules.models.acting import MoveRule

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


def move(**more: object) -> MoveRule:
    return MoveRule.model_validate({"id": "m", "then": "nothing", **more})


def test_it_tells_which_moves_are_meant() -> None:
    assert move(**{"from": "occasional", "to": ["loyal", "champion"]}).matches(
        "occasional", "loyal"
    )
    assert not move(**{"from": "occasional"}).matches("loyal", "occasional")
    assert move().matches("loyal", "quiet")
    assert not move().matches(None, "loyal")
    assert not move().matches("loyal", None)
    assert move(**{"from": "none", "to": ["any", "none"]}).matches(None, "loyal")
    assert move(to="none").matches("loyal", None)
    assert move(**{"from": "occasional", "to": "loyal"}).leads_to("loyal")
    assert not move(to="loyal").leads_to("occasional")


def test_it_asks_what_a_move_sets_off_and_takes_nothing_beside() -> None:
    move(then="purpose", segment="thanks")
    move(then="task", task="Call")
    for wrong in (
        {"then": "purpose"},
        {"then": "task"},
        {"then": "task", "task": "Call", "segment": "thanks"},
        {"segment": "thanks"},
        {"then": "mail"},
    ):
        with pytest.raises(ValidationError):
            move(**wrong)
