"""What products and shops call the things people do, and the kinds they are."""

from collections.abc import Mapping

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.text import fold

#: Events people do not do, or that undo what we keep no count of.
SILENT = frozenset(
    {
        "email delivered",
        "order cancelled",
        "order refunded",
        "order updated",
        "push notification received",
        "product list viewed",
    }
)
_KINDS = {
    "trial_started": "signed up; sign up; user signed up; account created; trial started; started trial",
    "trial_ended": "trial ended; trial expired; trial cancelled",
    "purchased": "order completed; subscription started; subscription created; purchase; purchased",
    "cart_abandoned": "cart abandoned; checkout abandoned; order abandoned",
    "usage_dropped": "account deleted; subscription cancelled; subscription canceled",
    "support_requested": "support requested; support ticket created; ticket created; help requested",
    "content_downloaded": "content downloaded; file downloaded; whitepaper downloaded; ebook downloaded",
    "email_opened": "email opened",
    "email_clicked": "email link clicked; email clicked",
    "bounced": "email bounced",
    "opted_out": "unsubscribed; email unsubscribed",
    "spam_reported": "email marked as spam",
    "event_registered": "event registered; webinar registered",
    "event_attended": "event attended; webinar attended",
    "page_visited": "product viewed; page viewed",
    "pricing_visited": "pricing viewed; pricing visited; pricing page viewed",
}
_BY_NAME = {name.strip(): kind for kind, names in _KINDS.items() for name in names.split(";")}
#: One happening that several events tell: its natural key, not each event's id, tells it apart.
_TOLD_TWICE = frozenset({"trial_started", "trial_ended", "opted_out"})
_TRACKED = frozenset({"email_opened", "email_clicked"})
_READ = frozenset({"total", "revenue", "currency", "products", "url", "link_url", "email"})
_COMPANY = {
    "company": "name; company; company_name; organization",
    "domain": "domain; website; url",
    "industry": "industry",
    "employees": "employees; employee_count; size",
    "revenue": "revenue; annual_revenue",
    "city": "city",
    "country": "country",
}
_PERSON = {
    "email": "email",
    "phone": "phone",
    "first_name": "firstName; first_name; firstname",
    "last_name": "lastName; last_name; lastname",
    "name": "name; full_name",
    "title": "title; job_title; jobTitle",
    "linkedin_url": "linkedin; linkedin_url",
    "domain": "website; domain",
    "language": "language; locale",
}
#: Names that say who somebody is, their company's and address included.
_WHO = {"company", "address", *[name for names in _PERSON.values() for name in names.split("; ")]}


def happened(event: str, properties: Values, *, event_id: str | None) -> dict[str, object]:
    """The record of a named event; one without a meaning of its own is a use of the product."""
    name = fold(event)
    kind = _BY_NAME.get(name) or ("content_downloaded" if name.endswith(" downloaded") else None)
    kind = kind or "product_used"
    found: dict[str, object] = shaping.extras(
        {key: value for key, value in properties.items() if key not in _READ}
    )
    found |= shaping.record(
        kind=kind,
        external_id=None if kind in _TOLD_TWICE else event_id,
        url=_link(properties) or properties.get("link_url"),
        subject=event,
    )
    if kind == "purchased":
        found |= shaping.record(
            subject=_bought(properties) or event,
            amount=shaping.text(properties.get("total"), properties.get("revenue")),
            currency=shaping.text(properties.get("currency")),
        )
    elif kind in _TRACKED:
        campaign = shaping.text(properties.get("campaign_name"), properties.get("campaign_id"))
        found |= shaping.record(subject=campaign)
    return found


def person(traits: Values, *others: Values) -> dict[str, object]:
    """The fields of a person in what an identifying call says of them."""
    found = _chosen(_PERSON, traits, *others)
    company = traits.get("company")
    if isinstance(company, str):
        found["company"] = company
    elif isinstance(company, Mapping):
        found |= {name: value for name, value in account(company).items() if name not in found}
    where = shaping.inside(traits, "address")
    found |= shaping.record(country=where.get("country"), city=where.get("city"))
    return found


def traits(said: Values) -> dict[str, object]:
    """What else an identifying call says of a person, as attributes."""
    return shaping.extras({name: value for name, value in said.items() if name not in _WHO})


def account(traits: Values) -> dict[str, object]:
    """The fields of a company in what a grouping call says of it."""
    where = shaping.inside(traits, "address")
    return _chosen(_COMPANY, traits, where)


def _chosen(fields: Mapping[str, str], *sources: Values) -> dict[str, object]:
    found = {
        field: shaping.text(*[source.get(name) for source in sources for name in names.split("; ")])
        for field, names in fields.items()
    }
    return shaping.record(**found)


def _link(properties: Values) -> str | None:
    url = shaping.text(properties.get("url"))
    return None if url is None else shaping.text(shaping.page(url).get("url"))


def _bought(properties: Values) -> str | None:
    products = properties.get("products")
    names = (
        [shaping.inside(product).get("name") for product in products]
        if isinstance(products, list)
        else []
    )
    known = [name for name in names if isinstance(name, str) and name]
    return ", ".join(known[:3]) or None
