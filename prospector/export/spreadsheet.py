"""Cells that a spreadsheet shows and never runs."""

import re
import unicodedata

_STARTS_FORMULA = frozenset("=+-@")
_STARTS_ODDLY = frozenset("\t\r\n")
#: A phone number begins with a plus and is no formula; people want to read it unchanged.
_PHONE = re.compile(r"\+[0-9][0-9 ]*")


def safe(value: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    What comes first for a spreadsheet is what follows blanks and invisible characters, and
    full-width signs count as plain ones.
    """
    if not value or _PHONE.fullmatch(value):
        return value
    if value[0] in _STARTS_ODDLY or _first_seen(value) in _STARTS_FORMULA:
        return f"'{value}"
    return value


def _first_seen(value: str) -> str:
    for char in value:
        if unicodedata.category(char)[0] not in "ZC":
            return unicodedata.normalize("NFKC", char)[0]
    return ""
