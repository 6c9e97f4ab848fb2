"""What new rules may ask: no names, no staff, nobody's gender, and enough cases each."""

import polars as pl

from prospector.measure.learn.bins import SUPPORT
from prospector.measure.learn.candidates import (
    of_people,
    of_signals,
    of_titles,
    person_fields,
    signal_fields,
)
from prospector.rules.models import Scope, ValueType
from tests.rulesets import KINDS, make_ruleset

RULES = make_ruleset(
    signals={
        "kinds": KINDS | {"touched": {"label": "wrote"}},
        "fields": {
            "plan": {"entity": "account", "type": "text"},
            "speaker": {"entity": "signal", "type": "bool"},
            "rank": {"entity": "signal", "type": "number"},
        },
    }
)


def signals(kind: str, count: int, **columns: object) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": kind,
            "lead_id": pl.Series(range(count), dtype=pl.Int64),
            "account_id": pl.Series(range(count), dtype=pl.Int64),
            "subject_of": None,
            "topic": None,
            "attribute_speaker": None,
            **columns,
        },
        schema_overrides={
            "subject_of": pl.String, "topic": pl.String, "attribute_speaker": pl.Boolean,
            "account_id": pl.Int64, "lead_id": pl.Int64,
        },
    )  # fmt: skip


def test_it_never_asks_for_names_staff_gender_or_what_answers_change() -> None:
    asked = set(person_fields(RULES))
    for name in ("civility", "email", "phone", "linkedin_url", "title", "owner", "lifecycle"):
        assert f"lead.{name}" not in asked
    for name in ("name", "domain", "owner", "relation"):
        assert f"account.{name}" not in asked
    assert "account.plan" in asked


def test_it_asks_for_text_and_truth_attributes_of_signals() -> None:
    assert signal_fields(RULES) == ["signal.subject_of", "signal.topic", "signal.speaker"]


def test_it_asks_for_kinds_that_enough_people_sent_and_for_no_outcome() -> None:
    told = pl.concat(
        [signals("post liked", SUPPORT), signals("job posted", SUPPORT - 1),
         signals("replied", 99), signals("touched", 99)]
    )  # fmt: skip
    assert of_signals(RULES, told) == [
        ("signal.kind = 'post_liked'", "post_liked", Scope.LEAD, None)
    ]


def test_it_counts_the_companys_signals_where_nobody_sent_them() -> None:
    told = signals("job posted", SUPPORT, lead_id=pl.Series([None] * SUPPORT, dtype=pl.Int64))
    assert [one.scope for one in of_signals(RULES, told)] == [Scope.ACCOUNT]


def test_it_asks_for_sorts_of_a_kind() -> None:
    told = pl.concat(
        [signals("post liked", 50, topic="d'après", attribute_speaker=True),
         signals("post liked", 80).with_columns(pl.col("lead_id") + 100)]
    )  # fmt: skip
    found = {one.condition: one.detail for one in of_signals(RULES, told)}
    assert found == {
        "signal.kind = 'post_liked'": None,
        "signal.kind = 'post_liked' and signal.topic = 'd''après'": ("topic", "d'après"),
        "signal.kind = 'post_liked' and signal.speaker = true": ("speaker", True),
    }


def test_it_shows_known_words_in_our_spelling() -> None:
    told = pl.DataFrame({"lead.seniority": ["c level"] * 40 + ["head"] * 40})
    known = {"lead.seniority": ValueType.TEXT}
    assert [one.condition for one in of_people(known, told)] == [
        "lead.seniority = 'c_level'",
        "lead.seniority = 'head'",
    ]


def test_it_asks_for_the_pace_of_a_company() -> None:
    assert {"account.surge", "account.momentum"} <= set(person_fields(RULES))


def test_it_asks_for_words_of_titles_that_enough_people_hold() -> None:
    titles = pl.Series(
        ["chef de projet lean"] * SUPPORT + ["plant it"] * (SUPPORT - 1) + [None] * SUPPORT,
        dtype=pl.String(),
    )
    # A rank, a link word, a short one, one that too few hold: nothing to ask for.
    assert [one.condition for one in of_titles(titles)] == [
        "matches_word(lead.title, 'lean')",
        "matches_word(lead.title, 'projet')",
    ]
    assert {(one.source, one.of_signal) for one in of_titles(titles)} == {("lead.title", False)}


def test_it_asks_for_no_word_that_tells_man_from_woman() -> None:
    titles = ["acheteuse", "acheteur", "technicienne", "conseillere", "conseiller", "avocat"]
    titles += ["avocate", "redactrice", "qualite", "ouvrier", "musicien"]
    held = pl.Series([title for title in titles for _ in range(SUPPORT)])
    assert [one.condition for one in of_titles(held)] == ["matches_word(lead.title, 'qualite')"]
