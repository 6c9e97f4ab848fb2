"""Keep what `${NAME}` stood for out of everything people read: labels, errors, the run log."""

import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

_REFERENCE = re.compile(r"\$\{\w+\}")
#: Shorter values are no secrets, and would be found in every word.
_SHORTEST = 4


class Secrets:
    """Reveals the secrets of one feed, and writes their names again where they show."""

    def __init__(self, reveal: Callable[[str], str]) -> None:
        self._reveal = reveal
        self._names: dict[str, str] = {}

    def reveal(self, text: str) -> str:
        """The text with every `${NAME}` replaced by its value.

        Raises:
            SettingsError: a name stands for nothing.
        """
        for name in _REFERENCE.findall(text):
            value = self._reveal(name)
            if len(value) >= _SHORTEST:
                for written in (value, quote(value), quote(value, safe=""), quote_plus(value)):
                    self._names[written] = name
        return self._reveal(text)

    def mask(self, text: str) -> str:
        """The text with every revealed value replaced by its `${NAME}`."""
        for value in sorted(self._names, key=len, reverse=True):
            text = text.replace(value, self._names[value])
        return text
