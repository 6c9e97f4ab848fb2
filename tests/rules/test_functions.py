"""Every function of the table, run on DuckDB, unknowns included."""

import re
from pathlib import Path

import pytest

from prospector.rules import fields
from prospector.rules.conditions import ConditionError, parse
from prospector.rules.functions import FUNCTIONS
from tests.rules.trees import ROWS, in_duckdb

BLANK = ROWS[0]


def worth(source: str, **values: object) -> object:
    """A condition on one lead whose other fields are unknown."""
    row = {**BLANK, **{name.replace("__", "."): value for name, value in values.items()}}
    return in_duckdb(source, [row])[0]


@pytest.mark.parametrize(
    ("source", "title", "answer"),
    [
        ("contains(lead.title, 'sale')", "head of sales", True),
        ("contains(lead.title, 'SALE', 'vente')", "directeur des ventes", True),
        ("contains(lead.title, 'ingénieur d''affaires')", "ingenieur d affaires", True),
        ("contains(lead.title, 'sale')", "head of it", False),
        ("contains(lead.title, 'sale')", None, None),
        ("starts_with(lead.title, 'head', 'chief')", "chief of staff", True),
        ("starts_with(lead.title, 'of')", "head of it", False),
        ("starts_with(lead.title, 'of')", None, None),
        ("matches_word(lead.title, 'it')", "head of it", True),
        ("matches_word(lead.title, 'it', 'hr')", "it", True),
        ("matches_word(lead.title, 'of IT')", "head of it", True),
        ("matches_word(lead.title, 'it')", "recruiter", False),
        ("matches_word(lead.title, 'it')", None, None),
        ("coalesce(lead.title, 'x') = 'X'", None, True),
        ("coalesce(lead.title, 'x') = 'x'", "y", False),
    ],
)
def test_it_reads_texts(source: str, title: str | None, answer: bool | None) -> None:  # noqa: FBT001 - a column of the table above
    assert worth(source, lead__title=title) is answer


@pytest.mark.parametrize(
    ("tools", "answer"),
    [(["hubspot", "sap"], True), (["hub"], False), ([], False), (None, None)],
)
def test_it_reads_lists(tools: list[str] | None, answer: bool | None) -> None:  # noqa: FBT001 - a column of the table above
    assert worth("has(account.tools, 'HubSpot', 'pipedrive')", account__tools=tools) is answer


def test_it_compares_a_list_with_another_field() -> None:
    tools = ["hubspot"]
    source = "has(account.tools, account.city)"
    assert worth(source, account__tools=tools, account__city="hubspot") is True
    assert worth(source, account__tools=tools, account__city=None) is None


@pytest.mark.parametrize(("first", "second", "answer"), [(None, 4, True), (2, 4, False)])
def test_it_takes_the_first_known_number(first: int | None, second: int, answer: bool) -> None:  # noqa: FBT001 - a column of the table above
    source = "coalesce(account.employees, account.sites, 0) > 3"
    assert worth(source, account__employees=first, account__sites=second) is answer


def test_it_describes_each_function_once() -> None:
    for name, function in FUNCTIONS.items():
        assert function.name == name
        assert function.meaning.endswith(".")
        assert function.signature.startswith(f"{name}(")


def test_it_leaves_what_needs_all_signals_to_the_engine() -> None:
    unspelled = {name for name, function in FUNCTIONS.items() if not function.spelling}
    assert unspelled == {"fired", "days_since", "count_signals", "distinct_people"}


def test_it_writes_signatures_as_people_do() -> None:
    assert FUNCTIONS["contains"].signature == "contains(text, 'a text', …)"
    assert FUNCTIONS["count_signals"].signature == "count_signals('kind', days)"


def test_it_is_described_in_the_language_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules-language.md").read_text(encoding="utf-8")
    for function in FUNCTIONS.values():
        assert f"| `{function.signature}` | {function.meaning} |" in page


def test_it_answers_as_the_page_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules-language.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(.+?)` \| (.+) \|$", page.partition("## What the checker says")[2], re.MULTILINE
    )
    assert len(rows) == 7
    for source, answer in rows[:-1]:  # the last one is about a whole file
        with pytest.raises(ConditionError) as caught:
            parse(source, fields.INTENT, kinds=("met", "post_liked"))
        assert caught.value.message == answer
