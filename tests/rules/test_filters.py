"""What a template may do to a value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from prospector.rules import filters, sandbox
from prospector.rules.filters import FILTERS, MissingValue
from prospector.rules.sandbox import Refused


def run(source: str, **context: Any) -> str:
    return sandbox.render(sandbox.compile_text(source), context)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 'Sales Manager'|lowerfirst }}", "sales Manager"),
        ("{{ 'CRM rollout'|lowerfirst }}", "CRM rollout"),
        ("{{ ''|lowerfirst }}", ""),
        ("{{ 'we help'|upperfirst }}", "We help"),
        ("{{ 'a b'|title }}", "A B"),
        ("{{ 'aB c'|capitalize }}", "Ab c"),
        ("{{ 'ab'|upper }}{{ 'AB'|lower }}{{ ' x '|trim }}", "ABabx"),
        ("{{ 'a long enough text'|truncate(12) }}", "a long…"),
        ("{{ 'short'|truncate(12) }}", "short"),
        ("{{ 'a-b-c'|replace('-', '+') }}", "a+b+c"),
        ("{{ 'one two'|wordcount }}", "2"),
        ("{{ 2.5|round }} {{ 2.456|round(1) }}", "2 2.5"),
        ("{{ '12'|int + 1 }} {{ '1.5'|float }} {{ -3|abs }}", "13 1.5 3"),
        ("{{ 12.0 }} {{ 1.5 }}", "12 1.5"),
        ("{{ xs|join(', ') }}", "b, a, b"),
        ("{{ xs|join(', ', ' and ') }}", "b, a and b"),
        ("{{ xs|first }}{{ xs|last }}{{ xs|length }}", "bb3"),
        ("{{ xs|sort|join }}{{ xs|unique|join }}{{ xs|reverse|join }}", "abbbabab"),
        ("{{ ns|min }}{{ ns|max }}{{ ns|sum }}", "136"),
        ("{{ xs|map('upper')|join }}", "BAB"),
        ("{{ ns|select('gt', 1)|join('-') }}", "3-2"),
        ("{{ ns|reject('odd')|join('-') }}", "2"),
        ("{{ none|default('you') }}{{ ''|default('me', true) }}{{ ''|d('no') }}", "youme"),
    ],
)
def test_it_makes(source: str, text: str) -> None:
    assert run(source, xs=["b", "a", "b"], ns=[3, 1, 2]) == text


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Acme", "d'Acme"),
        ("Écofrais", "d'Écofrais"),
        ("Globex", "de Globex"),
        ("Honda", "de Honda"),
        ("Hôtel du Lac", "d'Hôtel du Lac"),
        ("Yvelines Métal", "d'Yvelines Métal"),
        ("Yamaha", "de Yamaha"),
        ("Onze", "de Onze"),
        ("3M", "de 3M"),
    ],
)
def test_it_elides_as_french_does(name: str, spoken: str) -> None:
    assert run("{{ name|de }}", name=name) == spoken


def test_it_writes_numbers_as_the_language_does() -> None:
    assert run("{{ 1234567|number }}", language="en") == "1,234,567"
    assert run("{{ 1234.5|number(1) }}", language="fr") == "1\u202f234,5"


@pytest.mark.parametrize("name", sorted(set(FILTERS) - filters.ACCEPT_UNKNOWN))
def test_it_never_writes_an_unknown_value_as_text(name: str) -> None:
    extra = {"replace": "('a', 'b')", "map": "('upper')"}.get(name, "")
    with pytest.raises((MissingValue, Refused)):
        run(f"{{{{ (x|{name}{extra})|string }}}}", x=None)


def test_it_explains_every_filter() -> None:
    assert all(FILTERS[name].__doc__ for name in FILTERS)


def test_it_prints_the_table_of_the_docs() -> None:
    text = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    start, end = "<!-- filters:start -->\n", "\n<!-- filters:end -->"
    assert text[text.index(start) + len(start) : text.index(end)] == filters.table()


@pytest.mark.parametrize("source", ["{{ xs|list|length }}", "{{ xs|map('string')|length }}"])
def test_it_walks_through_200_items_at_most(source: str) -> None:
    assert run(source, xs=list(range(200))) == "200"
    with pytest.raises(Refused, match="200"):
        run(source, xs=list(range(201)))


def test_it_takes_only_lists_for_lists() -> None:
    values: list[object] = ["text", 1, {"a": 1}]
    for value in values:
        with pytest.raises(Refused):
            run("{{ x|join(',') }}", x=value)


@pytest.mark.parametrize("values", [{"x": 1e300}, {"x": float("inf")}, {"x": float("nan")}])
def test_it_keeps_numbers_in_bounds(values: Mapping[str, float]) -> None:
    with pytest.raises(Refused):
        run("{{ x * 2 }}", **values)


def test_it_counts_within_range() -> None:
    assert run("{{ range(2, 5)|join }}") == "234"
