"""Typed fields, and what becomes of values nobody can read."""

from prospector.collect.records import nulls
from prospector.collect.registry import PROFILES
from tests.collect.thinking import ready, understand

ALICE: dict[str, str | None] = {
    "email": "alice@acme.example",
    "kind": "met",
    "occurred_at": "2026-11-02",
}


def test_it_types_every_field_that_is_given() -> None:
    known = understand(
        {**ALICE, "kind": "purchased", "amount": "1 234,50 €", "employees": "51-200"}
    ).records
    assert known.columns["amount"].to_list() == [1234.5]
    assert known.columns["currency"].to_list() == ["EUR"]
    assert known.columns["employees"].to_list() == [125]
    assert known.columns["@employees_range"].to_list() == ["51-200"]
    assert known.height == 1


def test_it_refuses_a_row_whose_fact_cannot_be_read() -> None:
    rows = [
        {**ALICE, "kind": "bought"},
        {**ALICE, "kind": "purchased", "occurred_at": "soon"},
        {**ALICE, "kind": "purchased", "amount": "a lot"},
        {**ALICE, "kind": "purchased", "confidence": "7"},
        {**ALICE, "kind": "purchased", "subject_of": "nobody"},
        {**ALICE, "kind": "purchased", "rating": "many"},
    ]
    codes = [reject.code.value for reject in ready(*rows).rejects]
    assert codes == [
        "unknown_kind",
        "bad_date",
        "bad_number",
        "bad_value",
        "bad_value",
        "bad_value",
    ]


def test_it_leaves_a_description_out_that_cannot_be_read_and_says_so() -> None:
    found = ready({**ALICE, "kind": "post_commented", "country": "Atlantis", "phone": "12"})
    assert found.rejects == []
    assert [notice.split(":")[0] for notice in found.notices] == ["phone", "country"]
    assert '"country_as_given":"Atlantis"' in found.frames.signals["attributes"][0]


def test_it_names_the_state_in_which_nothing_happened() -> None:
    row: dict[str, str | None] = {
        "email": "a@acme.example",
        "approval_status": "declined",
        "checked_in_at": None,
        "guest_id": "1",
    }
    (reject,) = ready(row, profile=PROFILES["luma"]).rejects
    assert (reject.code, reject.detail) == ("not_a_signal", "approval_status is declined")


def test_it_guesses_an_employer_from_a_headline_and_from_nothing_else() -> None:
    person: dict[str, str | None] = {"linkedin_url": "linkedin.com/in/a"}
    headline = understand({**person, "headline": "COO at Acme"}).records
    assert headline.columns["company_guess"].to_list() == ["Acme"]
    assert headline.columns["title"].to_list() == ["COO at Acme"]
    assert "company_guess" not in understand({**person, "job title": "COO at Acme"}).records.columns
    told = understand({**person, "headline": "COO at Acme", "company": "Globex"}).records
    assert told.columns["company_guess"].to_list() == [None]


def test_it_reads_the_relation_from_a_crms_lifecycle_stage() -> None:
    rows = [
        {"email": f"{n}@acme.example", "prénom": "A", "phase du cycle de vie": stage}
        for n, stage in enumerate(["Client", "Opportunité", "Évangéliste", "Lead", None])
    ]
    found = understand(*rows, profile=PROFILES["hubspot"]).records
    assert found.columns["relation"].to_list() == [
        "customer",
        "open_opportunity",
        "customer",
        None,
        None,
    ]


def test_it_keeps_the_address_of_a_post_it_renames() -> None:
    link = "https://www.linkedin.com/posts/a_b-activity-7525844700364800000-x?utm=1"
    found = understand({**ALICE, "kind": "post_liked", "subject": link}).records
    assert found.columns["url"].to_list() == [link]
    assert found.columns["subject_raw"].to_list() == [link]


def test_it_gives_a_row_one_reason_only() -> None:
    (reject,) = ready({"kind": "bought", "amount": "a lot"}).rejects
    assert reject.code == "unknown_kind"
    assert nulls(2).to_list() == [None, None]
