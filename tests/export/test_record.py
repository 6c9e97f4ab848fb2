"""A record keeps what left, whatever changes afterwards."""

import json

from prospector.export.record import Record, from_payload, record_of, to_payload
from prospector.tables import Account, Channel, Draft, DraftStatus, Lead, Purpose
from tests.policy.world import NOW, TODAY

DRAFT = Draft(
    id=9, lead_id=1, status=DraftStatus.APPROVED, segment="hiring", step=2, purpose=Purpose.UPSELL,
    channel=Channel.EMAIL, language="fr", owner="alice", sender="bob", subject="Objet", body="Bonjour",
    why_now="now", grade="A1", priority=1, fit_nano=0, intent_nano=0, template="t",
    template_hash="h", ruleset="v", policy_version="p", evidence_hash="e",
    business_date=TODAY, created_at=NOW, updated_at=NOW,
)  # fmt: skip
LEAD = Lead(
    id=1,
    email="m@acme.example",
    first_name="MARIE-LINE",
    spoken_name="Marie-Line",
    last_name="Été",
    first_seen_at=NOW,
)


def test_it_says_names_as_people_say_them() -> None:
    account = Account(
        name="ACME SAS", spoken_name="Acme", domain="acme.example", country="FR", first_seen_at=NOW
    )
    record = record_of(DRAFT, LEAD, account)
    assert (record.draft, record.lead, record.step, record.channel) == (9, 1, 2, "email")
    assert (record.first_name, record.last_name) == ("Marie-Line", "Été")
    assert (record.company, record.domain, record.country) == ("Acme", "acme.example", "FR")
    assert (record.subject, record.body, record.sender) == ("Objet", "Bonjour", "bob")


def test_it_leaves_empty_what_is_not_known() -> None:
    record = record_of(DRAFT, LEAD, None)
    assert (record.company, record.domain, record.country, record.phone) == (None,) * 4


def test_it_comes_back_from_json_as_it_went() -> None:
    record = record_of(DRAFT, LEAD, None)
    assert from_payload(json.loads(json.dumps(to_payload(record)))) == record


def test_it_reads_a_payload_from_before_a_column_was_added() -> None:
    payload = to_payload(record_of(DRAFT, LEAD, None))
    del payload["time_zone"]
    assert from_payload(payload).time_zone is None
    assert isinstance(from_payload({**payload, "unknown": 1}), Record)
