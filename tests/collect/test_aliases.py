"""Every name means one field."""

import pytest

from prospector.collect.aliases import ALIASES, FRENCH, HEADLINES
from prospector.collect.record import FIELDS, key_of


def test_it_knows_every_field_by_its_own_name() -> None:
    for name in FIELDS:
        assert ALIASES[key_of(name)] == name


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-mail", "email"),
        ("Adresse e-mail", "email"),
        ("Intitulé du poste", "title"),
        ("Nom de l'entreprise", "company"),
        ("Pays/Région", "country"),
        ("Phase du cycle de vie", "lifecycle"),
        ("Propriétaire du contact", "owner"),
        ("# Employees", "employees"),
        ("Person Linkedin Url", "linkedin_url"),
        ("account.name", "company"),
        ("Horodateur", "occurred_at"),
    ],
)
def test_it_knows_what_sources_call_a_field(header: str, field: str) -> None:
    assert ALIASES[key_of(header)] == field


def test_it_calls_no_plain_english_header_french() -> None:
    assert not FRENCH & {key_of(name) for name in FIELDS}
    assert "headline" in HEADLINES
