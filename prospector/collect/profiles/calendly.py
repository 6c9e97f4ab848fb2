"""Meetings booked through Calendly. A new time for an old meeting is no second meeting."""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

_SILENT = frozenset({"invitee.canceled", "invitee_no_show.created", "invitee_no_show.deleted"})
#: What a page's tracking tells where people came from.
_TRACKING = ("utm_source", "utm_medium", "utm_campaign")


def is_silent(item: Values) -> bool:
    """Whether an event is known to say nothing: cancelled, or booked before and moved."""
    moved = bool(shaping.inside(item, "payload").get("old_invitee"))
    return shaping.text(item.get("event")) in _SILENT or (
        item.get("event") == "invitee.created" and moved
    )


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of a booking."""
    if item.get("event") != "invitee.created" or is_silent(item):
        return []
    payload = shaping.inside(item, "payload")
    meeting = shaping.inside(payload, "scheduled_event")
    tracking = shaping.inside(payload, "tracking")
    booked = shaping.record(
        kind="meeting_booked",
        occurred_at=shaping.text(payload.get("created_at"), item.get("created_at")),
        external_id=shaping.text(payload.get("uri")),
        subject=shaping.text(meeting.get("name")),
        email=shaping.address(payload.get("email")),
        name=shaping.text(payload.get("name")),
        first_name=shaping.text(payload.get("first_name")),
        last_name=shaping.text(payload.get("last_name")),
        phone=shaping.text(payload.get("text_reminder_number")),
        time_zone=shaping.text(payload.get("timezone")),
        meeting_starts_at=shaping.text(meeting.get("start_time")),
        **{name: shaping.text(tracking.get(name)) for name in _TRACKING},
    )
    return [shaping.columns(booked, _answers(payload))]


def _answers(payload: Values) -> dict[str, object]:
    """What was asked and answered: a question is a column's header, as in a list of guests."""
    asked = payload.get("questions_and_answers")
    found: dict[str, object] = {}
    for item in asked if isinstance(asked, list) else []:
        question = shaping.text(shaping.inside(item).get("question"))
        answer = shaping.text(shaping.inside(item).get("answer"))
        if question and answer:
            found.setdefault(question, answer)
    return found


PROFILE = Profile(
    name="calendly",
    help="meetings booked through Calendly, as its webhook brings them; questions are read as columns",
    locale="en",
    reshape=reshape,
)
