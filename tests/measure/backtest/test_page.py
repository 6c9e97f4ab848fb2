"""The page says what the report says, loads nothing and runs nothing."""

import re
from html.parser import HTMLParser

import pytest

from prospector.measure.backtest.figures import Calibration
from prospector.measure.backtest.page import page
from prospector.measure.backtest.style import STYLE
from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.rates import rate
from prospector.sheet import policy
from tests.measure.backtest.told import a_report, a_side


class Seen(HTMLParser):
    """Every tag with its attributes, and the texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


TWO = a_report(a_side(), a_side("in force"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_loads_nothing_and_runs_nothing(language: str) -> None:
    text = page(TWO, language)
    seen = Seen(text)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(seen.tags)
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert not {"style", "src", "href"} & seen.attributes
    assert not re.search(r"url\(|@import|https?:", text)


def test_it_allows_the_browser_its_own_style_alone() -> None:
    text = page(TWO, "en")
    assert f'content="{policy(STYLE)}"' in text
    assert f"<style>{STYLE}</style>" in text


def test_it_opens_with_what_it_predicts_and_why_it_may_mislead() -> None:
    words = Seen(page(TWO, "en")).words
    assert words.index("Backtest: predicts replies, not meetings") < words.index(
        "Past drafts followed the rules of then"
    )
    assert "20.0\N{NO-BREAK SPACE}% (15.0 to 26.1)" in words
    assert "rules/ less in force: +5.0 points (-1.0 to +11.0). The difference is not clear" in words


def test_it_has_a_table_for_every_chart() -> None:
    seen = Seen(page(TWO, "en"))
    charts = seen.tags.count("svg") - 2  # the key's two shapes
    # precision, parts, grades twice, rules twice; the parts have a table each, the cases one more;
    # each chart is there for wide and for narrow screens
    assert (charts, seen.tags.count("table")) == (2 * 6, 8)


def test_it_calls_rules_by_their_own_name_whatever_it_is() -> None:
    words = Seen(page(a_report(a_side(), a_side("rules")), "fr")).words
    assert "rules/ moins rules : +5,0 points" in words


def test_it_speaks_french() -> None:
    text = page(TWO, "fr")
    assert '<html lang="fr">' in text
    words = Seen(text).words
    assert "Backtest : prédit les réponses, pas les rendez-vous" in words
    assert "20,0\N{NO-BREAK SPACE}%" in words
    assert "too few" not in words
    assert "in force" not in words
    assert "rules/ moins en vigueur : +5,0 points" in words
    assert "trop peu" in words


def test_it_escapes_what_rules_are_called() -> None:
    text = page(a_report(a_side("<i>x</i>")), "en")
    assert "<i>" not in text
    assert "a<b>" not in text
    assert "core/a&lt;b&gt;" in text


def test_it_says_too_few_instead_of_a_number() -> None:
    nothing = Calibration(10, 10, None, (), None, None, None)
    side = a_side(
        bins=(),
        calibration=nothing,
        rules=(),
        precision=a_side().precision.__class__(9, 9, rate(1, 9), rate(1, 2)),
    )
    few = a_report(side, rungs=(Counted(Rung.REPLIED, 20, 2, 0, 0),))
    seen = Seen(page(few, "en"))
    words = seen.words
    assert "svg" not in seen.tags  # no axis without a mark
    assert seen.tags.count("table") == 2  # precision and cases: no heading without a row
    assert "Of 0 compared" not in words
    assert "Too few outcomes" in words
    assert words.count("too few") >= 4
    assert "1 of 9" in words
