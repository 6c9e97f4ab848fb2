"""One reader per sort of field."""

import pytest

from prospector.collect import values
from prospector.collect.record import FIELDS, Holds
from prospector.collect.reject import Problem
from prospector.collect.values import Manner

MANNER = Manner(kinds=("post_liked", "event_attended"))


def read(field: str, text: str) -> object:
    found = values.reader(FIELDS[field], MANNER)(text)
    return str(found.code) if isinstance(found, Problem) else found


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("kind", "Post liked", "post_liked"),
        ("kind", "post_likd", "unknown_kind"),
        ("email", "Alice <ALICE@Acme.example>", "alice@acme.example"),
        ("email", "alice@", "bad_value"),
        ("phone", "06 12 34 56 78", "+33612345678"),
        ("linkedin_url", "https://fr.linkedin.com/in/Alice/?trk=x", "linkedin.com/in/alice"),
        ("linkedin_url", "https://www.linkedin.com/company/acme", "bad_value"),
        ("domain", "https://www.acme.example/fr", "acme.example"),
        ("country", "Pays-Bas", "NL"),
        ("country", "fr", "FR"),
        ("country", "U.S.A.", "US"),
        ("country", "Atlantis", "bad_value"),
        ("language", "Français", "fr"),
        ("language", "fr-FR", "fr"),
        ("language", "Klingon", "bad_value"),
        ("crm_in_place", "Oui", True),
        ("crm_in_place", "0", False),
        ("crm_in_place", "perhaps", "bad_value"),
        ("tools", "Orme; Brio ;Orme;;-", '["Orme", "Brio"]'),
        ("tools", '["Orme", "Brio"]', '["Orme", "Brio"]'),
        ("tools", "['Orme', 'Brio']", '["Orme", "Brio"]'),
        ("topic", '["Sales", "IT"]', "Sales; IT"),
        ("topic", "[draft]", "[draft]"),
        ("relation", "Client", "customer"),
        ("relation", "friend", "bad_value"),
        ("subject_of", "Concurrent", "competitor"),
        ("posture", "Terrain", "field"),
        ("decision_style", "Intuitif", "intuitive"),
        ("confidence", "80%", 0.8),
        ("currency", "€", "EUR"),
        ("employees", "51-200", 125),
        ("title", "COO", "COO"),
    ],
)
def test_it_reads_a_value_or_says_why_not(field: str, text: str, expected: object) -> None:
    assert read(field, text) == expected


def test_it_suggests_the_nearest_kind() -> None:
    found = values.read_kind("post_likd", MANNER.kinds)
    assert isinstance(found, Problem)
    assert "did you mean 'post_liked'?" in found.detail


def test_it_has_a_reader_for_every_field() -> None:
    for field in FIELDS.values():
        assert callable(values.reader(field, MANNER))
    assert set(values.CHOICES) < set(Holds)
