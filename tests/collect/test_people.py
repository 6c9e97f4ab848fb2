"""Who a row speaks of."""

import pytest

from tests.collect.thinking import ready, understand


def who(**row: str) -> tuple[str | None, str | None]:
    known = understand({"kind": "page_visited", **row}).records.columns
    return known["person_value"][0], known["account_value"][0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"email": "Alice@Acme.example", "linkedin_url": "linkedin.com/in/alice"},
            ("alice@acme.example", "acme.example"),
        ),
        (
            {"email": "info@acme.example", "linkedin_url": "linkedin.com/in/alice"},
            ("linkedin.com/in/alice", "acme.example"),
        ),
        ({"email": "info@acme.example"}, (None, "acme.example")),
        (
            {"email": "alice@gmail.com", "company": "Acme SAS"},
            ("alice@gmail.com", "acme"),
        ),
        ({"email": "alice@gmail.com"}, ("alice@gmail.com", None)),
        (
            {"email": "a@mail.acme.example", "domain": "globex.example"},
            ("a@mail.acme.example", "globex.example"),
        ),
        ({"phone": "06 12 34 56 78", "domain": "gmail.com"}, ("+33612345678", None)),
        (
            {"first_name": "Alice", "last_name": "Martin", "company": "Acme SAS"},
            ("alice martin|acme", "acme"),
        ),
        (
            {"name": "Alice Martin", "domain": "acme.example"},
            ("alice martin|acme.example", "acme.example"),
        ),
        ({"first_name": "Alice", "company": "Acme"}, (None, "acme")),
    ],
)
def test_it_takes_the_strongest_identity(
    row: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    assert who(**row) == expected


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Alice Martin"},
        {"title": "COO"},
        {"domain": "gmail.com"},
        {"company": "Freelance"},
        {"linkedin_url": "https://www.linkedin.com/company/acme"},
    ],
)
def test_it_refuses_a_row_by_which_nobody_is_found(row: dict[str, str]) -> None:
    (reject,) = ready(dict(row)).rejects
    assert reject.code == "no_identity"


def test_it_says_which_identity_was_no_good() -> None:
    (reject,) = ready({"email": "alice@", "phone": "12"}).rejects
    assert reject.detail == "nobody is found by email alice@, phone 12"
