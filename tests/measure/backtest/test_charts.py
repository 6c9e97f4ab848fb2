"""Charts are drawn to scale, without scripts, and say themselves in words."""

import re
from xml.etree import ElementTree as ET

import pytest

from prospector.measure.backtest.charts import (
    NARROW,
    WIDE,
    Layout,
    Mark,
    Row,
    chart,
    ratios,
    shares,
)

SVG = "{http://www.w3.org/2000/svg}"


def mark(value: float | None, low: float | None, high: float | None, css: str = "new") -> Mark:
    return Mark(css, value, low, high, "so much")


def drawn(rows: list[Row], at: Layout = WIDE, *, doubles: bool = False) -> ET.Element:
    scale = ratios(rows, str) if doubles else shares(rows, lambda share: f"{share:.2f}")
    text = chart(rows, scale, "a & b")
    whole = f'<div xmlns="http://www.w3.org/2000/svg">{text}</div>'
    (found,) = (one for one in ET.fromstring(whole) if one.get("class") == at.css)
    return found


def places(root: ET.Element, css: str, at: Layout = WIDE) -> list[list[float]]:
    """The start, middle and end of each mark of a class, as shares of the width."""

    def share(x: str) -> float:
        return (float(x) - at.left) / (at.width - at.left - at.right)

    found = []
    for group in root.iter(f"{SVG}g"):
        if group.get("class") != css:
            continue
        line, circle = group.find(f"{SVG}line"), group.find(f"{SVG}circle")
        assert line is not None
        x = share(circle.attrib["cx"]) if circle is not None else -1.0
        found.append([share(line.attrib["x1"]), x, share(line.attrib["x2"])])
    return found


@pytest.mark.parametrize("at", [WIDE, NARROW])
def test_it_draws_shares_from_zero_to_what_is_needed(at: Layout) -> None:
    root = drawn([Row("A1", [mark(0.2, 0.1, 0.35)])], at)
    assert places(root, "new", at)[0] == pytest.approx([0.25, 0.5, 0.875], abs=1e-3)
    axis = [text.text for text in root.iter(f"{SVG}text") if text.get("class") is None]
    assert axis == ["0.00", "0.10", "0.20", "0.30", "0.40"]


def test_it_writes_labels_above_the_marks_on_a_narrow_screen() -> None:
    root = drawn([Row("x" * 32, [mark(0.2, 0.1, 0.35)]), Row("y", [mark(0.2, 0.1, 0.3)])], NARROW)
    labels = [text for text in root.iter(f"{SVG}text") if text.get("class") == "label"]
    assert {text.attrib["x"] for text in labels} == {"0"}
    circles = [float(one.attrib["cy"]) for one in root.iter(f"{SVG}circle")]
    lines = [float(text.attrib["y"]) for text in labels]
    assert lines[0] < circles[0] - 8 < circles[0] + 8 < lines[1] < circles[1] - 8


def test_it_draws_ratios_by_doubles_about_one() -> None:
    root = drawn([Row("hiring", [mark(2.0, 1.0, 4.0)])], doubles=True)
    assert places(root, "new")[0] == pytest.approx([0.5, 0.75, 1.0], abs=1e-3)
    assert 'class="line"' in chart([], ratios([], str), "x")


def test_it_ends_at_the_edge_what_has_no_end() -> None:
    root = drawn([Row("never without", [mark(None, 0.0, None)])], doubles=True)
    assert places(root, "new")[0] == pytest.approx([0.0, -1.0, 1.0])


def test_it_says_in_words_what_it_draws() -> None:
    root = drawn([Row("a<b>", [mark(0.1, 0.0, 0.2)]), Row("none", [], "too few")])
    texts = [element.text for element in root.iter() if element.text]
    assert {"a<b>", "none", "too few", "so much"} <= set(texts)
    assert (root.get("role"), root.get("aria-label")) == ("img", "a & b")


def test_it_holds_no_style_and_no_script() -> None:
    text = chart(
        [Row("x", [mark(0.1, 0.0, 0.2), mark(0.1, 0.0, 0.2, "old")])], shares([], str), "x"
    )
    assert not re.search(r"style=|<script|on\w+=", text)
    assert "<polygon" in text
