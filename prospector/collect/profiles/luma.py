"""Guests of a Luma event. Registered is not attended: only a check-in proves presence."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="luma",
    help="guest list of a Luma event; a check-in is attendance, an approval a registration",
    signatures=(
        signature("guest_id; api_id", "approval_status", "checked_in_at"),
        signature("approval_status", "checked_in_at", "email"),
    ),
    aliases=aliases(
        external_id="guest_id; api_id",
        phone="phone_number",
        subject="event_name",
        attribute=(
            "ticket_name; custom_source; utm_source; survey_response_rating;"
            " survey_response_feedback; amount; currency; approval_status; created_at; checked_in_at"
        ),
    ),
    ignored=keys(
        "qr_code_url; amount_tax; amount_discount; coupon_code; eth_address; solana_address; ticket_type_id"
    ),
    kinds=(
        when("event_attended", "checked_in_at", dated="checked_in_at"),
        when("event_registered", "approval_status", "approved", dated="created_at"),
        when(None),
    ),
    wants={"subject": "which event it was: --set subject='…'"},
    id_per_kind=True,
)
