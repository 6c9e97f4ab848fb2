"""Steps without a message."""

from pathlib import Path

from prospector.rules.loader import load_ruleset
from tests.rules.folders import complaints, segment, segments, write

SEQUENCE = [
    {"slug": "hello", "channels": ["email", "linkedin"]},
    {"slug": "again", "channels": ["email"]},
]
SEGMENTS = segments(segment("s", "grade = 'A1'", sequence=SEQUENCE))


def templates(root: Path, *names: str) -> None:
    for name in names:
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Hello", encoding="utf-8")


def test_it_wants_a_template_for_each_channel_of_each_step(tmp_path: Path) -> None:
    templates(tmp_path, "s/1-hello.email.en.j2", "s/2-again.linkedin.fr.j2")
    found = complaints(tmp_path, segments=SEGMENTS)
    assert [line.partition(": ")[2] for line in found] == [
        "unknown template: no file templates/s/1-hello.linkedin.<en|fr>.j2",
        "unknown template: no file templates/s/2-again.email.<en|fr>.j2",
    ]


def test_it_is_content_with_one_language(tmp_path: Path) -> None:
    templates(
        tmp_path, "s/1-hello.email.en.j2", "s/1-hello.linkedin.fr.j2", "s/2-again.email.fr.j2"
    )
    assert complaints(tmp_path, segments=SEGMENTS) == []


def test_it_checks_no_templates_where_there_are_none(tmp_path: Path) -> None:
    assert complaints(tmp_path, segments=SEGMENTS) == []


def test_it_looks_where_it_is_told(tmp_path: Path) -> None:
    templates(tmp_path, "other/1-hello.email.en.j2")
    folder = write(tmp_path, segments=SEGMENTS)
    assert load_ruleset(folder, templates_dir=tmp_path / "nowhere")


def test_it_leaves_broken_steps_to_the_schema(tmp_path: Path) -> None:
    templates(tmp_path, "s/1-hello.email.en.j2")
    broken = [{"slug": "hello", "channels": ["pigeon"]}, {"channels": ["email"]}]
    found = complaints(tmp_path, segments=segments(segment("s", "grade = 'A1'", sequence=broken)))
    assert not any("unknown template" in line for line in found)
    assert len(found) == 2
