"""LinkedIn profiles: one key for the shapes a profile's address comes in."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_OPAQUE = re.compile(r"AC[ow]AA[A-Za-z0-9_-]{10,}", re.ASCII)
_URN = re.compile(r"urn:li:(?:fsd?_(?:miniProfile|profile)|member):(AC[ow]AA[A-Za-z0-9_-]{10,})")
_SLUG = re.compile(r"[^\s/?#%&=<>\"'\\,;:@]{1,150}")
#: Path prefixes of the mobile site and of links in LinkedIn's own mails.
_PREFIXES = frozenset({"mwlite", "comm", "m"})


@lru_cache(maxsize=65_536)
def profile_key(raw: str) -> str | None:
    """`linkedin.com/in/slug` of a personal profile, or None.

    Scheme, country host, trailing path, query and percent-encoding go; an opaque id (`ACoAA…`)
    keeps its case, because it means something there.
    """
    text = raw.strip().strip("<>\"'")
    if urn := _URN.search(text):
        return f"linkedin.com/in/{urn[1]}"
    slug = _slug(text)
    if slug is None:
        return None
    if not _OPAQUE.fullmatch(slug):
        slug = unicodedata.normalize("NFC", slug.lower())
    return f"linkedin.com/in/{slug}" if _SLUG.fullmatch(slug) else None


def is_opaque(key: str) -> bool:
    """Whether a profile key holds LinkedIn's internal id: it cannot be joined to the slug offline."""
    return _OPAQUE.fullmatch(key.rpartition("/")[2]) is not None


def _slug(text: str) -> str | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text.lstrip('/')}")
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    path = [part for part in parts.path.split("/") if part]
    if host == "in" and "://" not in text:  # a bare /in/slug
        return _decoded(path[0]) if path else None
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        return None
    if path and path[0].lower() in _PREFIXES:
        path = path[1:]
    return _decoded(path[1]) if len(path) > 1 and path[0].lower() == "in" else None


def _decoded(slug: str) -> str:
    """Undo percent-encoding, also when it was applied twice."""
    for _ in range(3):
        decoded = unquote(slug)
        if decoded == slug:
            break
        slug = decoded
    return slug
