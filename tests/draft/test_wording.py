"""Greetings, days, languages."""

from datetime import date

import pytest

from prospector.draft import wording

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("language", "first", "last", "civility", "greeting"),
    [
        ("en", "Claire", "Durand", None, "Hi Claire"),
        ("en", "Claire", "Durand", "Ms", "Hi Claire"),
        ("en", None, "Durand", "Ms", "Hello Ms Durand"),
        ("en", None, "Durand", None, "Hello"),
        ("en", None, None, "Ms", "Hello"),
        ("fr", "Claire", "Durand", "Madame", "Bonjour Madame Durand"),
        ("fr", "Claire", "Durand", None, "Bonjour Claire"),
        ("fr", "Claire", None, "Madame", "Bonjour Claire"),
        ("fr", None, "Durand", None, "Bonjour"),
    ],
)
def test_it_greets_with_what_is_known(
    language: str, first: str | None, last: str | None, civility: str | None, greeting: str
) -> None:
    said = wording.greeting(language, first_name=first, last_name=last, civility=civility)
    assert said == greeting


@pytest.mark.parametrize(
    ("raw", "en", "fr"),
    [
        ("Mme", "Ms", "Madame"),
        ("M.", "Mr", "Monsieur"),
        ("MADAME", "Ms", "Madame"),
        ("Dr.", "Dr", "Docteur"),
        ("X", None, None),
        (None, None, None),
    ],
)
def test_it_reads_civilities_and_guesses_none(
    raw: str | None, en: str | None, fr: str | None
) -> None:
    assert (wording.civility(raw, "en"), wording.civility(raw, "fr")) == (en, fr)


@pytest.mark.parametrize(
    ("day", "en", "fr"),
    [
        (date(2026, 11, 12), "12 November", "12 novembre"),
        (date(2026, 3, 1), "1 March", "1er mars"),
        (date(2025, 11, 12), "12 November 2025", "12 novembre 2025"),
    ],
)
def test_it_says_a_day_in_words(day: date, en: str, fr: str) -> None:
    assert wording.spoken_date(day, TODAY, "en") == en
    assert wording.spoken_date(day, TODAY, "fr") == fr


@pytest.mark.parametrize(
    ("own", "country", "account_country", "language"),
    [
        ("fr", "GB", None, "fr"),
        ("FR-be", None, None, "fr"),
        ("de", "FR", None, "de"),
        (None, "FR", "GB", "fr"),
        (None, None, "GB", "en"),
        (None, "BE", "FR", "en"),
        (None, None, None, "en"),
    ],
)
def test_it_writes_in_their_language_else_their_country_s_else_ours(
    own: str | None, country: str | None, account_country: str | None, language: str
) -> None:
    assert wording.language_of(own, country, account_country, "en") == language


def test_it_knows_months_in_both_languages() -> None:
    words = ("November", "novembre", "août", "Aug", "juillet", "juin", "mai", "tuesday")
    assert [wording.month_number(word) for word in words] == [11, 11, 8, 8, 7, 6, 5, None]


def test_it_puts_a_value_on_one_line() -> None:
    assert wording.one_line(" a\r\nSubject: b\u2028c ") == "a Subject: b c"
    assert wording.one_line(" \n ") is None
    assert wording.one_line(None) is None
