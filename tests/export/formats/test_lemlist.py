"""The CSV for lemlist: its own column names, and texts that come back exactly."""

import csv
import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.export.formats import lemlist
from tests.export.records import RECORD

#: Everything a draft can hold: the store refuses NUL and lone surrogates at its edge.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_it_uses_the_names_lemlist_maps_by_itself() -> None:
    assert list(lemlist.COLUMNS)[:9] == [
        "email", "firstName", "lastName", "companyName", "companyDomain", "jobTitle",
        "linkedinUrl", "phone", "timezone",
    ]  # fmt: skip
    content = lemlist.render([RECORD])
    assert content.startswith(b"email,firstName,")
    (row,) = read(content)
    assert row["companyName"] == "Acme"
    assert row["timezone"] == "Europe/Paris"
    assert (row["prospectorDraft"], row["prospectorStep"]) == ("9", "1")


def test_it_writes_unknown_values_as_empty_cells() -> None:
    (row,) = read(lemlist.render([replace(RECORD, email=None, subject=None)]))
    assert (row["email"], row["subject"]) == ("", "")


@settings(max_examples=300, deadline=None)
@given(first=TEXT, subject=TEXT, body=TEXT)
def test_it_gives_every_text_back_unchanged(first: str, subject: str, body: str) -> None:
    record = replace(RECORD, first_name=first, subject=subject, body=body)
    one, two = read(lemlist.render([record, RECORD]))
    assert (one["firstName"], one["subject"], one["body"]) == (first, subject, body)
    assert two["body"] == RECORD.body


def test_it_keeps_what_a_spreadsheet_would_run() -> None:
    (row,) = read(lemlist.render([replace(RECORD, body="=1+1\n- a\n- b")]))
    assert row["body"] == "=1+1\n- a\n- b"
