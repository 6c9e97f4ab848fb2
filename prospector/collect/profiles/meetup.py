"""Who said they would come to a Meetup event. The list has no e-mail: a column must tell the company.

Rows that name neither are kept as rejects until a column is added or mapped.
"""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="meetup",
    help="RSVPs of a Meetup event; the list has no e-mail, so rows need a company or profile column to be found by",
    signatures=(signature("RSVP", "RSVPed on", "User ID; Member ID", "Name"),),
    aliases=aliases(
        attribute="User ID; Member ID; Guests; Event Host; Title; Joined Group on; Last visited group on",
    ),
    ignored=keys("RSVP; RSVPed on"),
    kinds=(
        when("event_registered", "RSVP", "yes; oui; waitlist", dated="RSVPed on"),
        when(None),
    ),
    wants={"subject": "which event it was: --set subject='…'"},
    locale="en-us",
)
