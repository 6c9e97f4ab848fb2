"""E-mail addresses: one key per mailbox, and which mailboxes belong to a function."""

import re
import unicodedata
from functools import cache, lru_cache

from prospector.data.lists import words
from prospector.identifiers.domains import host_key

_PLAIN = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ANGLES = re.compile(r"<([^<>]+)>")
_SEPARATOR = re.compile(r"[.+_-]+")
#: Characters nobody sees, which come along when an address is copied from a page: soft hyphen,
#: zero-width space, word joiner, byte order mark. Domains are read without them as well (UTS 46).
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
_TRAILING_NUMBER = re.compile(r"[._-]?\d+$")


@lru_cache(maxsize=65_536)
def email_key(raw: str) -> str | None:
    """The address in lower case (local part too), out of `Name <address>` or `mailto:`; None if none."""
    local, at, host = _bare(raw).rpartition("@")
    domain = host_key(host) if at and "@" not in local else None
    if domain is None:
        return None
    local = unicodedata.normalize("NFC", local.casefold())
    if not local or len(local) > 64:
        return None
    return f"{local}@{domain}" if _PLAIN.fullmatch(local) or _is_unusual(local) else None


def is_role_address(email: str) -> bool:
    """Whether an address belongs to a function (info@, sales@, accueil@), not to a person."""
    local = email.strip().lower().rpartition("@")[0].partition("+")[0]
    exact, open_ended = _roles()
    local = _TRAILING_NUMBER.sub("", local) or local
    if local in exact or local in open_ended:
        return True
    parts = [part for part in _SEPARATOR.split(local) if part]
    first = parts[0] if parts else local
    return first in open_ended or _opened().match(local) is not None


def _bare(raw: str) -> str:
    address = raw.strip() if raw.isascii() else raw.translate(_UNSEEN).strip()
    if found := _ANGLES.search(address):
        address = found[1].strip()
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0]
    return address.strip(" \t\r\n<>\"'`,;")


def _is_unusual(local: str) -> bool:
    """Letters of other scripts and other rare but valid local parts."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(f"{local}@mail.example", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


@cache
def _opened() -> re.Pattern[str]:
    """An open-ended role name at the start of a local part, up to a separator."""
    return re.compile(f"(?:{'|'.join(map(re.escape, _roles()[1]))})[._-]")


@cache
def _roles() -> tuple[frozenset[str], frozenset[str]]:
    entries = words("role_names")
    exact = frozenset(entry for entry in entries if not entry.endswith("*"))
    return exact, frozenset(entry[:-1] for entry in entries if entry.endswith("*"))
