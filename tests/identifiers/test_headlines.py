"""Headlines: a title, and only a guess at the company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import split_headline


@pytest.mark.parametrize(
    ("headline", "title", "company"),
    [
        ("Head of Sales at Acme | Speaker", "Head of Sales", "Acme"),
        ("CEO @Globex 🚀 helping teams", "CEO", "Globex"),
        ("CEO@ Globex", "CEO", "Globex"),
        ("Directrice commerciale chez Acme", "Directrice commerciale", "Acme"),
        ("Responsable maintenance et travaux neufs chez Laiterie du Nord",
         "Responsable maintenance et travaux neufs", "Laiterie du Nord"),
        ("Directeur technique - Acme", "Directeur technique", "Acme"),
        ("Acme \u2013 Head of Sales", "Head of Sales", "Acme"),
        ("Plant Manager, Acme Foods", "Plant Manager", "Acme Foods"),
        ("Ex-Acme | CTO at Globex", "CTO", "Globex"),
        ("COO at Acme (ex Globex)", "COO", "Acme"),
        ("🚀 CEO at Globex 🌍", "CEO", "Globex"),
        ("sales manager at acme", "sales manager", "acme"),
        ("at Acme", None, "Acme"),
        ("Sales | Marketing | Growth", "Sales", None),
        ("Founder & CEO", "Founder & CEO", None),
        ("Sales at scale", "Sales at scale", None),
        ("Helping you sell", "Helping you sell", None),
        ("Head of IT, Acme, Lyon", "Head of IT, Acme, Lyon", None),
        ("", None, None),
        ("🚀", None, None),
    ],
)  # fmt: skip
def test_it_splits_a_headline(headline: str, title: str | None, company: str | None) -> None:
    assert split_headline(headline) == (title, company)


def test_it_guesses_no_company_for_who_has_none() -> None:
    assert split_headline("Consultant at Freelance")[1] is None
    assert split_headline("Growth chez À mon compte")[1] is None


@given(st.text(max_size=60))
def test_it_never_fails(headline: str) -> None:
    title, company = split_headline(headline)
    assert title is None or title.strip()
    assert company is None or company.strip()
