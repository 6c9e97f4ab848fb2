"""Who sends webhooks, and how each wraps, names and numbers its items."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prospector.collect.documents import Row
from prospector.collect.hooks.verify import Delivery
from prospector.rules.models.feeds import HookBody

#: An item's own id, where its sender has one that another item never gets.
Key = Callable[[Delivery, Row], str | None]
#: Whether an item is known to say nothing for prospecting.
Silent = Callable[[Delivery, Row], bool]
#: What the request says about an item, to be stored with it (Any: JSON values).
Added = Callable[[Delivery, Row], Mapping[str, Any]]
#: A whole body as one item; None = it is no such body.
Wrap = Callable[[Delivery, str], str | None]


def text_key(*values: object) -> str | None:
    """A key of texts and numbers; none if one of them is missing."""
    if not all(isinstance(value, str | int) and value != "" for value in values):
        return None
    return " ".join(map(str, values))


def _no_key(_delivery: Delivery, _item: Row) -> str | None:
    return None


def _speaks(_delivery: Delivery, _item: Row) -> bool:
    return False


def _as_is(_delivery: Delivery, _item: Row) -> Mapping[str, Any]:
    return {}


def _never(_delivery: Delivery) -> bool:
    return False


def _always(_delivery: Delivery) -> bool:
    return True


@dataclass(frozen=True)
class Sender:
    """How one sort of sender writes its deliveries."""

    #: The profile that maps its items.
    profile: str
    key: Key = _no_key
    #: Whether a request's own id (`webhook-id`) names its one item.
    named_by_request: bool = False
    silent: Silent = _speaks
    added: Added = _as_is
    wrap: Wrap | None = None
    #: The key of the list of items in an object.
    members: str | None = None
    #: Whether a batch may be one object per line.
    lines: bool = False
    #: Whether a list may also be posted where one item is expected.
    lists: Callable[[Delivery], bool] = _never
    #: Secrets, and what changes when the sender tries again.
    dropped: frozenset[str] = frozenset()


def _own_key(_delivery: Delivery, item: Row) -> str | None:
    return text_key(item.get("kind"), item.get("external_id"))


SENDERS: dict[HookBody, Sender] = {
    HookBody.PROSPECTOR: Sender(
        profile="prospector",
        key=_own_key,
        named_by_request=True,
        lines=True,
        dropped=frozenset({"secret"}),
    ),
}
