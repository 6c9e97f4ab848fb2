"""What is read a column at a time is what the reader gives, or it is left to the reader."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prospector.collect import dates, people, posts, quick
from prospector.collect.record import FIELDS, Holds
from prospector.collect.reject import Problem
from prospector.collect.values import Manner, read_text, reader
from prospector.data.lists import words
from prospector.identifiers import email_key, is_role_address, phone_key, registrable_domain
from prospector.text import fold

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CLOCKS = st.from_regex(
    r"[T ]?[0-2]\d:[0-6]\d(:[0-6]\d)?(\.\d+)?(Z|[+-][0-2]\d:?\d\d)?", fullmatch=True
)
DATES = st.from_regex(r"(19[89]|20[019]|210)\d-[01]\d-[0-3]\d", fullmatch=True)
TIMES = st.one_of(ANY, DATES, st.builds("{}{}".format, DATES, CLOCKS), st.datetimes().map(str))
LOCALS = st.one_of(
    st.from_regex(r"[A-Za-z0-9._+'-]{1,70}", fullmatch=True),
    st.sampled_from(sorted(word.removesuffix("*") for word in words("role_names"))),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["info", "no-reply", "it"]),
        st.sampled_from("._+-1"),
        st.just("x"),
    ),
)
HOSTS = st.sampled_from(
    [
        "acme.example",
        "ACME.co.uk",
        "a-.example",
        ".acme.example",
        "acme.example.",
        "acme",
        "1.2.3.4",
        "xn--a.example",
        "é.fr",
    ]
)
PHONES = st.builds(
    "+{}{}".format,
    st.sampled_from([1, 31, 32, 33, 34, 351, 352, 39, 41, 43, 44, 45, 46, 47, 48, 49, 7, 0]),
    st.from_regex(r"[ .()-]{0,2}([0-9][ .()-]{0,2}){4,13}", fullmatch=True)
    | st.from_regex(r"(1{7,12}|9{7,12})", fullmatch=True),
)
EMAILS = st.one_of(ANY, st.builds("{}@{}".format, LOCALS, HOSTS))


def agree(
    column: list[str], way: Callable[[pl.Series], pl.Series], one: Callable[[str], object]
) -> None:
    """Where the quick way has an answer, it is the reader's."""
    found = way(pl.Series("x", [*column, None], dtype=pl.String)).to_list()
    assert found.pop() is None
    for text, answer in zip(column, found, strict=True):
        assert answer is None or answer == one(text), text


@settings(max_examples=400, deadline=None)
@given(st.lists(TIMES, max_size=5))
@example(["1990-01-01T00:00:00+05:00", "2099-12-31T23:59:59-05:00", "2024-02-30", "2024-02-29"])
@example(["2024-01-01T24:00:00Z", "2024-01-01T23:59:60Z", "2024-01-01T10:00:00+14:00"])
def test_it_reads_times_as_the_reader_does(texts: list[str]) -> None:
    agree(texts, quick.time, lambda text: dates.read_time(text, None))


@settings(max_examples=400, deadline=None)
@given(st.lists(PHONES | ANY, max_size=5))
@example(
    [
        "+33 1 99 00 12 34",
        "+33012345678",
        "+49 0 30 23125",
        "+33 (0)1 99 00 12 34",
        "+331 11 11 11 11",
        "+33111111111",
    ]
)
@example(["+44 20 7946 0018 x12", "+44 20 7946 0018 ", "+(44)2079460018", "+1 (202) 555-0143"])
def test_it_reads_phone_numbers_as_the_reader_does(texts: list[str]) -> None:
    agree(texts, quick.phone, lambda text: phone_key(text, "FR"))


def test_it_reads_plain_phone_numbers() -> None:
    plain = ["+33 1 99 00 12 34", "+49 (30) 23125-010", "+1.202.555.0143", "+390612345678"]
    read = ["+33199001234", "+493023125010", "+12025550143", "+390612345678"]
    found = quick.phone(pl.Series([*plain, "01 99 00 12 34"])).to_list()
    assert found == [*read[:3], None, None]


@settings(max_examples=400, deadline=None)
@given(st.lists(EMAILS, max_size=5))
@example([f"{'a' * 64}@acme.example", f"{'a' * 65}@acme.example"])
def test_it_reads_addresses_as_the_reader_does(texts: list[str]) -> None:
    read = reader(FIELDS["email"], Manner())
    agree(texts, quick.email, read)
    keys = [key for key in map(email_key, texts) if key]
    agree(keys, quick.person, people._personal)


