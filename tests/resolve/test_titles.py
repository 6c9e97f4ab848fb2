"""Titles in English, French and German: function and seniority."""

import pytest

from prospector.data.lists import words
from prospector.resolve.titles import function_of, seniority_of
from prospector.text import fold

SENIORITIES = {
    "owner",
    "c_level",
    "vp",
    "director",
    "head",
    "manager",
    "senior",
    "junior",
    "intern",
}
FUNCTIONS = {
    "sales", "marketing", "operations", "production", "technical", "it", "finance", "hr",
    "general_management", "purchasing", "quality", "logistics", "other",
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "function", "seniority"),
    [
        ("VP Sales & Marketing", "sales", "vp"),
        ("Vice President, Operations", "operations", "vp"),
        ("Chief Technology Officer", "technical", "c_level"),
        ("CFO", "finance", "c_level"),
        ("COO", "operations", "c_level"),
        ("Co-founder & CEO at Acme", "general_management", "owner"),
        ("Managing Director", "general_management", "c_level"),
        ("Head of People", "hr", "head"),
        ("Supply Chain Director", "logistics", "director"),
        ("Plant Manager - Acme", "production", "manager"),
        ("Senior Account Manager", "sales", "senior"),
        ("Software Engineer", "it", None),
        ("Assistant to the CEO", "general_management", "junior"),
        ("Marketing Intern", "marketing", "intern"),
        ("Product Owner", "other", None),
        ("IT Manager", "it", "manager"),
        ("Directrice commerciale", "sales", "director"),
        ("Directeur technique chez Acme", "technical", "director"),
        ("Directeur général adjoint", "general_management", "c_level"),
        ("Gérant", "general_management", "owner"),
        ("PDG", "general_management", "c_level"),
        ("DSI", "it", "director"),
        ("DRH", "hr", "director"),
        ("Directeur Administratif et Financier", "finance", "director"),
        ("Responsable maintenance et travaux neufs", "technical", "manager"),
        ("Responsable qualité", "quality", "manager"),
        ("Directeur d'usine", "production", "director"),
        ("Directeur industriel", "production", "director"),
        ("Acheteuse", "purchasing", None),
        ("Comptable", "finance", None),
        ("Chef de projet", None, None),
        ("Assistante de direction", "other", "junior"),
        ("Stagiaire RH", "hr", "intern"),
        ("Technico-commercial", "sales", None),
        ("Geschäftsführer", "general_management", "c_level"),
        ("Vertriebsleiterin", "sales", "head"),
        ("Einkaufsleiter", "purchasing", "head"),
    ],
)
def test_it_reads_a_title(title: str, function: str | None, seniority: str | None) -> None:
    assert (function_of(title), seniority_of(title)) == (function, seniority)


@pytest.mark.parametrize(
    "title", ["", "Making it happen", "Helping people grow", "Passionate", "🚀"]
)
def test_it_reads_nothing_into_what_is_no_title(title: str) -> None:
    assert (function_of(title), seniority_of(title)) == (None, None)


@pytest.mark.parametrize(
    ("name", "known"), [("functions", FUNCTIONS), ("seniorities", SENIORITIES)]
)
def test_it_uses_the_vocabulary_of_the_record(name: str, known: set[str]) -> None:
    lines = [line.partition(":") for line in words(name)]
    assert {meaning.strip() for meaning, _, _ in lines} <= known | {"-"}
    phrases = [p.strip() for _, _, rest in lines for p in rest.split(";")]
    assert [
        phrase for phrase in phrases if fold(phrase.replace("*", "")) != phrase.replace("*", "")
    ] == []
