"""Registrable domains, offline, and mailbox providers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import is_freemail, registrable_domain


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("acme.example", "acme.example"),
        ("https://www.Acme.Example/about?x=1", "acme.example"),
        ("claire@mail.acme.co.uk", "acme.co.uk"),
        ("//shop.acme.fr:8080/x", "acme.fr"),
        ("http://user@acme.example/", "acme.example"),
        ("mairie.gouv.fr.", "mairie.gouv.fr"),
        ("acme.github.io", "acme.github.io"),
        ("https://münchen.example", "xn--mnchen-3ya.example"),
        ("linkedin.com", "linkedin.com"),
        ("claire@linkedin.com", "linkedin.com"),
    ],
)
def test_it_finds_what_somebody_registered(raw: str, domain: str) -> None:
    assert registrable_domain(raw) == domain


@pytest.mark.parametrize(
    "raw",
    ["", "acme", "Acme Corp", "co.uk", "com", "192.168.0.1", "http://[::1]/", "http://[broken",
     "localhost", "acme.e", "https://www.linkedin.com/company/acme", "facebook.com/acme", "-acme-.example"],
)  # fmt: skip
def test_it_refuses_what_is_nobodys_domain(raw: str) -> None:
    assert registrable_domain(raw) is None


def test_it_keeps_look_alikes_apart() -> None:
    assert registrable_domain("\u0430cme.example") == "xn--cme-5cd.example"


@given(st.text(max_size=40) | st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,6}){0,3}", fullmatch=True))
def test_it_is_idempotent(raw: str) -> None:
    domain = registrable_domain(raw)
    assert domain is None or registrable_domain(domain) == domain


def test_it_knows_mailbox_providers_by_any_of_their_hosts() -> None:
    for host in (
        "gmail.com",
        "ORANGE.fr",
        "free.fr",
        "laposte.net",
        "gmx.de",
        "mail.gmx.de",
        "yahoo.co.uk",
    ):
        assert is_freemail(host)
    for host in ("acme.example", "notgmail.com", "gmail.com.evil.example", ""):
        assert not is_freemail(host)
