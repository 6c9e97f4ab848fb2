"""Terms in words."""

import pytest

from prospector.rules.phrases import phrase


@pytest.mark.parametrize(
    ("term", "english", "french"),
    [
        ("rfm.frequency >= 4", "rfm.frequency is at least 4", "rfm.frequency est au moins 4"),
        ("intent > 20", "intent is more than 20", "intent est supérieur à 20"),
        ("fit <= 20", "fit is at most 20", "fit est au plus 20"),
        ("grade = 'A1'", "grade is A1", "grade est A1"),
        ("grade <> 'A1'", "grade is not A1", "grade n'est pas A1"),
        ("NOT grade = 'A1'", "grade is not A1", "grade n'est pas A1"),
        ("fired('met')", "rule met gives points", "la règle met donne des points"),
        (
            "NOT fired('met')",
            "rule met gives no points",
            "la règle met ne donne pas de points",
        ),
        (
            "days_since('purchased') > 90",
            "days since purchased is more than 90",
            "jours depuis purchased est supérieur à 90",
        ),
        (
            "lead.function IN ('it', 'sales')",
            "lead.function is one of it or sales",
            "lead.function est parmi it ou sales",
        ),
        (
            "NOT lead.function IN ('it', 'sales', 'hr')",
            "lead.function is none of it, sales or hr",
            "lead.function n'est pas parmi it, sales ou hr",
        ),
        ("fit BETWEEN -1 AND 40", "fit is from -1 to 40", "fit va de -1 à 40"),
        ("lead.title IS NULL", "lead.title is not known", "lead.title n'est pas connu"),
        ("NOT lead.title IS NULL", "lead.title is known", "lead.title est connu"),
        (
            "account.crm_in_place",
            "account.crm_in_place holds",
            "account.crm_in_place est vrai",
        ),
        (
            "NOT account.crm_in_place",
            "account.crm_in_place does not hold",
            "account.crm_in_place est faux",
        ),
        (
            "account.crm_in_place IS FALSE",
            "account.crm_in_place does not hold",
            "account.crm_in_place est faux",
        ),
        (
            "coalesce(account.crm_in_place, FALSE) = FALSE",
            "account.crm_in_place (if unknown: no) is no",
            "account.crm_in_place (si inconnu : non) est non",
        ),
        (
            "contains(account.industry, 'a', 'b', 'c', 'd', 'e')",
            "account.industry contains a, b, c, d…",
            "account.industry contient a, b, c, d…",
        ),
        ("account.revenue / 2 > 3", "account.revenue / 2 > 3", "account.revenue / 2 > 3"),
        ("NOT (intent > 5)", "NOT (intent > 5)", "NOT (intent > 5)"),
    ],
)
def test_it_says_a_term_in_words(term: str, english: str, french: str) -> None:
    assert phrase(term, "en") == english
    assert phrase(term, "fr") == french