@given(st.lists(ANY | st.sampled_from(["[1, 2]", "[x", '["a"]']), max_size=5))
def test_it_takes_and_folds_texts_as_the_reader_does(texts: list[str]) -> None:
    agree(texts, quick.text, read_text)
    agree(texts, quick.fold, fold)


PARTS = st.sampled_from(
    [
        *"-' .,()",
        *"aZéÉçñÿÅßøæŒłﬁ²½ªº",
        "Jean",
        "d'",
        "Éric",
        "x",
        "M",
        "2",
        "_",
        "\u0131",
        "\u0301",
        "李",
    ]
)
NAMES = st.lists(PARTS, max_size=6).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(NAMES, max_size=5))
@example(["Jean-Pierre", "d'Arc", "O'Neill", "Müller", "Li", "A", "Ana (HR)", "a - b", "Dr", "mme"])
def test_it_keys_names_as_the_reader_does(texts: list[str]) -> None:
    agree(texts, quick.name, people._first)
    agree(texts, quick.name, people._last)
    agree(texts, quick.fold, fold)


_LABELS = (
    "acme",
    "mail",
    "a-b",
    "www",
    "gmail",
    "com",
    "co",
    "uk",
    "ck",
    "github",
    "io",
    "example",
)
OWN = st.lists(st.sampled_from(_LABELS), min_size=1, max_size=4).map(".".join)


@given(st.lists(OWN, max_size=5))
@example(["gmail.com", "linkedin.com", "a.b.ck", "www.ck", "acme.github.io", "acme.co.uk"])
def test_it_tells_whose_a_domain_is_as_the_reader_does(hosts: list[str]) -> None:
    domains = [domain for domain in map(registrable_domain, hosts) if domain]
    agree(domains, quick.company_domain, people._company_domain)


_ADDRESS = ("linkedin.com/", "l\u0131nkedin.com/posts/", "urn:li:activity:", "share-", "%3A", "x")
_NUMBERS = ("7123456789012345678", "712345678901234", "71234567890123", "\u0661" * 19)
POSTS = st.lists(st.sampled_from(_ADDRESS + _NUMBERS), max_size=4).map("".join)


@given(st.lists(POSTS, max_size=5))
def test_it_takes_subjects_for_no_posts_as_the_reader_does(texts: list[str]) -> None:
    agree(texts, quick.post, posts.post_url)


@pytest.mark.parametrize(
    ("way", "text", "value"),
    [
        (quick.time, "2026-11-02", 1_793_620_800_000_000),
        (quick.time, "2026-11-02T13:00:00+01:00", 1_793_620_800_000_000),
        (quick.email, "Ana.Bell+x@Acme.example", "ana.bell+x@acme.example"),
        (quick.company_domain, "acme.example", "acme.example"),
        (quick.post, "Post 12: what changed", "Post 12: what changed"),
        (quick.person, "ana.bell@acme.example", "ana.bell@acme.example"),
        (quick.text, "a; b", "a; b"),
        (quick.fold, "What's NEW?", "what s new"),
        (quick.fold, "Où étiez-VOUS, Aña?", "ou etiez vous ana"),
        (quick.name, "Jean-René", "jean rene"),
    ],
)
def test_it_spares_the_reader_what_is_plain(
    way: Callable[[pl.Series], pl.Series], text: str, value: object
) -> None:
    assert way(pl.Series([text])).to_list() == [value]


def test_it_knows_no_function_for_a_person() -> None:
    roles = [f"{word.removesuffix('*')}@acme.example" for word in words("role_names")]
    roles += [f"{role.partition('@')[0]}-2@acme.example" for role in roles]
    opened = [word.removesuffix("*") for word in words("role_names") if word.endswith("*")]
    roles += [f"-{word}.x@acme.example" for word in opened if word.isalnum()]
    assert all(map(is_role_address, roles))
    assert quick.person(pl.Series(roles)).null_count() == len(roles)


def test_it_knows_which_sorts_of_field_it_reads() -> None:
    assert quick.reader(Holds.TEXT) is quick.text
    assert quick.reader(Holds.NUMBER) is None
    assert not isinstance(read_text("[1]"), Problem)
