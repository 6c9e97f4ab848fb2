"""The library of templates."""

from pathlib import Path

import pytest

from prospector.draft.templates import Library, Slot, parse_name, read_library
from prospector.errors import RulesError
from prospector.rules.sandbox import Refused

SLOT = Slot("hiring", 1, "opening", "email")


def test_it_reads_place_and_language_from_a_name() -> None:
    assert parse_name("hiring/1-opening.email.en.j2") == (SLOT, "en")
    assert SLOT.in_("fr") == "hiring/1-opening.email.fr.j2"
    for odd in ("hiring/opening.email.en.j2", "1-opening.email.en.j2", "a/b/1-o.email.en.j2"):
        assert parse_name(odd) is None


def test_it_falls_back_to_the_segment_s_language_and_says_so() -> None:
    library = Library({SLOT.in_("en"): "", SLOT.in_("fr"): ""})
    wanted = library.choose(SLOT, "fr", "en", 1)
    assert wanted is not None
    assert (wanted.language, wanted.note) == ("fr", None)
    instead = library.choose(SLOT, "de", "en", 1)
    assert instead is not None
    assert (instead.language, instead.note) == ("en", "no de template: written in en")


def test_it_takes_any_language_rather_than_none() -> None:
    choice = Library({SLOT.in_("fr"): ""}).choose(SLOT, "en", "en", 1)
    assert choice is not None
    assert choice.language == "fr"
    assert Library({}).choose(SLOT, "en", "en", 1) is None


def test_it_deals_the_texts_of_a_message_by_lot_and_always_the_same() -> None:
    first, second = SLOT.in_("en"), "hiring/1-opening.email.en.b.j2"
    library = Library({first: "", second: "", SLOT.in_("fr"): ""})
    assert parse_name(second) == (SLOT, "en")
    dealt = [library.choose(SLOT, "en", "en", lead) for lead in range(400)]
    names = [choice.name for choice in dealt if choice]
    assert 160 < names.count(second) < 240
    assert names.count(first) + names.count(second) == 400
    assert dealt == [library.choose(SLOT, "en", "en", lead) for lead in range(400)]
    french = {library.choose(SLOT, "fr", "fr", lead) for lead in range(20)}
    assert {choice.name for choice in french if choice} == {SLOT.in_("fr")}


def test_it_stamps_a_template_with_its_partials() -> None:
    source = {"a/1-b.email.en.j2": "{% include '_partials/x.en.j2' %}", "_partials/x.en.j2": "one"}
    before = Library(source).fingerprint("a/1-b.email.en.j2")
    assert before == Library(source).fingerprint("a/1-b.email.en.j2")
    after = Library({**source, "_partials/x.en.j2": "two"}).fingerprint("a/1-b.email.en.j2")
    assert before != after


def test_it_knows_the_template_s_own_words() -> None:
    source = "Hello {{ name|default('you') }}{% include '_partials/x.en.j2' %}{{ 12 }}"
    library = Library({"a": source, "_partials/x.en.j2": "Yours"})
    words = library.literal("a").split()
    assert {"Hello", "you", "Yours", "12"} <= set(words)
    assert "name" not in words


def test_it_compiles_a_template_once() -> None:
    library = Library({"a": "x"})
    assert library.compiled("a") is library.compiled("a")


def test_it_refuses_a_missing_or_broken_template() -> None:
    library = Library({"broken": "{{ x"})
    with pytest.raises(Refused, match="none"):
        library.compiled("none")
    with pytest.raises(Refused, match="broken:1"):
        library.compiled("broken")
    assert library.literal("broken") == library.literal("none") == ""


def test_it_reads_a_folder(tmp_path: Path) -> None:
    for name, text in {"hiring/1-a.email.en.j2": "x\r\ny", "_partials/s.en.j2": "s"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "hiring" / "golden").mkdir()
    (tmp_path / "hiring" / "golden" / "1-a.email.en.txt").write_text("sample")
    library = read_library(tmp_path)
    assert library.names == ("hiring/1-a.email.en.j2",)
    assert library.sources["hiring/1-a.email.en.j2"] == "x\ny"


def test_it_names_every_file_that_is_not_text(tmp_path: Path) -> None:
    for name in ("a.j2", "b.j2"):
        (tmp_path / name).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulesError) as caught:
        read_library(tmp_path)
    assert [problem.message for problem in caught.value.problems] == ["not UTF-8 text"] * 2
