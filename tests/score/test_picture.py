"""The waterfall as SVG."""

import re
from xml.etree import ElementTree as ET

import pytest

from prospector.engine.points import NANO
from prospector.score.picture import name_of, signed, svg
from prospector.score.waterfall import Bar

BARS = [
    Bar("attended", None, "why <b>&", 60 * NANO, 0, (0,)),
    Bar("left", None, "why", -80 * NANO, 60 * NANO, (1, 2)),
    Bar("total", None, "floor", 20 * NANO, -20 * NANO, (3,), cap=True),
]


def pictures() -> list[str]:
    """The wide one and the narrow one."""
    text = svg(BARS, 0, label="Intent", language="en")
    return [f"{one}</svg>" for one in text.split("</svg>")[:-1]]


def rects(text: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', text)
    return [(kind, float(x), float(x) + float(width)) for kind, x, width in found]


@pytest.mark.parametrize("text", pictures())
def test_it_begins_each_bar_where_the_last_one_ended(text: str) -> None:
    up, down, cap, _ = rects(text)
    assert [one[0] for one in (up, down, cap)] == ["up", "down", "cap"]
    assert abs(up[2] - down[2]) < 0.2
    assert abs(down[1] - cap[1]) < 0.2
    assert abs(cap[2] - up[1]) < 0.2  # back at zero


@pytest.mark.parametrize("text", pictures())
def test_it_is_well_formed_and_escapes_what_rules_say(text: str) -> None:
    # Our own text, made two lines above.
    root = ET.fromstring(text)
    width, height = (float(value) for value in root.attrib["viewBox"].split()[2:])
    for one in root.iter("rect"):
        assert 0 <= float(one.attrib["x"]) <= width - float(one.attrib["width"])
        assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height
    assert "why &lt;b&gt;&amp;" in text


def test_it_writes_no_letter_outside_the_picture() -> None:
    wide, narrow = (ET.fromstring(text) for text in pictures())
    assert {one.attrib.get("text-anchor") for one in wide.iter("text")} == {"end"}
    # Above the bars there is room for the longest name, at some 7 units a letter.
    assert {one.attrib["x"] for one in narrow.iter("text")} == {"0", "354"}
    tops = [float(one.attrib["y"]) for one in narrow.iter("rect")]
    lines = [float(one.attrib["y"]) for one in narrow.iter("text")][::2]
    assert all(0 < top - line < 8 for top, line in zip(tops, lines, strict=True))


def test_it_names_bars_in_the_language() -> None:
    assert [name_of(bar, "fr") for bar in BARS] == [
        "attended",
        "left (2 signaux)",
        "plafond ou plancher\xa0: total",
    ]


def test_it_signs_points() -> None:
    assert [signed(value * NANO, "en") for value in (3, 0, -3)] == [
        "+3.0",
        "0.0",
        "\N{MINUS SIGN}3.0",
    ]
