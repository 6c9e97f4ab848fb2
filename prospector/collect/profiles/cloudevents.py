"""CloudEvents 1.0 whose data is the generic record; what the record leaves out, the envelope says.

The kind is the record's, else the last word of the event's type (`com.acme.trial_started`); a type that
ends in created, updated or changed says nothing but what somebody is: an update.
"""

import base64
import json
import re

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

#: What every event has.
REQUIRED = ("specversion", "id", "source", "type")
_STATES = frozenset({"created", "updated", "changed", "upserted"})
_PARTS = re.compile(r"[./:]")


def wrong_with(event: Values) -> str | None:
    """Why an event is none of CloudEvents 1.0; None = it is one."""
    missing = [name for name in REQUIRED if not shaping.text(event.get(name))]
    if missing:
        return f"no CloudEvent: {', '.join(missing)} missing"
    if event["specversion"] != "1.0":
        return f"specversion {event['specversion']!r}: 1.0 is read"
    if "data" in event and "data_base64" in event:
        return "both data and data_base64"
    return None


def reshape(item: Values) -> list[dict[str, object]]:
    """The record in an event; raises ValueError where its data are none."""
    data = _data(item)
    word = _PARTS.split(str(item.get("type")))[-1]
    kind = shaping.text(data.get("kind")) or (None if word.lower() in _STATES else word)
    named = f"{item.get('source')} {item.get('id')}"
    said = shaping.record(
        kind=kind,
        external_id=shaping.text(data.get("external_id")) or named,
        occurred_at=shaping.text(data.get("occurred_at")) or shaping.text(item.get("time")),
        subject=shaping.text(data.get("subject")) or shaping.text(item.get("subject")),
    )
    return [dict(data) | said]


def _data(item: Values) -> Values:
    data = item.get("data")
    if "data_base64" in item:
        data = json.loads(base64.b64decode(str(item["data_base64"]), validate=True))
    if not isinstance(data, dict):
        raise TypeError("data is no object: the generic record is expected")
    return data


PROFILE = Profile(
    name="cloudevents",
    help="CloudEvents 1.0 whose data is the generic record",
    locale="en",
    reshape=reshape,
)
