"""Calls of Segment's and RudderStack's clients: what people did, who they are, where they work.

People are found by an e-mail: in `traits`, `context.traits` or `properties`, or as the `userId`, or
in an earlier call with this `userId`; where the feed declares consent, an `anonymousId` is of the person whom a call
named beside it. A call that names nobody is refused and kept. The address of a visitor's device is never kept.
"""

from prospector.collect.hooks import shaping, tracking
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile
from prospector.text import fold

#: Before ids of visitors: a user may be called alike. Ids of users never begin with a space.
_VISITOR = " anonymous "


def is_silent(item: Values) -> bool:
    """Whether a call is known to say nothing for prospecting."""
    event = item.get("event")
    return item.get("type") == "track" and isinstance(event, str) and fold(event) in tracking.SILENT


def reshape(item: Values) -> list[dict[str, object]]:
    """The record in a call; raises ValueError where a person has to act."""
    kind = item.get("type")
    if kind == "delete":
        raise ValueError(
            f"user {shaping.text(item.get('userId'))} asks to be erased: suppress and erase them by hand"
        )
    context = shaping.inside(item, "context")
    traits = {**shaping.inside(context, "traits"), **shaping.inside(item, "traits")}
    properties = shaping.inside(item, "properties")
    who = tracking.person(traits) if kind != "group" else {}
    email = shaping.address(
        traits.get("email") if kind != "group" else shaping.inside(context, "traits").get("email"),
        properties.get("email"),
        item.get("userId"),
    )
    who |= shaping.record(
        email=email,
        language=who.get("language") or shaping.text(context.get("locale")),
        time_zone=shaping.text(context.get("timezone")),
        occurred_at=shaping.text(item.get("timestamp"), item.get("originalTimestamp")),
        user_id=shaping.sender_id(item.get("userId")),
        visitor_id=_visitor(item),
    )
    if kind == "alias":
        return [who]
    if kind == "identify":
        return [tracking.traits(traits) | who]
    if kind == "group":
        group = shaping.record(group_id=shaping.text(item.get("groupId")))
        said = shaping.inside(item, "traits")
        return [who | tracking.account(said) | group]
    if kind in ("page", "screen"):
        return [_visited(item, context, properties) | who]
    event = item.get("event")
    if kind == "track" and isinstance(event, str):
        event_id = shaping.text(item.get("messageId"))
        return [tracking.happened(event, properties, event_id=event_id) | _seen_with(context) | who]
    return []


def _visitor(item: Values) -> str | None:
    previous = item.get("previousId") if item.get("type") == "alias" else None
    found = shaping.sender_id(previous, item.get("anonymousId"))
    return None if found is None else _VISITOR + found


def _visited(item: Values, context: Values, properties: Values) -> dict[str, object]:
    at = shaping.inside(context, "page")
    title = shaping.text(properties.get("title"), item.get("name"), item.get("category"))
    url = shaping.text(properties.get("url"), at.get("url"), properties.get("path"), at.get("path"))
    found = shaping.page(url, title)
    referrer = shaping.text(properties.get("referrer"), at.get("referrer"))
    more = shaping.record(page_title=title, referrer=referrer, external_id=item.get("messageId"))
    return found | more | _seen_with(context)


def _seen_with(context: Values) -> dict[str, object]:
    return shaping.record(
        user_agent=shaping.text(context.get("userAgent")),
        campaign=shaping.text(shaping.inside(context, "campaign").get("name")),
    )


PROFILE = Profile(
    name="segment",
    help="calls of Segment's and RudderStack's clients (track, identify, group, page), as webhooks bring them",
    locale="en",
    reshape=reshape,
    sender_id="user_id",
    visitor_id="visitor_id",
)
