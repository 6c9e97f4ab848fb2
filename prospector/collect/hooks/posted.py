"""Feeds that may be posted to, with their secrets as they really are."""

from collections.abc import Callable
from typing import NamedTuple

from prospector.collect.hooks.verify import unusable
from prospector.errors import SettingsError
from prospector.rules.models import FeedsFile
from prospector.rules.models.feeds import Hook


class Posted(NamedTuple):
    """A feed that may be posted to."""

    hook: Hook
    secrets: tuple[str, ...]


def posted(feeds: FeedsFile, reveal: Callable[[str], str]) -> dict[str, Posted]:
    """The feeds of rules/feeds.yaml that have a hook; `reveal` puts secrets in.

    Raises:
        SettingsError: a secret is missing or empty, or a hook could accept nothing.
    """
    found = {}
    for name, rule in feeds.feeds.items():
        if rule.hook is None:
            continue
        try:
            secrets = tuple(map(reveal, rule.hook.secrets))
        except SettingsError as error:
            raise SettingsError(f"feed {name}: {error}") from None
        if why := unusable(rule.hook, secrets):
            raise SettingsError(f"feed {name}: {why}")
        found[name] = Posted(rule.hook, secrets)
    return found
