"""The CSV for people: accents right, one row per draft, formulas inert."""

import csv
import io
from dataclasses import replace

from prospector.export.formats import generic
from tests.export.records import RECORD


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_byte_order_mark_and_the_names_of_the_columns() -> None:
    content = generic.render([RECORD])
    assert content.startswith(b"\xef\xbb\xbfdraft,lead,owner,")
    assert content.endswith(b"\r\n")
    header, row = rows(content)
    assert header == list(generic.COLUMNS)
    assert dict(zip(header, row, strict=True))["first_name"] == "Zoé"


def test_it_writes_unknown_values_as_empty_cells() -> None:
    header, row = rows(generic.render([replace(RECORD, phone=None)]))
    assert dict(zip(header, row, strict=True))["phone"] == ""


def test_it_makes_every_text_cell_safe() -> None:
    evil = replace(RECORD, first_name="=cmd()", company="\u200b@x", body="=1\n=2", why_now="-1")
    header, row = rows(generic.render([evil]))
    cells = dict(zip(header, row, strict=True))
    assert cells["first_name"] == "'=cmd()"
    assert cells["company"] == "'\u200b@x"
    assert cells["body"] == "'=1\n=2"
    assert cells["why_now"] == "'-1"


def test_it_writes_the_same_bytes_for_the_same_records() -> None:
    assert generic.render([RECORD, RECORD]) == generic.render([RECORD, RECORD])
    assert len(rows(generic.render([]))) == 1
