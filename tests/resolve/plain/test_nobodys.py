"""What is nobody's is found although few are asked about one by one."""

import polars as pl
import pytest

from prospector.data.lists import words
from prospector.identifiers import is_freemail, is_role_address
from prospector.resolve.plain.nobodys import freemail_domains, role_addresses

LOCALS = [
    spelled.format(name.rstrip("*"))
    for name in words("role_names")
    for spelled in ("{}", "{}.fr", "_{}", "{}+x", "{}2", "{}-team", "a{}", "Paris.{}", "x+{}")
]


def unknown(kind: str, values: list[str]) -> pl.DataFrame:
    kinds = [kind] * len(values)
    return pl.DataFrame({"id": range(len(values)), "kind": kinds, "value": values})


def test_it_finds_every_role_address() -> None:
    addresses = [f"{local}@acme.example" for local in (*LOCALS, "claire.durand", "p7")]
    expected = [n for n, address in enumerate(addresses) if is_role_address(address)]
    assert expected
    assert role_addresses(unknown("email", addresses)).to_list() == expected


def test_it_finds_every_free_mail_domain() -> None:
    domains = [*words("freemail"), "acme.example", "co.uk", "gmail.com.example", "acme.co.uk"]
    expected = [n for n, domain in enumerate(domains) if is_freemail(domain)]
    assert len(expected) >= len(words("freemail"))
    assert freemail_domains(unknown("domain", domains)).to_list() == expected


@pytest.mark.parametrize("found", [role_addresses, freemail_domains])
def test_it_looks_at_no_other_kind(found: object) -> None:
    rows = unknown("profile", ["info@acme.example", "gmail.com"])
    assert callable(found)
    assert found(rows).to_list() == []
