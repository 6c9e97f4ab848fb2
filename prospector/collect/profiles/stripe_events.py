"""What Stripe's webhook tells of payments: purchases with their amount, trials, lost subscriptions.

A checkout and its invoice tell the same purchase: the invoice's id, where there is one, makes them one.
"""

from collections.abc import Callable

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

#: Currencies Stripe counts in whole units; of the others, three have thousandths, the rest hundredths.
_WHOLE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_THOUSANDTHS = "bhd jod kwd omr tnd"


def is_silent(item: Values) -> bool:
    """Whether an event is a test, of a type that says nothing we keep, or of nothing paid."""
    return item.get("livemode") is False or _read(item) is None


def reshape(item: Values) -> list[dict[str, object]]:
    """The record in an event."""
    found = _read(item)
    if found is None:
        return []
    at = shaping.record(
        occurred_at=shaping.text(item.get("created")),
        stripe_event=shaping.text(item.get("id")),
    )
    return [at | found]


def _read(item: Values) -> dict[str, object] | None:
    read = _READERS.get(str(item.get("type")))
    return None if read is None else read(shaping.inside(item, "data", "object"))


def amount(minor: object, currency: object) -> float | None:
    """An amount in the currency's own unit, from the smallest unit Stripe counts in."""
    if isinstance(minor, bool) or not isinstance(minor, int):
        return None
    code = str(currency).lower()
    digits = 0 if code in _WHOLE.split() else 3 if code in _THOUSANDTHS.split() else 2
    return round(float(minor) / float(10**digits), digits)


def _checkout(session: Values) -> dict[str, object] | None:
    """A finished checkout; without anything to pay it is a trial's beginning."""
    paid = amount(session.get("amount_total"), session.get("currency"))
    if session.get("payment_status") == "unpaid":
        return None
    if not paid and session.get("mode") != "subscription":
        return None
    details = shaping.inside(session, "customer_details")
    who = shaping.record(
        email=shaping.address(details.get("email"), session.get("customer_email")),
        name=shaping.text(details.get("name")),
        phone=shaping.text(details.get("phone")),
        country=shaping.text(shaping.inside(details, "address").get("country")),
    )
    purchase = shaping.text(
        session.get("invoice"), session.get("payment_intent"), session.get("id")
    )
    found = who | _money(paid, session, purchase) | _about(session)
    return shaping.columns(found, _answers(session))


def _invoice(invoice: Values) -> dict[str, object] | None:
    paid = amount(invoice.get("amount_paid"), invoice.get("currency"))
    if not paid:
        return None
    lines = shaping.inside(invoice, "lines").get("data")
    first = shaping.inside(lines[0]) if isinstance(lines, list) and lines else {}
    return (
        _about(invoice)
        | shaping.record(
            email=shaping.address(invoice.get("customer_email")),
            name=shaping.text(invoice.get("customer_name")),
            phone=shaping.text(invoice.get("customer_phone")),
            country=shaping.text(shaping.inside(invoice, "customer_address").get("country")),
            subject=shaping.text(first.get("description")),
        )
        | _money(paid, invoice, shaping.text(invoice.get("id")))
    )


def _subscription_ended(subscription: Values) -> dict[str, object]:
    """A subscription names no person: only what its metadata says finds one."""
    said = shaping.inside(subscription, "metadata")
    return _about(subscription) | shaping.record(
        kind="usage_dropped",
        external_id=shaping.text(subscription.get("id")),
        subject="subscription ended",
        email=shaping.address(said.get("email")),
        domain=shaping.text(said.get("domain")),
        company=shaping.text(said.get("company")),
    )


def _money(paid: float | None, source: Values, purchase: str | None) -> dict[str, object]:
    kind = "purchased" if paid else "trial_started"
    return shaping.record(
        kind=kind,
        external_id=purchase,
        amount=paid or None,
        currency=shaping.text(source.get("currency")) if paid else None,
    )


def _about(source: Values) -> dict[str, object]:
    return shaping.record(
        stripe_customer=shaping.text(source.get("customer")),
        stripe_mode=shaping.text(source.get("mode")),
    )


def _answers(session: Values) -> dict[str, object]:
    """The checkout page's own questions: each is a column's header."""
    asked = session.get("custom_fields")
    found: dict[str, object] = {}
    for item in asked if isinstance(asked, list) else []:
        question = shaping.inside(item)
        key = shaping.text(question.get("key"))
        value = [
            shaping.inside(question, name).get("value") for name in ("text", "dropdown", "numeric")
        ]
        if key and (answer := shaping.text(*value)):
            found[key] = answer
    return found


_READERS: dict[str, Callable[[Values], dict[str, object] | None]] = {
    "checkout.session.completed": _checkout,
    "checkout.session.async_payment_succeeded": _checkout,
    "invoice.paid": _invoice,
    "customer.subscription.deleted": _subscription_ended,
}

PROFILE = Profile(
    name="stripe-events",
    help="payments and ended subscriptions, as Stripe's webhook brings them",
    locale="en",
    reshape=reshape,
)
