"""Customers exported from Stripe: who pays us. What they paid is a running total, not an order.

The total makes one purchase per customer, so that nobody who paid is treated as a stranger; later
totals are seen, not added. Orders come from the shop's own list or from Stripe's webhooks.
"""

from prospector.collect.profile import Profile, aliases, keys, signature, when
from prospector.tables import SourceRank

_TOTAL = "Total Spend"

PROFILE = Profile(
    name="stripe-customers",
    help="customers exported from Stripe: whoever spent something is a customer",
    signatures=(
        signature("Created (UTC)", _TOTAL, "Email", "id"),
        signature(_TOTAL, "Email", "id", "Description"),
    ),
    aliases=aliases(
        external_id="id",
        amount=_TOTAL,
        attribute="Description; Created (UTC); Delinquent; Plan; Status",
    ),
    ignored=keys(
        "Card ID; Card Last4; Card Brand; Card Funding; Card Exp Month; Card Exp Year; Card Name; Card Fingerprint"
    ),
    also=(when("purchased", _TOTAL),),
    rank=SourceRank.CRM,
    id_per_kind=True,
    locale="en-us",
)
