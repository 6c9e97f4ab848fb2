"""What to say when nobody is planned because it is a quiet day: why, until when, what to do now."""

from typing import TYPE_CHECKING

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
    said = f"today is {why}, on which nobody is written to (`quiet` in rules/policy.yaml)"
    if back is None:
        return said
    then = f"{back:%Y-%m-%d}"
    return (
        f"{said}; the next queue is that of {then}: `prospector --as-of {then}T08:00 draft`"
        " writes it today, then `prospector queue` shows it"
    )
