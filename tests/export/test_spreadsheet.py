"""No cell is taken for a formula, and harmless ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.export.spreadsheet import safe

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=cmd|"/C calc"!A0',
    '=HYPERLINK("http://evil.example";"x")',
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\u2003@x",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\u200b\u200b\t +1+1",
    "\x00=1",
    "\t",
    "\nhello",
    "+33 6 12 34 56 78=1",
    "+33(0)6",
]
HARMLESS = [
    "",
    "Charlie",
    "Été & fils",
    "a=b",
    "1-2",
    "+33612345678",
    "+33 6 12 34 56 78",
    "'quoted'",
    "Bonjour,\n\n- un\n- deux",
    "   ",
    "東京",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_it_quotes_what_a_spreadsheet_would_run(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_it_leaves_the_rest_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.text())
def test_it_only_ever_adds_one_apostrophe(text: str) -> None:
    assert safe(text) in (text, f"'{text}")
    assert not safe(text).lstrip().startswith(("=", "@", "-"))
