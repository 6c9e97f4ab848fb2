"""Stars of a repository, as GitHub's webhook tells them.

A star names a login and nothing a person is found by, unless the account shows an e-mail or company:
most are refused as `no_identity` and kept. `watch` tells the same star again and is left alone.
"""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile


def is_silent(item: Values) -> bool:
    """Whether a delivery is anything but a person's new star."""
    payload = shaping.inside(item, "payload")
    bot = shaping.inside(payload, "sender").get("type") == "Bot"
    return bot or item.get("event") != "star" or payload.get("action") != "created"


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of a star."""
    payload = shaping.inside(item, "payload")
    if is_silent(item):
        return []
    sender = shaping.inside(payload, "sender")
    company = shaping.text(sender.get("company"))
    return [
        shaping.record(
            kind="starred_repo",
            occurred_at=shaping.text(payload.get("starred_at")),
            subject=shaping.text(shaping.inside(payload, "repository").get("full_name")),
            url=shaping.text(shaping.inside(payload, "repository").get("html_url")),
            email=shaping.address(sender.get("email")),
            name=shaping.text(sender.get("name")),
            company=None if company is None else company.lstrip("@"),
            domain=shaping.text(sender.get("blog")),
            github_login=shaping.text(sender.get("login")),
            github_url=shaping.text(sender.get("html_url")),
        )
    ]


PROFILE = Profile(
    name="github-star",
    help="stars of a repository, as GitHub's webhook brings them",
    locale="en",
    reshape=reshape,
)
