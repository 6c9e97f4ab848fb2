"""Moves in words."""

from typing import Any

import pytest

from prospector.segment.telling import kept, why
from prospector.store.memberships import NO_SCORE, NONE_HOLDS
from prospector.tables import MoveCause


def turned(
    term: str, *, holds: bool | None, before: float | None, now: float | None
) -> dict[str, Any]:  # Any: as the store keeps it
    name = term.split(maxsplit=1)[0]
    values = [{"name": name, "before": before, "now": now}]
    return {"segment": "loyal", "term": term, "holds": holds, "values": values}


MORE = turned("rfm.frequency >= 4", holds=True, before=3.0, now=4.0)
LESS = turned("rfm.recency_days <= 90", holds=False, before=89.96, now=1234.5)


@pytest.mark.parametrize(
    ("cause", "terms", "english", "french"),
    [
        (
            MoveCause.TURNED,
            [LESS, MORE],
            "no longer: rfm.recency_days is at most 90 (90 -> 1,234.5); rfm.frequency is at least 4 (3 -> 4)",
            "plus vrai\xa0: rfm.recency_days est au plus 90 (90 -> 1\u202f234,5); rfm.frequency est au moins 4 (3 -> 4)",
        ),
        (
            MoveCause.TURNED,
            [turned("rfm.trend < 0", holds=True, before=1.384, now=-0.9642)],
            "rfm.trend is less than 0 (1.38 -> -0.96)",
            "rfm.trend est inférieur à 0 (1,38 -> -0,96)",
        ),
        (
            MoveCause.TURNED,
            [turned("intent > 20", holds=None, before=30.0, now=None)],
            "not known any more: intent is more than 20 (30 -> unknown)",
            "n'est plus connu\xa0: intent est supérieur à 20 (30 -> inconnu)",
        ),
        (
            MoveCause.NEW,
            [turned("intent > 20", holds=True, before=None, now=30.0)],
            "new: intent is more than 20 (30)",
            "nouvelle\xa0: intent est supérieur à 20 (30)",
        ),
        (
            MoveCause.NEW,
            [turned("fit > 4", holds=True, before=None, now=None)] * 5,
            "new: fit is more than 4; fit is more than 4; fit is more than 4 and 2 more",
            "nouvelle\xa0: fit est supérieur à 4; fit est supérieur à 4; fit est supérieur à 4 et 2 de plus",
        ),
        (MoveCause.RULES, [], "the rules changed", "les règles ont changé"),
        (MoveCause.GONE, [], "they have no score any more", "elle n'a plus de score"),
        (MoveCause.CORRECTED, [], "a merge or a correction", "une fusion ou une correction"),
        (None, None, "fit > 40", "fit > 40"),
    ],
)
def test_it_says_why_they_moved(
    cause: MoveCause | None, terms: list[dict[str, Any]] | None, english: str, french: str
) -> None:
    assert why(cause, terms, "fit > 40", "en") == english
    assert why(cause, terms, "fit > 40", "fr") == french


def test_it_tells_reasons_that_are_no_condition_in_french() -> None:
    for reason in (NONE_HOLDS, NO_SCORE):
        assert kept(reason, "en") == reason != kept(reason, "fr")
    assert kept("fired('liked')", "fr") == "fired('liked')"
    assert why(None, None, NONE_HOLDS, "fr") == kept(NONE_HOLDS, "fr")
