"""Every class the style colours stays readable in the dark and on paper."""

import re

from prospector.measure.backtest.style import STYLE


def test_it_gives_every_colour_by_name_in_the_light_the_dark_and_on_paper() -> None:
    named = set(re.findall(r"var\((--\w+)\)", STYLE))
    places = re.findall(r":root \{([^}]*)\}", STYLE)
    assert len(places) == 3
    assert all(named <= set(re.findall(r"(--\w+):", place)) for place in places)
