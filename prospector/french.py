"""French as it is set, and French for English sentences that the store or JSON keeps."""

import re
from collections.abc import Mapping
from string import Formatter

#: What a placeholder says of its value: a sentence of the book too, or a number to be written.
_TOLD, _NUMBER = "told", "n"
_MARKS = re.compile(r" (?=[:;?!»%](?:[\s).,]|$))|(?<=«) ")
_WORDS = Formatter()


def typeset(text: str) -> str:
    """No line ends before a colon, a semicolon or a mark, nor inside of quotes' ends."""
    return _MARKS.sub("\N{NO-BREAK SPACE}", text)


def typeset_all(words: Mapping[str, str]) -> dict[str, str]:
    """A table of words by name, typeset."""
    return {name: typeset(text) for name, text in words.items()}


def number(text: str) -> str:
    """A number as English writes it, written as in French: `1,234.5` becomes `1 234,5`."""
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


def numeral(text: str, language: str) -> str:
    """A number as English writes it, written as a language does."""
    return number(text) if language == "fr" else text


class Phrasebook:
    """French for English sentences with places in them, such as `{cells} cells where {columns} were`.

    The first that fits is it. A value goes over as it is; `{why:told}` in the French is a sentence of the book itself, and
    `{size:n}` a number.
    """

    def __init__(self, french: Mapping[str, str]) -> None:
        self._entries = [(_pattern(english), typeset(told)) for english, told in french.items()]

    def __call__(self, sentence: str, language: str) -> str:
        """The sentence in a language; what the book does not know stays as it is."""
        return sentence if language != "fr" else self.french(sentence) or sentence

    def french(self, sentence: str) -> str | None:
        """The sentence in French; None = the book does not know it."""
        for pattern, told in self._entries:
            if (found := pattern.fullmatch(sentence)) is not None:
                said = self._filled(told, found.groupdict())
                if said is not None:
                    return said
        return None

    def _filled(self, told: str, values: Mapping[str, str]) -> str | None:
        said = []
        for text, name, manner, _ in _WORDS.parse(told):
            said.append(text)
            if name is not None:
                value = self._value(values[name], manner or "")
                if value is None:
                    return None
                said.append(value)
        return "".join(said)

    def _value(self, value: str, manner: str) -> str | None:
        if manner == _TOLD:
            return self.french(value)
        return number(value) if manner == _NUMBER else value


def _pattern(english: str) -> re.Pattern[str]:
    """What finds a sentence, and the values in its places."""
    parts = (
        re.escape(text) + (f"(?P<{name}>.*?)" if name is not None else "")
        for text, name, _, _ in _WORDS.parse(english)
    )
    return re.compile("".join(parts), re.DOTALL)
