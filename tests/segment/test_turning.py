"""Which terms made a condition turn."""

from typing import Any

from prospector.engine.judged import Chain, Part, Term, catalogue
from prospector.segment.turning import Turned, Value, arrived, departed, holds
from tests.rulesets import make_ruleset, segment

# Any: a row of the engine.
Row = dict[str, Any]


def condition(when: str) -> Part:
    ruleset = make_ruleset(segments={"segments": [segment("s", when)]})
    return catalogue(ruleset).conditions[0]


def row(part: Part, *truths: bool | None, **values: float) -> Row:
    """The truths of the terms in order, and values by name (dots as underscores)."""
    terms = _terms(part)
    assert len(terms) == len(truths)
    found: Row = {term.holds: truth for term, truth in zip(terms, truths, strict=True)}
    for term in terms:
        found |= {
            column: values.get(name.replace(".", "_")) for name, column in term.values.items()
        }
    return found


def _terms(part: Part) -> list[Term]:
    if isinstance(part, Term):
        return [part]
    return [term for inner in part.parts for term in _terms(inner)]


def names(found: list[Turned]) -> list[str]:
    return [one.term for one in found]


def test_it_names_the_terms_that_were_missing() -> None:
    part = condition("intent > 20 and fit > 40 and rfm.frequency >= 2")
    before, now = row(part, False, True, None), row(part, True, True, True)
    assert names(arrived("s", part, before, now)) == ["intent > 20", "rfm.frequency >= 2"]


def test_it_names_the_terms_it_rested_on() -> None:
    part = condition("intent > 20 and fit > 40")
    before, now = row(part, True, True), row(part, False, True)
    assert names(departed("s", part, before, now)) == ["intent > 20"]


def test_it_leaves_out_what_did_not_decide() -> None:
    part = condition("fit > 40 and (intent > 20 or rfm.frequency >= 2)")
    # Of the alternatives one ends, but the other still holds: only the fit decided.
    before, now = row(part, True, True, True), row(part, False, False, True)
    assert names(departed("s", part, before, now)) == ["fit > 40"]
    # An alternative came that was not needed: the fit decided.
    before, now = row(part, False, True, False), row(part, True, True, True)
    assert names(arrived("s", part, before, now)) == ["fit > 40"]


def test_it_names_every_alternative_that_came_and_none_that_never_held() -> None:
    part = condition("intent > 20 or rfm.frequency >= 2 or fit > 40")
    before, now = row(part, False, False, None), row(part, True, True, False)
    assert names(arrived("s", part, before, now)) == ["intent > 20", "rfm.frequency >= 2"]
    assert names(departed("s", part, now, before)) == ["intent > 20", "rfm.frequency >= 2"]


def test_it_says_nothing_where_nothing_turned() -> None:
    part = condition("intent > 20 and fit > 40")
    same = row(part, True, True)
    assert arrived("s", part, same, same) == []
    assert departed("s", part, same, same) == []


def test_it_gives_the_numbers_then_and_now_and_tells_unknown_from_false() -> None:
    part = condition("rfm.recency_days < 90")
    before, now = row(part, True, rfm_recency_days=89.5), row(part, None)
    assert departed("s", part, before, now) == [
        Turned("s", "rfm.recency_days < 90", None, (Value("rfm.recency_days", 89.5, None),))
    ]


def test_it_takes_somebody_new_as_nothing_before() -> None:
    part = condition("intent > 20")
    now = row(part, True, intent=30.0)
    assert arrived("s", part, None, now) == [
        Turned("s", "intent > 20", True, (Value("intent", None, 30.0),))
    ]


def test_it_tells_whether_a_condition_held() -> None:
    part = condition("intent > 20 and (fit > 40 or fit > 60)")
    assert isinstance(part, Chain)
    assert holds(part, row(part, True, None, True))
    assert not holds(part, row(part, True, None, False))
    assert not holds(part, None)


def test_it_keeps_no_text_of_a_person() -> None:
    part = condition("lead.title = 'director' and lead.function in ('it', 'hr')")
    assert [term.values for term in _terms(part)] == [{}, {}]
