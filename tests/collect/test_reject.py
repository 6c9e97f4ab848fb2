"""Reasons, and texts both databases can hold."""

from pathlib import Path

from prospector.collect.reject import RejectCode, storable

DOCS = Path(__file__).parent.parent.parent / "docs" / "import.md"


def test_it_says_in_one_sentence_what_every_code_means() -> None:
    for code in RejectCode:
        assert code.help.endswith(".")
        assert "\n" not in code.help


def test_it_documents_every_code_with_its_help() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for code in RejectCode:
        assert f"| `{code}` | {code.help} |" in page


def test_it_makes_nul_visible_and_replaces_broken_characters() -> None:
    assert storable("a\0b") == "a␀b"
    assert storable("plain") == "plain"
    assert storable("é\udce9") == "é\ufffd\ufffd\ufffd"
