"""`prospector draft`."""

from pathlib import Path

from tests.cli import team


def test_it_counts_what_it_did(tmp_path: Path) -> None:
    said = team.make(tmp_path).run("draft")
    assert said.out == "0 queued, 0 kept, 0 rerendered, 0 held, 0 expired\n"
    assert "prospector queue" in said.err


def test_it_counts_as_json(tmp_path: Path) -> None:
    counts = team.make(tmp_path).json("draft")
    assert counts == {"queued": 0, "kept": 0, "rerendered": 0, "held": 0, "expired": 0}


def test_it_names_a_template_that_is_not_text(tmp_path: Path) -> None:
    made = team.make(tmp_path)
    (made.folder / "templates" / "_partials" / "odd.en.j2").write_bytes(b"\xff\xfe")
    said = made.run("draft")
    assert (said.code, said.err) == (
        2,
        "error: templates/_partials/odd.en.j2:1:1: not UTF-8 text\n",
    )
