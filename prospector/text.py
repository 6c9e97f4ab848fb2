"""Fold text once, in Python, so that every engine compares plain bytes."""

import unicodedata
from functools import lru_cache

#: What people type for "nothing": stored as null.
EMPTY = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "#n/a", "nil"})


@lru_cache(maxsize=65_536)
def fold(value: str) -> str:
    """Lower case, no accents, one space for every run of what is neither letter nor digit.

    Any script is kept (`fold("Łódź, 東京") == "lodz 東京"`), so equality of folded text is
    equality for readers. Compatibility forms (full-width, ligatures) fold to their plain form.
    """
    if value.isascii():
        return " ".join(value.lower().translate(_SPACED).split())
    # Case folding may compose again (and decomposing may bring capitals): twice settles it.
    decomposed = unicodedata.normalize("NFKD", value).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed).casefold().translate(_UNDECOMPOSED)
    kept = (
        char if char.isalnum() else " "
        for char in decomposed
        if unicodedata.category(char) not in ("Mn", "Cf")
    )
    return " ".join("".join(kept).split())


def clean(value: str | None) -> str | None:
    """Trim, drop control characters, and turn every spelling of "nothing" into None."""
    if value is None:
        return None
    text = "".join(" " if unicodedata.category(char) == "Cc" else char for char in value)
    text = " ".join(text.split())
    return None if text.casefold() in EMPTY else text


def shown(value: str) -> str:
    """A text as a terminal may show it: what would steer the terminal or turn the line is made visible."""
    return value if value.isascii() and value.isprintable() else value.translate(_STEERING)


_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
#: Control characters but tab and line end; characters that reverse what follows.
_STEERING = {
    **{code: 0x2400 + code for code in range(32) if code not in {9, 10}},
    **dict.fromkeys((*range(0x7F, 0xA0), *_BIDI), 0xFFFD),
}
#: What is neither letter nor digit, of the characters that nothing else has to be done to.
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
#: Letters that Unicode does not decompose but readers take for their plain neighbours.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "œ": "oe", "æ": "ae", "ð": "d", "þ": "th"}
)
