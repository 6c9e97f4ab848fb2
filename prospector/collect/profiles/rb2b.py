"""Visitors of our site as RB2B tells them: a page a person or company looked at."""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of a visit: RB2B's own columns, and which page it was."""
    seen = shaping.page(shaping.text(item.get("Captured URL")))
    said = {name: value for name, value in item.items() if name != "Captured URL"}
    return [said | seen]


PROFILE = Profile(
    name="rb2b",
    help="visitors of our site, as RB2B's webhook brings them",
    locale="en",
    reshape=reshape,
)
