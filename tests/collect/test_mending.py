"""Rejected rows as files to mend."""

from pathlib import Path

import pytest

from prospector.collect import mending, reading, source
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.table import Table
from prospector.tables import RejectRow
from tests.collect import kit

#: Import files by number: one with semicolons, one of JSON.
DELIMITERS = {2: ";", 3: None}


def row(
    raw: str,
    file: str = "in/a.csv",
    header: str | None = "email;name\n",
    feed: str = "crm",
    number: int = 7,
) -> RejectRow:
    return RejectRow(
        id=number,
        run_id=1,
        import_file_id=2 if header else 3,
        feed=feed,
        file=file,
        line=2,
        raw=raw,
        header=header,
        code="ragged",
        detail="",
        received_at=kit.NOW,
    )


def files(*rows: RejectRow) -> dict[str, str]:
    return mending.files(rows, DELIMITERS)


def token(raw: str, number: int = 7) -> str:
    return f"{number}-{mending.check_of(raw)}"


def table(path: Path, text: str) -> Table:
    path.write_text(text, encoding="utf-8", newline="")
    (found,) = reading.open_file(source.check(source.open_path(path)), KNOWN_KEYS).tables()
    return found


def test_it_writes_rows_below_the_header_they_came_with() -> None:
    rows = [row("a;1;2\n"), row("b", file="in/b.csv"), row('c;"3\n')]
    assert files(*rows) == {
        "crm-a.csv": "prospector_reject;prospector_reason;email;name\n"
        f"{token(rows[0].raw)};ragged;a;1;2\n"
        f'{token(rows[2].raw)};ragged;c;"3\n',
        "crm-b.csv": f"prospector_reject;prospector_reason;email;name\n{token('b')};ragged;b\n",
    }


def test_it_tells_two_headers_of_one_name_apart() -> None:
    found = files(row("a\n"), row("b\n", header="email\n"))
    assert sorted(found) == ["crm-a-2.csv", "crm-a.csv"]


def test_it_writes_json_items_one_a_line_and_changes_no_text() -> None:
    raw = '{\n "a": "two  spaces",\r\n\t"b": 1}'
    assert files(row(raw, header=None), row("{}", header=None), row("17", header=None)) == {
        "crm-a.jsonl": f'{{"prospector_reject": "{token(raw)}", "prospector_reason": "ragged", '
        '"a": "two  spaces", "b": 1}\n'
        f'{{"prospector_reject": "{token("{}")}", "prospector_reason": "ragged"}}\n'
        "17\n"
    }


def test_it_lets_no_feed_choose_the_folder() -> None:
    assert list(files(row("a\n", feed="../../etc/x"))) == ["-etc-x-a.csv"]


@pytest.mark.parametrize("header", ["email;name\n", None])
def test_it_finds_its_numbers_again_and_takes_them_away(tmp_path: Path, header: str | None) -> None:
    raws = {7: "a@acme.example;1\n", 12: "b@acme.example;2\n"}
    if header is None:
        raws = {7: '{"email": "a@acme.example"}', 12: '{"email": "b@acme.example"}'}
    text = "".join(files(*[row(raw, header=header, number=n) for n, raw in raws.items()]).values())
    assert mending.numbers(table(tmp_path / "f", text)) == {
        number: mending.check_of(raw) for number, raw in raws.items()
    }
    bare = mending.unnumbered(table(tmp_path / "f", text))
    assert list(bare.headers.values()) == (["email", "name"] if header else ["email"])
    assert bare.cells.columns == list(bare.headers)


def test_it_leaves_other_tables_as_they_are(tmp_path: Path) -> None:
    found = table(tmp_path / "f.csv", "email,note\n7-01234567,x\n")
    assert (mending.numbers(found), mending.unnumbered(found)) == ({}, found)


def test_it_numbers_a_row_anew_that_was_mended_in_vain() -> None:
    header = "prospector_reject;prospector_reason;email;name\n"
    raw = f"{token('x')};ragged;a;1;2\n"
    (text,) = files(row(raw, header=header, number=9)).values()
    assert text == f"{header}{token(raw, 9)};ragged;a;1;2\n"
