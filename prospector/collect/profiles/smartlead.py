"""Events of Smartlead campaigns, in both shapes it sends.

`to_email` may be an alias of the person; `sl_lead_email` is who was written to. A sent message and
"first message sent" are one: the message's own id tells them apart from others.
"""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile
from prospector.text import fold

KINDS = {
    "EMAIL_SENT": "touched",
    "FIRST_EMAIL_SENT": "touched",
    "EMAIL_OPEN": "email_opened",
    "EMAIL_OPENED": "email_opened",
    "EMAIL_LINK_CLICK": "email_clicked",
    "EMAIL_CLICKED": "email_clicked",
    "EMAIL_REPLY": "replied",
    "EMAIL_BOUNCE": "bounced",
    "EMAIL_BOUNCED": "bounced",
    "LEAD_UNSUBSCRIBED": "opted_out",
}
#: What people file a lead under; other names say nothing we know.
CATEGORIES = {
    "interested": "replied_positive",
    "information request": "replied_positive",
    "meeting request": "replied_positive",
    "meeting booked": "meeting_booked",
    "not interested": "replied_negative",
    "do not contact": "opted_out",
    "out of office": "auto_replied",
}
_SILENT = frozenset(
    {
        "CAMPAIGN_STATUS_CHANGED",
        "UNTRACKED_REPLIES",
        "MANUAL_STEP_REACHED",
        "EMAIL_ACCOUNT_DISCONNECTED",
    }
)


def is_silent(item: Values) -> bool:
    """Whether an event is known to say nothing of a person."""
    return shaping.text(item.get("event_type")) in _SILENT


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of an event."""
    happened = str(item.get("event_type"))
    kind = KINDS.get(happened)
    if happened == "LEAD_CATEGORY_UPDATED":
        kind = CATEGORIES.get(fold(_category(item)))
    if kind is None:
        return []
    lead = shaping.inside(item, "lead_data")
    sent, reply = shaping.inside(item, "sent_message"), shaping.inside(item, "reply_message")
    return [
        shaping.record(
            kind=kind,
            occurred_at=_when(item, sent, reply, kind),
            external_id=_message(item, sent, reply, kind),
            subject=shaping.text(item.get("campaign_name")),
            text=shaping.text(item.get("preview_text"), reply.get("text"))
            if kind == "replied"
            else None,
            url=_clicked(item),
            email=shaping.address(
                item.get("sl_lead_email"),
                shaping.inside(item, "leadCorrespondence").get("targetLeadEmail"),
                lead.get("email"),
                item.get("lead_email"),
                item.get("to_email"),
            ),
            name=shaping.text(item.get("to_name"), item.get("lead_name")),
            first_name=shaping.text(lead.get("first_name")),
            last_name=shaping.text(lead.get("last_name")),
            company=shaping.text(lead.get("company_name")),
            domain=shaping.text(lead.get("website")),
            linkedin_url=shaping.text(lead.get("linkedin_profile")),
            mailbox=shaping.text(item.get("from_email")),
            bounce_type=shaping.text(item.get("bounce_type")),
            bounce_reason=shaping.text(item.get("bounce_reason"), item.get("bounce_message")),
            sequence_step=item.get("sequence_number"),
        )
    ]


def _category(item: Values) -> str:
    found = item.get("lead_category")
    named = found.get("new_name") if isinstance(found, dict) else found
    return shaping.text(named, item.get("category"), item.get("category_name")) or ""


def _when(item: Values, sent: Values, reply: Values, kind: str) -> str | None:
    own = {
        "touched": ("time_sent", sent),
        "email_opened": ("time_opened", {}),
        "email_clicked": ("time_clicked", {}),
        "replied": ("time_replied", reply),
    }
    name, message = own.get(kind, ("", {}))
    return shaping.text(item.get("event_timestamp"), item.get(name), message.get("time"))


def _message(item: Values, sent: Values, reply: Values, kind: str) -> str | None:
    """The id of the message that was sent or came; opens and clicks of one are told apart by day."""
    if kind == "touched":
        return shaping.text(sent.get("message_id"), item.get("message_id"))
    if kind == "replied":
        return shaping.text(reply.get("message_id"))
    return None


def _clicked(item: Values) -> str | None:
    found = item.get("link_details")
    link = shaping.inside(found[0]).get("link") if isinstance(found, list) and found else None
    return shaping.text(item.get("link"), item.get("clicked_url"), link)


PROFILE = Profile(
    name="smartlead",
    help="events of Smartlead campaigns (sent, opened, replied, unsubscribed …)",
    locale="en",
    id_per_kind=True,
    reshape=reshape,
)
