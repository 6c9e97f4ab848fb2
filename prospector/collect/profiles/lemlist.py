"""Activities of lemlist campaigns: what we sent, and what came back.

The activities themselves are read; the state groups lemlist derives from them (`attracted`,
`warmed` …) tell the same things again and are left alone.
"""

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

KINDS = {
    "emailsSent": "touched",
    "emailsOpened": "email_opened",
    "emailsClicked": "email_clicked",
    "emailsReplied": "replied",
    "emailsInterested": "replied_positive",
    "emailsNotInterested": "replied_negative",
    "emailsBounced": "bounced",
    "emailsUnsubscribed": "opted_out",
    "linkedinSent": "touched",
    "linkedinVoiceNoteDone": "touched",
    "linkedinReplied": "replied",
    "linkedinInterested": "replied_positive",
    "linkedinNotInterested": "replied_negative",
    "linkedinInviteDone": "invited",
    "linkedinInviteAccepted": "accepted",
    "whatsappMessageSent": "touched",
    "whatsappReplied": "replied",
    "smsSent": "touched",
    "smsReplied": "replied",
    "manualInterested": "replied_positive",
    "manualNotInterested": "replied_negative",
    "apiInterested": "replied_positive",
    "apiNotInterested": "replied_negative",
    "aircallDone": "called",
    "aircallInterested": "replied_positive",
    "aircallNotInterested": "replied_negative",
    "apiUnsubscribed": "opted_out",
}
#: What lemlist derives from activities, and what only its own users want to know.
_SILENT = frozenset(
    {
        "contacted",
        "hooked",
        "attracted",
        "warmed",
        "interested",
        "notInterested",
        "skipped",
        "paused",
        "resumed",
        "annotated",
        "campaignComplete",
        "connectionIssue",
        "customDomainErrors",
        "sendLimitReached",
        "apiDone",
        "apiFailed",
        "aircallCreated",
        "aircallEnded",
        "manualDone",
        "linkedinOpened",
        "linkedinVisitDone",
        "linkedinFollowDone",
        "linkedinEndorseDone",
        "opportunitiesDone",
    }
)
_UNTOLD = ("Failed", "Skipped")


def is_silent(item: Values) -> bool:
    """Whether an activity is known to say nothing of a person."""
    kind = item.get("type")
    if not isinstance(kind, str) or kind in KINDS:
        return False
    return kind in _SILENT or kind.startswith("lemwarm") or kind.endswith(_UNTOLD)


def reshape(item: Values) -> list[dict[str, object]]:
    """The record of an activity."""
    kind = KINDS.get(str(item.get("type")))
    if kind is None:
        return []
    step = item.get("sequenceStep")
    return [
        shaping.record(
            kind=kind,
            occurred_at=shaping.text(item.get("createdAt")),
            external_id=shaping.text(item.get("_id")),
            subject=shaping.text(item.get("campaignName"), item.get("name")),
            text=shaping.text(item.get("text")) if kind.startswith("replied") else None,
            url=shaping.text(item.get("url"), item.get("link")),
            email=shaping.address(item.get("leadEmail"), item.get("email")),
            phone=shaping.text(item.get("leadPhone"), item.get("phone")),
            linkedin_url=shaping.text(item.get("linkedinUrl"), item.get("leadLinkedinUrl")),
            first_name=shaping.text(item.get("leadFirstName"), item.get("firstName")),
            last_name=shaping.text(item.get("leadLastName"), item.get("lastName")),
            company=shaping.text(item.get("leadCompanyName"), item.get("companyName")),
            mailbox=shaping.text(item.get("sendUserEmail")),
            channel_used="linkedin" if str(item.get("type")).startswith("linkedin") else None,
            sequence_step=step + 1 if isinstance(step, int) else None,
            error=shaping.text(item.get("errorMessage")),
            machine=True if item.get("bot") is True else None,
        )
    ]


PROFILE = Profile(
    name="lemlist",
    help="activities of lemlist campaigns (sent, opened, replied, unsubscribed …)",
    locale="en",
    reshape=reshape,
)
