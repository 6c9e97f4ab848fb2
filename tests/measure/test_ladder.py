"""The ladder names what its figures are about, and what not."""

import pytest

from prospector.measure.ladder import DECIDED, KINDS, LABELS, WINDOW, Rung, claim
from prospector.store.enrolments import OUTCOMES


def test_it_is_ordered_from_what_we_think_to_what_they_do() -> None:
    assert list(Rung) == [
        "approved_unedited",
        "approved",
        "replied",
        "positive",
        "meeting",
        "won",
    ]


@pytest.mark.parametrize("rung", Rung)
def test_it_labels_every_rung_in_both_languages(rung: Rung) -> None:
    assert set(LABELS[rung]) == {"en", "fr"}
    assert claim(rung, "en").startswith("predicts ")
    assert claim(rung, "fr").startswith("prédit ")


def test_it_says_what_a_lower_rung_does_not_predict() -> None:
    assert claim(Rung.APPROVED, "en") == "predicts SDR approval, not meetings"
    assert claim(Rung.APPROVED, "fr") == "prédit l'approbation des SDR, pas les rendez-vous"
    assert claim(Rung.MEETING, "en") == "predicts meetings, not signed deals"
    assert claim(Rung.WON, "en") == "predicts signed deals"


def test_it_waits_longer_for_what_takes_longer() -> None:
    assert [WINDOW[rung] for rung in Rung] == sorted(WINDOW[rung] for rung in Rung)


def test_it_reaches_a_rung_by_answers_only() -> None:
    reached = {kind for kinds in KINDS.values() for kind in kinds}
    assert reached == set(OUTCOMES) - {"bounced", "deal_lost"}
    assert not set(KINDS) & set(DECIDED)
