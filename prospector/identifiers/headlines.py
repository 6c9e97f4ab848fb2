"""Headlines people write under their name: a title, and a guess at the company."""

import re
from functools import cache, lru_cache

from prospector.data.lists import words
from prospector.identifiers.companies import company_key
from prospector.text import fold

_AT = re.compile(
    r"(?:^|\s+)(?:at|chez|bei|presso|en\s+poste\s+chez)\s+|(?:^|\s+)@\s*|(?<=\w)@\s+", re.IGNORECASE
)
_BAR = re.compile(r"\s*[|•·▪►/]\s+|\s+[|•·▪►/]\s*|\s*\|\s*")
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+|\s*,\s+")
#: Where a company's name ends in running text.
_END = re.compile(
    r"\s*[|•·▪►;:!?(\[{]|\s+[-\u2013\u2014]\s+|,\s+|\.\s|\s+(?:&|and|et)\s+(?=ex\b)|\s{2,}"
)
_PICTURES = re.compile(r"[^\w\s.,;:!?'\u2019&+@|/()\[\]{}#%*\"“”«»•·▪►\u2013\u2014-]")
_FORMER = re.compile(
    r"^(?:ex|former|formerly|ancien|ancienne|anciennement|previously)\b", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def split_headline(headline: str) -> tuple[str | None, str | None]:
    """Title and company guess of a headline ("Head of Sales at Acme | Speaker"). Only a guess."""
    text = " ".join(_PICTURES.sub(" | ", headline).split()).strip("| ")
    if not text:
        return None, None
    first, *rest = [part for part in _BAR.split(text) if part] or [text]
    for part in (first, *rest):
        title, company = _at(part)
        if company:
            return title or (_title(first) if part != first else None), company
    title, company = _dashed(first)
    return title or _title(first), company


def _at(part: str) -> tuple[str | None, str | None]:
    pieces = _AT.split(part, maxsplit=1)
    if len(pieces) < 2 or _FORMER.match(part):
        return None, None
    company = _company(pieces[1])
    if company and company.islower() and not pieces[0].islower():  # "Sales at scale"
        return None, None
    return _title(pieces[0]), company


def _dashed(part: str) -> tuple[str | None, str | None]:
    """`Plant manager - Acme`: the part without a word of a role, if the other has one."""
    pieces = [piece for piece in _DASH.split(part) if piece]
    if len(pieces) != 2 or " at " in part:
        return None, None
    left, right = map(_has_role, pieces)
    if left and not right:
        return _title(pieces[0]), _company(pieces[1])
    if right and not left and _is_short(pieces[0]):
        return _title(pieces[1]), _company(pieces[0])
    return None, None


def _title(text: str) -> str | None:
    return text.strip(" ,;:-\u2013\u2014@|") or None


def _company(text: str) -> str | None:
    name = _END.split(text.strip(), maxsplit=1)[0].strip(' ,;:.-\u2013\u2014@"“”«»')
    if not name or len(name) > 60 or len(name.split()) > 6 or company_key(name) is None:
        return None
    return name


def _has_role(text: str) -> bool:
    return not _role_words().isdisjoint(fold(text).split())


def _is_short(text: str) -> bool:
    return len(text.split()) <= 4


@cache
def _role_words() -> frozenset[str]:
    return frozenset(words("role_words"))
