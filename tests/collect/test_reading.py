"""Files as batches of rows."""

from pathlib import Path

import pytest

from prospector.collect import reading, source
from prospector.collect.reading import Opened
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.table import Table
from prospector.errors import InputError


def opened(path: Path, content: str | bytes) -> Opened:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return reading.open_file(source.check(source.open_path(path)), KNOWN_KEYS)


def whole(found: Opened) -> Table:
    (table,) = found.tables()
    return table


def test_it_reads_delimited_rows_with_their_lines(tmp_path: Path) -> None:
    found = opened(tmp_path / "f.csv", 'note\n\nemail;name\na;"x\ny"\nb;z\nbroken\n')
    table = whole(found)
    assert (found.container, found.delimiter, found.header_raw) == ("csv", ";", "email;name\n")
    assert table.cells.rows() == [("a", "x\ny"), ("b", "z")]
    assert (table.lines, [reject.line for reject in table.rejects]) == ([4, 6], [7])
    assert table.raws == ['a;"x\ny"\n', "b;z\n"]


def test_it_reads_in_batches(tmp_path: Path) -> None:
    found = opened(tmp_path / "f.csv", "email\n" + "".join(f"a{n}\n" for n in range(10)))
    assert [table.size for table in found.tables(4)] == [4, 4, 2]


@pytest.mark.parametrize(
    ("content", "container"),
    [
        ('[{"email": "a"}, {"email": "b"}]', "json"),
        ('{"jobs": [{"email": "a"}, {"email": "b"}]}', "json"),
        ('{"email": "a"}\n{"email": "b"}\n', "jsonl"),
        ('\ufeff{"email": "a"}\r\n{"email": "b"}\r\n', "jsonl"),
    ],
)
def test_it_reads_json_in_each_of_its_shapes(tmp_path: Path, content: str, container: str) -> None:
    found = opened(tmp_path / "f", content)
    assert found.container == container
    assert whole(found).cells["email"].to_list() == ["a", "b"]
    assert found.headers() == {"email": "email"}


def test_it_gathers_the_columns_of_uneven_items(tmp_path: Path) -> None:
    table = whole(opened(tmp_path / "f.json", '[{"a": 1}, {"b": "x"}, 7]'))
    assert table.cells.rows() == [("1", None), (None, "x")]
    assert [reject.code for reject in table.rejects] == ["not_a_record"]


def test_it_takes_nothing_from_an_empty_list(tmp_path: Path) -> None:
    found = opened(tmp_path / "f.json", "[]")
    assert list(found.tables()) == []
    assert found.headers() == {}


def test_it_shows_damaged_characters_as_they_were_meant(tmp_path: Path) -> None:
    data = "email,name\na,Élodie\n".encode() + "b,Éric\n".encode("cp1252")
    table = whole(opened(tmp_path / "f.csv", data))
    assert [(reject.code, reject.raw) for reject in table.rejects] == [("bad_encoding", "b,Éric\n")]


def test_it_refuses_half_a_document_before_anything_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cut short"):
        opened(tmp_path / "f.json", '[{"email": "a"}, {"email')


def test_it_reads_rejected_rows_again() -> None:
    table = reading.from_rejects([(4, "a;1\n"), (9, "b;2;3\n"), (11, "\n")], "email;name\n", ";")
    assert table.cells.rows() == [("a", "1")]
    assert table.lines == [4]
    assert [(reject.line, reject.code) for reject in table.rejects] == [
        (9, "ragged"),
        (11, "ragged"),
    ]
    items = reading.from_rejects([(2, '{"email": "a"}'), (3, "{")], None, None)
    assert (items.cells.rows(), [reject.line for reject in items.rejects]) == ([("a",)], [3])
