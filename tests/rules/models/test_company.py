"""Who we are, and what we may claim."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import CompanyFile, Proof

COMPANY = {
    "name": "Ours",
    "site": "https://ours.example",
    "offer": "help",
    "postal_address": "1 rue des Tilleuls, Lyon",
    "privacy_notice": "We write about your work.",
    "own_domains": ["ours.example"],
    "senders": [{"id": "alice", "name": "Alice", "title": "Sales", "email": "a@ours.example"}],
}


def test_it_needs_what_a_first_contact_must_say() -> None:
    for key in ("postal_address", "privacy_notice", "senders"):
        with pytest.raises(ValidationError, match=key):
            CompanyFile.model_validate({k: v for k, v in COMPANY.items() if k != key})
    assert CompanyFile.model_validate(COMPANY).default_country == "FR"


def test_it_takes_no_claim_without_an_end_and_an_agreement() -> None:
    claim = {"id": "saved-a-day", "claim": {"en": "A day saved."}}
    for missing in ({"agreed": True}, {"valid_until": "2027-01-01"}):
        with pytest.raises(ValidationError):
            Proof.model_validate({**claim, **missing})
