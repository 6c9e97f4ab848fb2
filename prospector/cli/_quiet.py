"""What to say when nobody is planned because it is a quiet day: why, until when, what to do now."""

from typing import TYPE_CHECKING

from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


def hint(app: "App") -> str | None:
    """One sentence on a quiet day of the workspace; None = today is none."""
    from prospector.cli._drafts import today
    from prospector.policy.quiet import left_alone

    policy, language = app.ruleset.policy, app.settings.language
    home = app.ruleset.company.default_country
    found = left_alone(today(app), policy.quiet, home, language=language)
    if found is None:
        return None
    why, back = found
    said = words(app)("quiet.day", why=why)
    if back is None:
        return said
    return said + words(app)("quiet.next", day=f"{back:%Y-%m-%d}")
