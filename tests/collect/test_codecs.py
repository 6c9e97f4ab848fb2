"""Twelve encodings times many files: the right text, or a refusal; never wrong characters in silence."""

import random
from pathlib import Path

import pytest

from prospector.collect import encoding, reading, source
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.reject import RejectCode
from prospector.errors import InputError, Unsure

#: Text that French, German, Spanish and Polish teams export; all of it is in every western codec.
WESTERN = (
    "Élodie Lefèvre",
    "Société Générale d'Étanchéité",
    "Müller & Söhne",
    "Muñoz Peña",
    "prénom à l'été",
    "Ça marche déjà",
    "plain ASCII",
    "Anne-Gaëlle Noël",
)
BEYOND = (*WESTERN, "Łódź", "東京都", "🙂 ok", "naïve — “quoted” …", "Ελλάδα")
UNICODE = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-be with mark": "utf-16-be",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32-le",
}
FILES = 40


def text(seed: int, words: tuple[str, ...]) -> str:
    chance = random.Random(seed)
    rows = [f"p{n}@acme.example;{chance.choice(words)}\n" for n in range(chance.randrange(8, 40))]
    return "email;name\n" + "".join(rows)


def encoded(content: str, codec: str) -> bytes:
    if codec.endswith("with mark"):
        return b"\xfe\xff" + content.encode("utf-16-be")
    return content.encode(codec)


def names(path: Path, data: bytes, override: str | None = None) -> tuple[list[str], str | None]:
    """The names as they are read, and the notice; nothing may be rejected."""
    path.write_bytes(data)
    checked = source.check(source.open_path(path), override)
    (table,) = reading.open_file(checked, KNOWN_KEYS).tables()
    assert not table.rejects
    return table.cells["name"].to_list(), checked.encoding.notice


def meant(content: str) -> list[str]:
    return [line.split(";")[1] for line in content.splitlines()[1:]]


@pytest.mark.parametrize("codec", UNICODE)
def test_it_reads_every_unicode_file_right(tmp_path: Path, codec: str) -> None:
    for seed in range(FILES):
        content = text(seed, WESTERN if codec in {"utf-16-le", "utf-16-be"} else BEYOND)
        found, notice = names(tmp_path / "f.csv", encoded(content, codec))
        assert found == meant(content)
        assert (notice is not None) == (codec in {"utf-16-le", "utf-16-be"})


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "iso8859-15"])
def test_it_reads_western_files_right_and_says_how(tmp_path: Path, codec: str) -> None:
    for seed in range(FILES):
        content = text(seed, WESTERN)
        found, notice = names(tmp_path / "f.csv", encoded(content, codec))
        assert found == meant(content)
        assert notice
        assert "Windows-1252" in notice


@pytest.mark.parametrize("codec", ["mac_roman", "cp850"])
def test_it_asks_instead_of_reading_old_files_wrong(tmp_path: Path, codec: str) -> None:
    for seed in range(FILES):
        content = text(seed, WESTERN)
        with pytest.raises(Unsure, match=r"first at byte \d+\): say --encoding"):
            names(tmp_path / "f.csv", encoded(content, codec))
        assert names(tmp_path / "f.csv", encoded(content, codec), codec)[0] == meant(content)


def test_it_rejects_the_lines_of_another_encoding_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    for seed in range(FILES):
        lines = text(seed, WESTERN).splitlines(keepends=True)
        odd = random.Random(seed).randrange(1, len(lines))
        lines[odd] = "x@acme.example;Zoé Éluard\n"
        data = b"".join(
            line.encode("cp1252" if number == odd else "utf-8") for number, line in enumerate(lines)
        )
        path.write_bytes(data)
        checked = source.check(source.open_path(path))
        (table,) = reading.open_file(checked, KNOWN_KEYS).tables()
        assert table.cells["name"].to_list() == meant("".join(lines[:odd] + lines[odd + 1 :]))
        (reject,) = table.rejects
        assert (reject.line, reject.code) == (odd + 1, RejectCode.BAD_ENCODING)
        assert reject.detail.startswith("byte 0xE9 at character 18:")
        assert reject.raw == lines[odd]


def test_it_takes_no_text_that_was_encoded_twice(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    for seed in range(FILES):
        content = text(seed, WESTERN)
        path.write_bytes(content.encode().decode("cp1252", "replace").encode())
        (table,) = reading.open_file(source.check(source.open_path(path)), KNOWN_KEYS).tables()
        assert not [name for name in table.cells["name"] if not name.isascii()]
        assert all(reject.code is RejectCode.BAD_ENCODING for reject in table.rejects)
        assert len(table.rejects) == sum(not name.isascii() for name in meant(content))


def test_it_names_the_byte_that_an_encoding_does_not_have(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"email;name\nx@acme.example;Zo\x81\n")
    with pytest.raises(InputError, match="not cp1252 at byte 28: leave out --encoding"):
        source.check(source.open_path(path), "cp1252")
    assert encoding.damage("\x81") is None
