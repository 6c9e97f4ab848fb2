"""Choosing what to look at."""

import pytest

from prospector.draft import preview
from prospector.draft.templates import Slot
from prospector.errors import NotFound
from tests.draft.desk import a_lead, desk, made_of, ruleset

EMAIL = Slot("hiring", 1, "opening", "email")


def test_it_takes_the_channel_a_step_prefers() -> None:
    assert preview.slot(ruleset(), "hiring", 1, None) == EMAIL
    assert preview.slot(ruleset(), "hiring", 1, "linkedin").channel == "linkedin"


@pytest.mark.parametrize(
    ("segment", "step", "channel", "message"),
    [
        ("hirign", 1, None, "no segment 'hirign'; did you mean 'hiring'?"),
        ("zzz", 1, None, "no segment 'zzz'; hiring, other"),
        ("hiring", 3, None, "segment hiring has steps 1 to 2"),
        ("hiring", 2, "linkedin", "step 2 of hiring is sent by email"),
    ],
)
def test_it_says_what_there_is_instead(
    segment: str, step: int, channel: str | None, message: str
) -> None:
    with pytest.raises(NotFound, match=message):
        preview.slot(ruleset(), segment, step, channel)


def test_it_writes_to_the_model_lead() -> None:
    message = preview.of_model(EMAIL, desk(), None)
    assert message.subject == "The dates Acme promises"
    assert message.held_gate is None


def test_it_writes_to_a_lead_in_their_language_or_the_one_named() -> None:
    lead = made_of(lead=a_lead(language="fr"))
    assert preview.of_lead(lead, EMAIL, desk(), None).note == "no fr template: written in en"
    assert preview.of_lead(lead, EMAIL, desk(), "en").note is None
    with pytest.raises(NotFound, match="no template templates/hiring/"):
        preview.of_lead(lead, EMAIL, desk(), "fr")
