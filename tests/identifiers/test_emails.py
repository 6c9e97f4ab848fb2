"""One key per mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import email_key, is_role_address


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Claire.Durand@Acme.EXAMPLE", "claire.durand@acme.example"),
        ("  claire@acme.test ", "claire@acme.test"),
        ("Claire Durand <claire@acme.example>", "claire@acme.example"),
        ("mailto:claire@acme.example?subject=Hello", "claire@acme.example"),
        ("'claire@acme.example';", "claire@acme.example"),
        ("o'neil@acme.example", "o'neil@acme.example"),
        ("claire+events@acme.example", "claire+events@acme.example"),
        ("zoé@acme.example", "zoé@acme.example"),
        ("claire@münchen.example", "claire@xn--mnchen-3ya.example"),
        ("claire@mail.acme.co.uk", "claire@mail.acme.co.uk"),
        ("\ufeffclaire@acme.example", "claire@acme.example"),
        ("clai\u00adre@ac\u200bme.example\u2060", "claire@acme.example"),
    ],
)
def test_it_writes_an_address_one_way(raw: str, key: str) -> None:
    assert email_key(raw) == key


@pytest.mark.parametrize(
    "raw",
    ["", "claire", "claire@", "@acme.example", "claire@localhost", "a b@acme.example", "a@b@acme.example",
     "claire..durand@acme.example", ".claire@acme.example", "claire@acme", "claire@-acme.example",
     f"{'a' * 65}@acme.example", "claire@192.168.0.1", "n/a"],
)  # fmt: skip
def test_it_refuses_what_is_no_address(raw: str) -> None:
    assert email_key(raw) is None


def test_it_keeps_look_alike_domains_apart() -> None:
    cyrillic = email_key("claire@\u0430cme.example")
    assert cyrillic == "claire@xn--cme-5cd.example"
    assert cyrillic != email_key("claire@acme.example")


@given(st.text(max_size=40) | st.emails())
def test_it_is_idempotent(raw: str) -> None:
    key = email_key(raw)
    assert key is None or email_key(key) == key


@pytest.mark.parametrize(
    "address",
    ["info@acme.example", "contact-paris@acme.example", "info.fr@acme.example", "noreply@acme.example",
     "no-reply@acme.example", "sales@acme.example", "accueil@acme.example", "rh@acme.example",
     "support+42@acme.example", "info2@acme.example", "team-x@acme.example", "HELLO@acme.example"],
)  # fmt: skip
def test_it_knows_a_functions_mailbox(address: str) -> None:
    assert is_role_address(address)


@pytest.mark.parametrize(
    "address",
    ["claire@acme.example", "martin.sales@acme.example", "infanta@acme.example", "j.contactin@acme.example",
     "teamer@acme.example", "hr.muller@acme.example"],
)  # fmt: skip
def test_it_takes_a_persons_mailbox_for_a_persons(address: str) -> None:
    assert not is_role_address(address)
