"""What a server answered, taken for what it is: a table, JSON, or a feed — never a web page."""

import json
import re
from typing import Any, Literal, NamedTuple

from prospector.collect import dotted
from prospector.collect.documents import ITEM_KEYS
from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer

Sort = Literal["csv", "json", "jsonl", "rss"]

_MARK = b"\xef\xbb\xbf"
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body|script|title)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>?", re.IGNORECASE | re.DOTALL)
_HEAD = 4_096
#: What to do where the feed says at which path items are.
SET_ITEMS = "; set items: in the feed"
_SHOWN = 60


class Items(NamedTuple):
    """The items of a JSON answer: the text of their list, how many they are, and the whole answer."""

    text: str
    size: int
    whole: Any  # any JSON value


def sort_of(answer: Answer, declared: Sort | None) -> Sort:
    """What the answer is, if that is what the feed says it should be.

    Raises:
        FeedRefused: it is something else; the message shows how it begins.
    """
    head = answer.content.removeprefix(_MARK).lstrip()[:_HEAD]
    if _WEB_PAGE.match(head):
        raise FeedRefused(
            f"{_shown(answer)}, a web page, instead of {declared or 'data'}:"
            " is a key missing, or is this the page the data are linked from?"
        )
    found = _begins_as(head)
    if declared is None:
        if found == "csv" and _is_lone_value(answer):
            raise FeedRefused(f"{_shown(answer)}, instead of a list or an object")
        return found
    if found != ("json" if declared == "jsonl" else declared):
        raise FeedRefused(f"{_shown(answer)}, instead of {declared}")
    return declared


def items_of(answer: Answer, path: str | None, *, fix: str = "") -> Items:
    """The items of a JSON answer, at a path, or where services put them; `fix` says what to do.

    Raises:
        FeedRefused: it is no JSON, or there is no list.
    """
    text = answer.content.removeprefix(_MARK).decode("utf-8", "surrogateescape")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise FeedRefused(f"{_shown(answer)}, instead of JSON") from None
    keys = dotted.keys_of(whole, _usual_path(whole) if path is None else path)
    found = None if keys is None else dotted.value_at(whole, ".".join(keys))
    if keys is None or not isinstance(found, list):
        where = "no list of items" if path is None else f"no list at {path!r}"
        known = ", ".join(whole) if isinstance(whole, dict) else "none"
        raise FeedRefused(f"{answer.address}: {where} in the answer{fix} (its keys: {known})")
    return Items(dotted.text_at(text, keys), len(found), whole)


def object_of(answer: Answer) -> dict[str, Any]:  # Any: JSON values
    """The object a JSON answer is.

    Raises:
        FeedRefused: it is something else.
    """
    try:
        whole = json.loads(answer.content)
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict):
        raise FeedRefused(f"{_shown(answer)}, instead of a JSON object")
    return whole


def _usual_path(whole: object) -> str:
    if not isinstance(whole, dict):
        return ""
    usual = (key for key, value in whole.items() if key in ITEM_KEYS and isinstance(value, list))
    return next(usual, "")


def _begins_as(head: bytes) -> Sort:
    if head[:1] in (b"{", b"["):
        return "json"
    return "rss" if head.startswith(b"<") else "csv"


def _is_lone_value(answer: Answer) -> bool:
    """Whether what calls itself JSON is `null`, a text or a number."""
    if "json" not in answer.headers.get("content-type", ""):
        return False
    try:
        json.loads(answer.content)
    except ValueError:
        return False
    return True


def _shown(answer: Answer) -> str:
    """Address, content type and first words, as an error names them."""
    head = answer.content.removeprefix(_MARK)[:_HEAD].decode("utf-8", "replace")
    words = " ".join(_TAG.sub(" ", head).split())
    printable = "".join(char for char in words if char.isprintable())[:_SHOWN]
    kind = answer.headers.get("content-type", "").split(";")[0].strip() or "something unnamed"
    return f"{answer.address}: answers {kind} ({printable!r})"
