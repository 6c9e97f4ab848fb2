"""Attendees of an Eventbrite event: only a check-in proves that somebody came.

The buyer's address stands on every ticket of an order, so the ticket's own number is its id.
"""

from prospector.collect.profile import Profile, aliases, keys, signature, when

_STATUS = "Attendee Status; Status"
_CHECKED_IN = "Checked In"

PROFILE = Profile(
    name="eventbrite",
    help="attendees of an Eventbrite event; Checked In is attendance, Attending a registration",
    signatures=(
        signature("Attendee #", "Attendee Status", "Order #; Order Date"),
        signature("Order #", "Attendee Status; Ticket Type", "Order Date", "Email"),
    ),
    aliases=aliases(
        external_id="Attendee #; Attendee no.",
        subject="Event Name",
        city="Home City; Work City",
        region="Home State; Work State",
        country="Home Country; Work Country",
        attribute="Order #; Ticket Type; Price Tier; Quantity; Total Paid; Currency; Group; Affiliate; Promo Code",
    ),
    ignored=keys(
        "Fees Paid; Eventbrite Fees; Eventbrite Payment Processing; Home Address 1; Home Address 2;"
        " Home Zip; Order Type; Attendee Status; Checked In; Order Date; Event Date"
    ),
    kinds=(
        when("event_attended", _STATUS, "checked in", dated="Event Date; Event Start Date"),
        when(
            "event_attended",
            _CHECKED_IN,
            "yes; true; 1; checked in",
            dated="Event Date; Event Start Date",
        ),
        when("event_registered", _STATUS, "attending", dated="Order Date"),
        when(None, _STATUS),
        when("event_registered", dated="Order Date"),
    ),
    wants={"subject": "which event it was: --set subject='…'"},
    id_per_kind=True,
    locale="en-us",
)
