"""Events of Instantly campaigns. What a lead was uploaded with comes along as further keys."""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

KINDS = {
    "email_sent": "touched",
    "email_opened": "email_opened",
    "link_clicked": "email_clicked",
    "email_link_clicked": "email_clicked",
    "reply_received": "replied",
    "auto_reply_received": "auto_replied",
    "email_bounced": "bounced",
    "lead_unsubscribed": "opted_out",
    "lead_interested": "replied_positive",
    "lead_not_interested": "replied_negative",
    "lead_meeting_booked": "meeting_booked",
    "lead_meeting_completed": "met",
    "lead_closed": "deal_won",
}
_SILENT = frozenset(
    {
        "account_error",
        "campaign_completed",
        "lead_neutral",
        "lead_out_of_office",
        "lead_wrong_person",
        "supersearch_enrichment_completed",
    }
)
#: Keys that are read, or that hold what we wrote ourselves.
_READ = frozenset(
    {
        "timestamp",
        "event_type",
        "workspace",
        "campaign_id",
        "campaign_name",
        "lead_email",
        "email",
        "email_account",
        "step",
        "variant",
        "is_first",
        "email_id",
        "email_subject",
        "email_text",
        "email_html",
        "reply_text_snippet",
        "reply_subject",
        "reply_text",
        "reply_html",
        "unibox_url",
    }
)


def is_silent(item: Values) -> bool:
    """Whether an event is known to say nothing of a person."""
    return shaping.text(item.get("event_type")) in _SILENT


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of an event."""
    kind = KINDS.get(str(item.get("event_type")))
    if kind is None:
        return []
    happened = shaping.record(
        kind=kind,
        occurred_at=shaping.text(item.get("timestamp")),
        subject=shaping.text(item.get("campaign_name")),
        text=shaping.text(item.get("reply_text_snippet"), item.get("reply_text")),
        email=shaping.address(item.get("lead_email"), item.get("email")),
        mailbox=shaping.text(item.get("email_account")),
        sequence_step=item.get("step"),
    )
    uploaded = {name: value for name, value in item.items() if name not in _READ}
    return [shaping.columns(happened, uploaded)]


PROFILE = Profile(
    name="instantly",
    help="events of Instantly campaigns (sent, opened, replied, unsubscribed …)",
    locale="en",
    reshape=reshape,
)
