"""Read numbers as sources write them. What a lone comma means is declared, never guessed."""

import re
from typing import Literal

from prospector.collect.reject import Problem, RejectCode
from prospector.text import fold

Decimal = Literal[",", "."]

_NUMBER = re.compile(r"([+-]?)(\d[\d.,]*|[.,]\d+)([a-z]*)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_SPACES = re.compile(r"[\s'\u2019_]")
_SCALES = {
    "": 1,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "md": 1e9,
    "mds": 1e9,
    "bn": 1e9,
    "b": 1e9,
}
_RANGE = re.compile(r"(\d[\d\s.,]*)\s*(?:-|\u2013|\u2014|to|a|et|and)\s*(\d[\d\s.,]*)")
_WHOLE = re.compile(r"\d[\d\s.,]*")
_AROUND = re.compile(r"[^\d\s.,'\u2019_+-]+")
#: A phone number or an id in this column has more, and no integer column holds it.
_MOST_DIGITS = 9
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "euro": "EUR", "euros": "EUR", "dollars": "USD"}
_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HUF|RON|JPY|MAD|TND)\b")


def read_number(text: str, decimal: Decimal | None) -> float | Problem:
    """A number, with or without a currency, thousands marks or a `k` or `M` behind it."""
    plain = _CODE.sub("", text)
    for symbol in _SYMBOLS:
        plain = re.sub(rf"(?i){re.escape(symbol)}(?![a-z])", "", plain)
    found = _NUMBER.fullmatch(_SPACES.sub("", plain).lower())
    scale = _SCALES.get(found[3]) if found else None
    if found is None or scale is None:
        return Problem(RejectCode.BAD_NUMBER, f"{text!r} is no number")
    digits = _point(found[2], decimal)
    if isinstance(digits, Problem):
        return digits
    value = float(digits) * scale
    if value >= 1e15:
        return Problem(RejectCode.BAD_NUMBER, f"{text!r} is too large")
    return -value if found[1] == "-" else value


def read_share(text: str, decimal: Decimal | None) -> float | Problem:
    """A number from 0 to 1, or a percentage."""
    percent = text.endswith("%")
    value = read_number(text.rstrip("% "), decimal)
    if isinstance(value, Problem):
        return value
    share = value / 100 if percent else value
    return (
        share if 0 <= share <= 1 else Problem(RejectCode.BAD_VALUE, f"{text!r} is not from 0 to 1")
    )


def read_whole(text: str) -> int | Problem:
    """A head count: `1 200`, `1,200`, `200+`; of a range (`51-200`, `50 à 99`) its middle."""
    plain = " ".join(_AROUND.sub(_word, text.replace("\u00e0", "a")).split()).strip(" +-")
    if found := _RANGE.fullmatch(plain):
        low, high = _count(found[1]), _count(found[2])
        if low is not None and high is not None and low <= high:
            return (low + high) // 2
    value = _count(plain) if _WHOLE.fullmatch(plain) else None
    return Problem(RejectCode.BAD_NUMBER, f"{text!r} is no head count") if value is None else value


def read_currency(text: str) -> str | Problem:
    """An ISO code, from the code or a symbol."""
    code = text.strip().upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    return currency_in(text) or Problem(RejectCode.BAD_VALUE, f"{text!r} is no currency")


def currency_in(text: str) -> str | None:
    """The currency an amount is written with, if it is."""
    if found := _CODE.search(text):
        return found[1]
    plain = text.casefold()
    return next((code for symbol, code in _SYMBOLS.items() if symbol in plain), None)


def _point(digits: str, decimal: Decimal | None) -> str | Problem:
    """The digits with a point for the decimal mark and no thousands marks."""
    marks = digits.count(",") + digits.count(".")
    if marks == 0:
        return digits
    if "," in digits and "." in digits:
        return _two_marks(digits)
    mark = "," if "," in digits else "."
    grouped = _GROUPED.fullmatch(digits) is not None and not digits.startswith("0")
    if marks > 1 and not grouped:
        return Problem(RejectCode.BAD_NUMBER, f"{digits!r} is no number")
    if marks == 1 and grouped and decimal is None:
        either = f"{digits.replace(mark, '')} or {digits.replace(mark, '.')}"
        return Problem(RejectCode.AMBIGUOUS_NUMBER, f"{digits!r} can be {either}")
    is_thousands = marks > 1 or (grouped and decimal != mark)
    return digits.replace(mark, "" if is_thousands else ".")


def _two_marks(digits: str) -> str | Problem:
    """The last mark is the decimal one; the other parts thousands."""
    mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    whole, _, rest = digits.rpartition(mark)
    if _GROUPED.fullmatch(whole) and mark not in whole:
        return f"{whole.replace('.', '').replace(',', '')}.{rest}"
    return Problem(RejectCode.BAD_NUMBER, f"{digits!r} is no number")


def _count(text: str) -> int | None:
    plain = re.sub(r"\s", "", text).rstrip(".,")
    if re.fullmatch(r"\d+(?:[.,]0+)?", plain) and not _GROUPED.fullmatch(plain):
        digits = re.split(r"[.,]", plain)[0]
    elif _GROUPED.fullmatch(plain) or plain.isdecimal():
        digits = plain.replace(".", "").replace(",", "")
    else:
        return None
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _word(found: re.Match[str]) -> str:
    """Keep the words of a range, drop every other."""
    word = fold(found[0])
    return f" {word} " if word in ("to", "a", "et", "and") or found[0] in "\u2013\u2014" else " "
