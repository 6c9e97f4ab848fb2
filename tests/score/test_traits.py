"""Parts of fit, on the scale of 100, that add up to the last digit."""

from typing import Any

import pytest

from prospector.engine.points import FULL, nano, on_scale
from prospector.engine.traits import flags, groups_of
from prospector.score.traits import FitPart, Sheet, fit_parts
from tests.rulesets import make_ruleset

FIT = {
    "profiles": [
        {
            "id": "p",
            "label": "P",
            "groups": [
                {"id": "size", "rules": [
                    {"id": "mid", "when": "account.employees between 50 and 250", "points": 3, "why": {"en": "mid-size", "fr": "moyenne"}},
                    {"id": "some", "when": "account.employees > 10", "points": 2},
                ]},
                {"id": "more", "pick": "sum", "cap": 4, "rules": [
                    {"id": "boss", "when": "lead.seniority = 'director'", "points": 3},
                    {"id": "ops", "when": "lead.function = 'operations'", "points": 2},
                    {"id": "crm", "when": "account.crm_in_place", "points": -5},
                ]},
            ],
        }
    ]
}  # fmt: skip


def parts(*holds: bool | None, language: str = "en", missing: str = "") -> list[FitPart]:
    groups = groups_of(make_ruleset(fit=FIT))
    names = flags(groups)
    row: dict[str, Any] = {f"t{index}": one for index, one in enumerate(holds)}
    row |= {flag: name == missing for name, flag in names.items()}
    return fit_parts(Sheet(groups, row, names, language))


def test_it_counts_the_best_true_rule_of_a_group_once() -> None:
    found = {part.rule: part.nano for part in parts(True, True, False, False, False)}
    assert found["mid"] == on_scale(nano(3), nano(7))
    assert found["some"] == 0


@pytest.mark.parametrize(
    ("holds", "raw"),
    [
        ((True, True, True, True, False), 7),
        ((False, True, True, True, False), 6),
        ((True, None, True, None, False), 6),
        ((None, True, True, False, None), 0),
        ((False, False, False, False, True), 0),
    ],
)
def test_it_adds_up_to_the_lower_bound(holds: tuple[bool | None, ...], raw: float) -> None:
    assert sum(part.nano for part in parts(*holds)) == on_scale(nano(raw), nano(7))


def test_it_names_ceilings_and_the_floor() -> None:
    assert [part.cap for part in parts(True, True, True, True, False) if part.cap] == ["more"]
    assert [part.cap for part in parts(False, False, False, False, True) if part.cap] == ["total"]


def test_it_says_what_an_unknown_rule_is_worth_and_what_to_find() -> None:
    found = {
        part.rule: part for part in parts(True, True, None, False, False, missing="lead.seniority")
    }
    boss = found["boss"]
    assert (boss.holds, boss.nano, boss.unknown) == (None, 0, ("lead.seniority",))
    assert boss.worth == on_scale(nano(3), nano(7))
    assert found["mid"].unknown == ()


def test_it_says_why_in_words_or_by_the_condition() -> None:
    french = parts(True, True, True, True, False, language="fr")
    assert [part.why for part in french][:2] == ["moyenne", "account.employees > 10"]
    assert "groupe more\xa0: 4 points au plus" in [part.why for part in french]
    assert on_scale(nano(7), nano(7)) == FULL
