"""Events of PostHog's clients. Its own events (`$…`) say little: page views, what people are set to be, who they were.

A visitor's `distinct_id` is drawn by the client; `$identify` and `$create_alias` say whose it was.
"""

from prospector.collect.hooks import shaping, tracking
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile
from prospector.text import fold

_SET = frozenset({"$set", "$identify", "$create_alias"})
#: Kinds of groups that are companies.
_COMPANIES = frozenset({"company", "organization", "organisation", "account"})


def is_silent(item: Values) -> bool:
    """Whether an event is known to say nothing for prospecting."""
    event = item.get("event")
    if not isinstance(event, str):
        return False
    if event == "$groupidentify":
        return _company(item) is None
    if event.startswith("$"):
        return event not in _SET and event != "$pageview"
    return fold(event) in tracking.SILENT


def reshape(item: Values) -> list[dict[str, object]]:
    """The record in an event."""
    event = item.get("event")
    properties = shaping.inside(item, "properties")
    if not isinstance(event, str):
        return []
    if event == "$groupidentify":
        company = _company(item)
        return [] if company is None else [company]
    traits = {
        **shaping.inside(item, "$set_once"),
        **shaping.inside(properties, "$set_once"),
        **shaping.inside(properties, "$set"),
        **shaping.inside(item, "$set"),
    }
    who = tracking.person(traits) | shaping.record(
        email=shaping.address(
            traits.get("email"),
            properties.get("email"),
            properties.get("$user_id"),
            properties.get("alias") if event == "$create_alias" else item.get("distinct_id"),
        ),
        occurred_at=shaping.text(item.get("timestamp")),
    )
    who |= _ids(item, properties)
    if event in _SET:
        return [tracking.traits(traits) | who]
    seen = shaping.record(user_agent=shaping.text(properties.get("$raw_user_agent")))
    event_id = shaping.text(item.get("uuid"))
    if event == "$pageview":
        url = shaping.text(properties.get("$current_url"), properties.get("$pathname"))
        at = shaping.page(url) | shaping.record(
            external_id=event_id, referrer=shaping.text(properties.get("$referrer"))
        )
        return [at | seen | who]
    said = {name: value for name, value in properties.items() if not name.startswith("$")}
    return [tracking.happened(event, said, event_id=event_id) | seen | who]


def _ids(item: Values, properties: Values) -> dict[str, object]:
    """The user and the visitor; PostHog calls both by the same sort of id."""
    distinct = shaping.sender_id(item.get("distinct_id"))
    if item.get("event") == "$create_alias":
        before = shaping.sender_id(properties.get("distinct_id"))
        return shaping.record(
            user_id=shaping.sender_id(properties.get("alias")), visitor_id=before or distinct
        )
    is_drawn = any(
        properties.get(name) is False for name in ("$is_identified", "$process_person_profile")
    )
    if is_drawn or distinct == (properties.get("$device_id") or False):
        return shaping.record(visitor_id=distinct)
    before = shaping.sender_id(properties.get("$anon_distinct_id"))
    return shaping.record(user_id=distinct, visitor_id=before)


def _company(item: Values) -> dict[str, object] | None:
    """The company a group is, where its name or domain is told; who told it is made up by the client."""
    properties = shaping.inside(item, "properties")
    if str(properties.get("$group_type")).lower() not in _COMPANIES:
        return None
    found = tracking.account(shaping.inside(properties, "$group_set"))
    if "company" not in found and "domain" not in found:
        return None
    more = shaping.record(
        occurred_at=shaping.text(item.get("timestamp")),
        group_id=shaping.text(properties.get("$group_key")),
    )
    return found | more


PROFILE = Profile(
    name="posthog",
    help="events of PostHog's clients, as webhooks bring them",
    locale="en",
    reshape=reshape,
    sender_id="user_id",
    visitor_id="visitor_id",
)
