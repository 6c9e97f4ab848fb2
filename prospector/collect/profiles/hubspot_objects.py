"""Changes of HubSpot objects, as its webhook tells them: which object, and not whose.

Feeds with a key have the objects read back and never come here. Without one, the number of a contact
finds nobody: an item is refused as `no_identity` and kept, unless the changed property is itself an
address, whose new value is in the item.
"""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile
from prospector.tables import SourceRank

#: HubSpot's name of a property → the record's field.
_FIELDS = {
    "email": "email",
    "phone": "phone",
    "domain": "domain",
    "website": "domain",
}


def is_silent(item: Values) -> bool:
    """Whether a change is known to say nothing: associations, merges we see as two objects' changes."""
    return str(item.get("subscriptionType")).endswith(".associationChange")


def reshape(item: Values) -> list[dict[str, object]]:
    """What an item says of its object; raises ValueError where a person has to act."""
    happened = str(item.get("subscriptionType"))
    number = shaping.text(item.get("objectId"))
    if happened == "contact.privacyDeletion":
        raise ValueError(f"HubSpot erased contact {number}: suppress and erase them by hand")
    field = _FIELDS.get(str(item.get("propertyName")))
    found = shaping.record(
        occurred_at=shaping.text(item.get("occurredAt")),
        hubspot_id=number,
        hubspot_change=happened,
    )
    if field is not None:
        found[field] = item.get("propertyValue")
    return [found]


PROFILE = Profile(
    name="hubspot-objects",
    help="numbers of changed HubSpot objects, as its webhook brings them",
    rank=SourceRank.CRM,
    locale="en",
    reshape=reshape,
)
