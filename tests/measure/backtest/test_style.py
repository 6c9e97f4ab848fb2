"""The style is allowed by its own hash, and every class it colours stays readable in the dark."""

import hashlib
import re
from base64 import b64encode

from prospector.measure.backtest.style import STYLE, policy


def test_it_is_the_only_thing_a_browser_may_use() -> None:
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert policy() == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_it_gives_every_colour_by_name_in_the_light_the_dark_and_on_paper() -> None:
    named = set(re.findall(r"var\((--\w+)\)", STYLE))
    places = re.findall(r":root \{([^}]*)\}", STYLE)
    assert len(places) == 3
    assert all(named <= set(re.findall(r"(--\w+):", place)) for place in places)
