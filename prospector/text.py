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


#: Letters that Unicode does not decompose but readers take for their plain neighbours.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "œ": "oe", "æ": "ae", "ð": "d", "þ": "th"}
)
