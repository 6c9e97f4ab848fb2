"""Company names: one key without legal form, and the name people say."""

import re
from functools import cache, lru_cache

from prospector.data.lists import words
from prospector.text import fold

_BRACKETS = re.compile(r"(?<=\S)\s+[(\[][^)\]]*[)\]]?")
_DOTTED = re.compile(r"(?<!\w)\w(?:\.\w)+(?!\w)\.?")
_CJK_FORMS = ("株式会社", "有限会社", "有限公司", "(株)", "\uff08株\uff09")
#: What a company of one of these words alone cannot be: SAS Institute keeps its SAS.
_TOO_PLAIN = frozenset(
    {"institute", "group", "groupe", "france", "international", "holding", "software"}
)


@lru_cache(maxsize=65_536)
def company_key(raw: str) -> str | None:
    """The folded name without legal forms ("Café & Co SAS" is "cafe co"); None if it names none."""
    tokens = _folded(raw)
    while (shorter := _without_form(tokens)) != tokens:
        tokens = shorter
    key = " ".join(tokens)
    if not any(char.isalpha() for char in key) and len(key) < 3:
        return None
    return None if key in _no_company() else key


@lru_cache(maxsize=65_536)
def spoken_company(raw: str) -> str:
    """The name as people say it: no legal form, no brackets, no shouting ("ACME FRANCE SAS" is "Acme France")."""
    name = _BRACKETS.sub("", raw).strip(" ,.-")
    kept = name.split()
    while (shorter := _without_spoken_form(kept)) != kept:
        kept = shorter
    spoken = " ".join(kept).strip(" ,.-&") or name
    if spoken.isupper() and (len(kept) > 1 or len(spoken) > 5):
        return " ".join(word.capitalize() if len(word) > 3 else word for word in spoken.split())
    return spoken


@lru_cache(maxsize=65_536)
def _folded(raw: str) -> tuple[str, ...]:
    name = _BRACKETS.sub("", raw.strip())
    for form in _CJK_FORMS:
        name = name.replace(form, " ")
    return tuple(fold(_DOTTED.sub(_joined, name)).split())


def _joined(dotted: re.Match[str]) -> str:
    return dotted[0].replace(".", "")


def _without_form(tokens: tuple[str, ...]) -> tuple[str, ...]:
    after, before = _forms()
    for size in (4, 3, 2, 1):
        if len(tokens) > size and tokens[-size:] in after:
            return tokens[:-size]
    if len(tokens) > 1 and tokens[:1] in before and tokens[1] not in _TOO_PLAIN:
        return tokens[1:]
    return tokens


def _without_spoken_form(kept: list[str]) -> list[str]:
    after, before = _forms()
    for size in (4, 3, 2, 1):
        if len(kept) > size and _folded(" ".join(kept[-size:])) in after:
            return kept[:-size]
    if len(kept) > 1 and _folded(kept[0]) in before and fold(kept[1]) not in _TOO_PLAIN:
        return kept[1:]
    return kept


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    from cleanco.termdata import terms_by_country, terms_by_type

    # Its two-letter terms ("da", "et", "pp") end ordinary names; ours are listed by hand.
    listed = {
        term
        for table in (terms_by_type, terms_by_country)
        for terms in table.values()
        for term in terms
        if sum(map(str.isalnum, term)) > 2
    }
    kept = {_folded(term) for term in listed} - {("company",), ("and", "company"), ("private",)}
    own = {_folded(form) for form in words("legal_forms")}
    before = {_folded(form) for form in words("legal_forms_before")}
    return frozenset((kept | own) - {()}), frozenset(before - {()})


@cache
def _no_company() -> frozenset[str]:
    return frozenset(words("no_company")) | {""}
