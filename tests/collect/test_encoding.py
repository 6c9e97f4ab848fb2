"""The encoding rule, and what a file that is no text is told."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import encoding
from prospector.collect.encoding import Encoding
from prospector.errors import InputError, Unsure, UsageError

FRENCH = "prénom;société\nÉlodie;Fromagerie du Val — œuvre\n"


def detect(data: bytes, override: str | None = None) -> encoding.Encoding:
    return encoding.detect(
        "f.csv", data[:65_536], [data[i : i + 7] for i in range(0, len(data), 7)], override
    )


def test_it_believes_the_lines_of_a_file_more_than_its_mark() -> None:
    found = detect(codecs.BOM_UTF8 + FRENCH.encode("cp1252"))
    assert (found.name, found.mark) == ("cp1252", 3)
    assert "read as Windows-1252" in (found.notice or "")
    mostly = FRENCH * 2 + "x;y\n"
    mixed = codecs.BOM_UTF8 + mostly.encode() + "Crème;y\n".encode("cp1252")
    assert detect(mixed) == Encoding("utf-8", "surrogateescape", None, 3)
    assert detect(codecs.BOM_UTF8 + b"email\n") == Encoding("utf-8", "surrogateescape", None, 3)


@pytest.mark.parametrize(
    ("codec", "name", "mark"),
    [
        ("utf-8", "utf-8", 0),
        ("utf-8-sig", "utf-8", 3),
        ("utf-16", "utf-16-le", 2),
        ("utf-16-le", "utf-16-le", 0),
        ("utf-16-be", "utf-16-be", 0),
        ("utf-32", "utf-32-le", 4),
        ("cp1252", "cp1252", 0),
        ("latin-1", "cp1252", 0),
        ("ascii", "utf-8", 0),
    ],
)
def test_it_finds_the_encoding_and_decodes_alike(codec: str, name: str, mark: int) -> None:
    text = FRENCH.replace("—", "-").replace("œ", "oe")
    text = text if codec != "ascii" else "email\nalice@acme.example\n"
    data = text.encode(codec)
    found = detect(data)
    assert (found.name, found.mark) == (name, mark)
    assert data[found.mark :].decode(found.name) == text


@pytest.mark.parametrize("codec", ["mac_roman", "cp850", "cp437", "cp1250", "cp1251", "shift_jis"])
def test_it_asks_where_windows_1252_would_be_wrong(codec: str) -> None:
    words = {"cp1250": "mała książka", "cp1251": "Москва", "shift_jis": "東京都港区"}
    data = f"email,name\n{words.get(codec, 'Prénom élève français')}\n".encode(codec, "replace")
    with pytest.raises(Unsure, match=r"f\.csv: neither .*first at byte \d+.*--encoding mac_roman"):
        detect(data)
    assert detect(data, codec).name == codecs.lookup(codec).name


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"])
@given(st.data())
def test_it_weighs_what_it_reads(codec: str, data: st.DataObject) -> None:
    raw = data.draw(st.binary(max_size=40))
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}
    head = mark.get(codec, b"")
    found = Encoding(codec, encoding._errors_of(codec), mark=len(head))
    text = raw.decode(found.name, found.errors)
    size = len(head) + len(raw)
    assert found.mark + sum(map(found.weigh, text)) - found.lacking(size) == size


def test_it_follows_only_codecs_that_come_back_byte_by_byte() -> None:
    text = "日本,東京\n"
    for codec in ("shift_jis", "gb18030", "euc_jp", "big5"):
        found = detect(text.encode(codec), codec)
        assert found.weigh(text) == len(text.encode(codec))
    with pytest.raises(InputError, match="cannot be followed byte by byte"):
        detect(b"a,+ZeU-b+Zyw-b\n+AGEAYg-\n", "utf-7")


def test_it_walks_a_long_line_in_one_pass() -> None:
    line = b'{"name": "' + "é".encode() * 3_000_000 + b'"}'
    chunks = [line[start : start + 65_537] for start in range(0, len(line), 65_537)]
    assert encoding.detect("f.json", line[:65_536], chunks, None).name == "utf-8"


def test_it_says_aloud_that_it_read_windows_1252() -> None:
    notice = detect(FRENCH.encode("cp1252")).notice
    assert notice
    assert "--encoding" in notice
    assert detect(FRENCH.encode()).notice is None


def test_it_reads_a_file_with_one_broken_line_as_the_rest() -> None:
    lines = [f"Élodie {n}".encode() for n in range(9)]
    assert detect(b"\n".join([*lines, "Éric".encode("cp1252")])).name == "utf-8"
    old = [f"Élodie {n}".encode("cp1252") for n in range(9)]
    assert detect(b"\n".join([*old, "Éric".encode()])).name == "cp1252"


@pytest.mark.parametrize(("good", "name"), [(2, "cp1252"), (3, "utf-8"), (4, "utf-8")])
def test_it_counts_lines_alike_whether_those_beside_them_are_good_or_not(
    good: int, name: str
) -> None:
    lines = "plain\r\nÉlodie œuvre\r\n".encode() * good
    damaged = "Chloé\nplain\n".encode("cp1252") * 3
    assert encoding.detect("f.csv", lines, [lines, damaged], None).name == name
    assert encoding.detect("f.csv", lines, [lines + damaged], None).name == name


def test_it_finds_characters_that_are_none() -> None:
    assert encoding.damage("Caf\udce9") == (
        "byte 0xE9 at character 4: no character in the file's encoding"
    )
    assert encoding.damage("Caf\ufffd")
    assert encoding.damage("Caf\u00c3\u00a9")
    assert encoding.damage("naïve Ã la carte São João Â") is None


def test_it_shows_a_damaged_line_as_it_was_meant() -> None:
    assert encoding.readable("Caf\udce9") == "Café"
    assert encoding.readable("Caf\u00c3\u00a9") == "Café"
    assert encoding.readable("Caf\u00c3\u00a9 \udce9 \u4e2d") == "Caf\u00c3\u00a9 \udce9 \u4e2d"


def test_it_takes_the_user_at_their_word_unless_it_cannot_be() -> None:
    assert detect("Łódź".encode("cp1250"), "cp1250").name == "cp1250"
    with pytest.raises(UsageError, match="--encoding 'klingon': no such encoding"):
        detect(b"x", "klingon")
    with pytest.raises(InputError, match="not ascii at byte 2"):
        detect(FRENCH.encode(), "ascii")
    with pytest.raises(InputError, match="the file is UTF-8, not cp1252"):
        detect(FRENCH.encode(), "cp1252")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (bytes(range(1, 9)) * 20, "not text"),
        (b"a\0b\0\0\0\1" * 20, "not text"),
    ],
)
def test_it_refuses_what_is_no_text_with_file_line_and_fix(head: bytes, what: str) -> None:
    with pytest.raises(InputError, match=rf"^f\.csv:1: .*{what}.*: ") as caught:
        encoding.check_is_text("f.csv", head)
    assert "\n" not in str(caught.value)
