"""Who sends webhooks, and how each wraps, names and numbers its items."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from prospector.collect.documents import Row
from prospector.collect.hooks.verify import Delivery
from prospector.collect.profiles import (
    calendly,
    cloudevents,
    github_star,
    hubspot_objects,
    instantly,
    lemlist,
    posthog,
    rb2b,
    segment,
    smartlead,
    stripe_events,
)
from prospector.collect.profiles import prospector as own
from prospector.rules.models.feeds import HookBody

#: An item's own id, where its sender has one that another item never gets.
Key = Callable[[Delivery, Row], str | None]
#: Whether an item is known to say nothing for prospecting.
Silent = Callable[[Delivery, Row], bool]
#: Members that are stored instead of an item's own, or besides them (Any: JSON values).
Instead = Callable[[Delivery, Row], Mapping[str, Any]]
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


def _nothing_wrong(_item: Row) -> str | None:
    return None


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
    instead: Instead = _as_is
    wrap: Wrap | None = None
    #: The key of the list of items in an object.
    members: str | None = None
    #: Whether a batch may be one object per line.
    lines: bool = False
    #: Whether a list may also be posted where one item is expected.
    lists: Callable[[Delivery], bool] = _never
    #: Why an item is none of this sender's; None = it is one.
    wrong: Callable[[Row], str | None] = _nothing_wrong
    #: Secrets, and what changes when the sender tries again.
    dropped: frozenset[str] = frozenset()


_CALLS = frozenset({"track", "identify", "group", "page", "screen", "alias"})


def _of(*names: str) -> Key:
    """The key under a name; under several, all of them."""
    return lambda _delivery, item: text_key(*[item.get(name) for name in names])


def _when(test: Callable[[Row], bool]) -> Silent:
    return lambda _delivery, item: test(item)


def _call(delivery: Delivery, item: Row) -> Mapping[str, Any]:
    """A call without its device's address, and what it is where only its path says so (`/v1/track`)."""
    name = delivery.path.rstrip("/").rpartition("/")[2]
    kind = {} if "type" in item or name not in _CALLS else {"type": name}
    return {**kind, **_without(item, "context", "ip")}


def _event_of_posthog(_delivery: Delivery, item: Row) -> Mapping[str, Any]:
    return _without(item, "properties", "$ip", "token")


def _without(item: Row, name: str, *left_out: str) -> Mapping[str, Any]:
    """An object in an item without some of its members; nothing where it has none of them."""
    found = item.get(name)
    if not isinstance(found, dict) or not any(member in found for member in left_out):
        return {}
    return {name: {key: value for key, value in found.items() if key not in left_out}}


def _event_of_github(delivery: Delivery, text: str) -> str:
    """A body of GitHub with the event's name, which only a header says."""
    event = json.dumps(delivery.headers.get("x-github-event"))
    return f'{{"event":{event},"payload":{text}}}'


def _delivery_of_github(delivery: Delivery, _item: Row) -> str | None:
    return delivery.headers.get("x-github-delivery")


def _request(delivery: Delivery, _item: Row) -> str | None:
    return delivery.headers.get("x-request-id")


def _content_type(delivery: Delivery) -> str:
    return delivery.headers.get("content-type", "").strip().lower()


def _is_batched(delivery: Delivery) -> bool:
    return _content_type(delivery).startswith("application/cloudevents-batch")


def _binary_event(delivery: Delivery, text: str) -> str | None:
    """An event whose attributes are headers (`ce-…`) as one that is an object; None = it is one already."""
    if _content_type(delivery).startswith("application/cloudevents"):
        return None
    attributes = {
        name.removeprefix("ce-"): unquote(value)
        for name, value in delivery.headers.items()
        if name.startswith("ce-")
    }
    if not attributes:
        return None
    return f'{json.dumps(attributes, ensure_ascii=False)[:-1]}, "data": {text or "null"}}}'


SENDERS: dict[HookBody, Sender] = {
    HookBody.PROSPECTOR: Sender(
        profile=own.PROFILE.name,
        key=_of("kind", "external_id"),
        named_by_request=True,
        lines=True,
        dropped=frozenset({"secret"}),
    ),
    HookBody.CLOUDEVENTS: Sender(
        profile=cloudevents.PROFILE.name,
        key=_of("source", "id"),
        wrap=_binary_event,
        lists=_is_batched,
        wrong=cloudevents.wrong_with,
    ),
    HookBody.SEGMENT: Sender(
        profile=segment.PROFILE.name,
        key=_of("messageId"),
        silent=_when(segment.is_silent),
        instead=_call,
        members="batch",
        dropped=frozenset({"writeKey", "sentAt"}),
    ),
    HookBody.POSTHOG: Sender(
        profile=posthog.PROFILE.name,
        key=_of("uuid"),
        silent=_when(posthog.is_silent),
        instead=_event_of_posthog,
        members="batch",
        dropped=frozenset({"api_key", "sent_at"}),
    ),
    HookBody.GITHUB: Sender(
        profile=github_star.PROFILE.name,
        key=_delivery_of_github,
        silent=_when(github_star.is_silent),
        wrap=_event_of_github,
    ),
    HookBody.CALENDLY: Sender(
        profile=calendly.PROFILE.name,
        silent=_when(calendly.is_silent),
    ),
    HookBody.HUBSPOT: Sender(
        profile=hubspot_objects.PROFILE.name,
        silent=_when(hubspot_objects.is_silent),
        lists=_always,
        dropped=frozenset({"attemptNumber"}),
    ),
    HookBody.STRIPE: Sender(
        profile=stripe_events.PROFILE.name,
        key=_of("id"),
        silent=_when(stripe_events.is_silent),
        dropped=frozenset({"pending_webhooks"}),
    ),
    HookBody.LEMLIST: Sender(
        profile=lemlist.PROFILE.name,
        key=_of("_id"),
        silent=_when(lemlist.is_silent),
        dropped=frozenset({"secret"}),
    ),
    HookBody.INSTANTLY: Sender(
        profile=instantly.PROFILE.name,
        silent=_when(instantly.is_silent),
    ),
    HookBody.SMARTLEAD: Sender(
        profile=smartlead.PROFILE.name,
        key=_request,
        silent=_when(smartlead.is_silent),
        dropped=frozenset({"secret_key"}),
    ),
    HookBody.RB2B: Sender(profile=rb2b.PROFILE.name),
}
