"""What products and shops call the things people do."""

import pytest

from prospector.collect.hooks import tracking


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Order Completed", "purchased"),
        ("order_completed", "purchased"),
        ("Signed Up", "trial_started"),
        ("Account Deleted", "usage_dropped"),
        ("Brochure Downloaded", "content_downloaded"),
        ("Email Opened", "email_opened"),
        ("Unsubscribed", "opted_out"),
        ("Planning Exported", "product_used"),
    ],
)
def test_it_knows_what_common_events_are(event: str, kind: str) -> None:
    assert tracking.happened(event, {}, event_id="e")["kind"] == kind


def test_it_tells_a_trial_once_however_many_events_tell_it() -> None:
    assert "external_id" not in tracking.happened("Signed Up", {}, event_id="e-1")
    assert tracking.happened("Report Read", {}, event_id="e-1")["external_id"] == "e-1"


def test_it_counts_what_was_paid() -> None:
    paid = {"revenue": 10, "total": 12, "currency": "EUR", "products": [{"name": "A"}, {}, "B"]}
    found = tracking.happened("Order Completed", paid, event_id="e")
    assert (found["amount"], found["currency"], found["subject"]) == ("12", "EUR", "A")


def test_it_reads_people_and_companies_however_they_are_written() -> None:
    said = {
        "firstName": "Jeanne",
        "email": "j@acme.example",
        "company": {"name": "Acme"},
        "seats": 3,
    }
    found = {"email": "j@acme.example", "first_name": "Jeanne", "company": "Acme"}
    assert tracking.person(said) == found
    assert tracking.traits(said) == {"seats": 3}
    assert tracking.account({"name": "Acme", "address": {"city": "Lyon"}}) == {
        "company": "Acme",
        "city": "Lyon",
    }
