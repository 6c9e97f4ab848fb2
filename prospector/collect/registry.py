"""Every sort of file we recognise: one line each."""

from prospector.collect.aliases import ALIASES
from prospector.collect.profile import Profile
from prospector.collect.profiles import (
    apollo,
    ashby,
    attendees,
    builtwith,
    calendly,
    cloudevents,
    deals,
    evaboot,
    eventbrite,
    generic,
    github_star,
    greenhouse,
    harvestapi,
    hubspot,
    hubspot_crm,
    hubspot_objects,
    instantly,
    lemlist,
    lemlist_signals,
    lever,
    linkedin_connections,
    luma,
    meetup,
    post_engagement,
    posthog,
    prospector,
    rb2b,
    rss,
    salesforce,
    segment,
    smartlead,
    stripe_customers,
    stripe_events,
    theirstack,
    tool_changes,
    zoom,
)
from prospector.errors import UsageError

GENERIC = generic.PROFILE
PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        post_engagement.PROFILE,
        luma.PROFILE,
        hubspot.PROFILE,
        linkedin_connections.PROFILE,
        greenhouse.PROFILE,
        lever.PROFILE,
        ashby.PROFILE,
        tool_changes.PROFILE,
        harvestapi.PROFILE,
        evaboot.PROFILE,
        eventbrite.PROFILE,
        zoom.PROFILE,
        meetup.PROFILE,
        attendees.PROFILE,
        salesforce.PROFILE,
        deals.PROFILE,
        apollo.PROFILE,
        stripe_customers.PROFILE,
        builtwith.PROFILE,
        theirstack.PROFILE,
        rss.PROFILE,
        hubspot_crm.PROFILE,
        lemlist_signals.PROFILE,
        calendly.PROFILE,
        cloudevents.PROFILE,
        github_star.PROFILE,
        hubspot_objects.PROFILE,
        instantly.PROFILE,
        lemlist.PROFILE,
        posthog.PROFILE,
        prospector.PROFILE,
        rb2b.PROFILE,
        segment.PROFILE,
        smartlead.PROFILE,
        stripe_events.PROFILE,
        GENERIC,
    )
}

#: Every column name that means something to somebody: what a header is recognised by.
KNOWN_KEYS = frozenset(ALIASES).union(*(p.known_keys() for p in PROFILES.values()))


def recognise(keys: frozenset[str]) -> Profile:
    """The profile whose columns a file has; the generic one if it is nobody's."""
    best = max(PROFILES.values(), key=lambda profile: profile.recognises(keys))
    return best if best.recognises(keys) else GENERIC


def named(name: str) -> Profile:
    """A profile by its name.

    Raises:
        UsageError: there is none; the message lists them.
    """
    if name not in PROFILES:
        raise UsageError(f"no profile {name!r}: choose one of {', '.join(PROFILES)}")
    return PROFILES[name]
