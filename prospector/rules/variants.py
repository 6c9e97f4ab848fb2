"""Variants of a message: a second text beside the first, dealt to leads by lot, each the same every time.

`1-hello.email.en.j2` is variant a, `1-hello.email.en.b.j2` beside it variant b.
"""

import hashlib
import re
from collections.abc import Collection
from typing import NamedTuple

#: The variant without a letter in its name.
FIRST = "a"
_LETTER = re.compile(r"\.([b-z])\.j2$")


class Variant(NamedTuple):
    """A message, by the name of its first text, and which text of it."""

    message: str
    letter: str


def variant_of(template: str) -> Variant:
    """Which text of which message a template's name says."""
    found = _LETTER.search(template)
    if found is None:
        return Variant(template, FIRST)
    return Variant(f"{template[: found.start()]}.j2", found[1])


def template_of(message: str, letter: str) -> str:
    """The name of one text of a message."""
    return message if letter == FIRST else f"{message.removesuffix('.j2')}.{letter}.j2"


def dealt(lead_id: int, message: str, letters: Collection[str]) -> str:
    """The text a lead gets; one more text takes its share from each of the others, and moves nobody else.

    `message` is the place in the sequence, the same for every channel and language.
    """
    return max(letters, key=lambda letter: _lot(f"{message}\0{letter}\0{lead_id}"))


def _lot(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
