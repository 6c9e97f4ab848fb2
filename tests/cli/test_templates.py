"""`prospector templates`."""

from pathlib import Path

import pytest

from prospector.tables import Lead
from tests.cli import team
from tests.cli.team import Team
from tests.draft.desk import NOW

STEP = ("hiring-sales-team", "--step", "1")


def first(made: Team) -> Path:
    """The English e-mail of the segment's first step, whatever it is called today."""
    return next((made.folder / "templates" / "hiring-sales-team").glob("1-*.email.en.j2"))


@pytest.fixture
def made(tmp_path: Path) -> Team:
    return team.make(tmp_path)


def test_it_finds_nothing_wrong_with_a_fresh_workspace(made: Team) -> None:
    said = made.run("templates", "check")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("templates: nothing wrong\n")


def test_it_names_file_and_line_of_every_problem(made: Team) -> None:
    template = first(made)
    template.write_text("Subject: x\n\n{{ lead.titel }}")
    template.with_name("odd.j2").write_text("")
    said = made.run("templates", "check")
    assert said.code == 2
    assert f"{template.name}:3:1: unknown field 'lead.titel'" in said.err
    found = made.json("templates", "check")
    assert (found["ok"], len(found["problems"])) == (False, 2)
    assert found["problems"][0]["line"] == 3
    assert "templates/hiring-sales-team/odd.j2:1:1: not named" in said.err


def test_it_previews_for_the_model_lead(made: Team) -> None:
    said = made.run("templates", "preview", *STEP, "--language", "en")
    assert said.out.startswith("Subject: ")
    assert "Hi Claire," in said.out
    assert "cites: 1" in said.err
    french = made.run("templates", "preview", *STEP, "--channel", "linkedin", "--language", "fr")
    assert french.out.startswith("Bonjour Madame Durand, ")


def test_it_previews_for_a_real_lead_and_says_what_is_missing(made: Team) -> None:
    with made.database().write() as session:
        session.add(Lead(first_name="Bob", language="en", email="bob@x.example", first_seen_at=NOW))
        session.flush()
    said = made.run("templates", "preview", *STEP, "--lead", "1")
    assert "Hi Bob," in said.out
    assert "cites: no signal" in said.err
    assert made.run("templates", "preview", *STEP, "--lead", "99").code == 1


def test_it_previews_as_json(made: Team) -> None:
    found = made.json("templates", "preview", *STEP, "--language", "en")
    assert found["findings"] == []
    assert {"subject", "body", "cites", "findings", "held_gate", "template"} <= set(found)


def test_it_names_the_nearest_segment(made: Team) -> None:
    said = made.run("templates", "preview", "hiring-sales")
    assert (said.code, said.err) == (
        1,
        "error: no segment 'hiring-sales'; did you mean 'hiring-sales-team'?\n",
    )


def test_it_blesses_and_compares(made: Team) -> None:
    counts = made.json("templates", "bless")
    assert counts["written"] > 50
    assert made.run("templates", "bless").out.startswith("0 written")
    template = first(made)
    template.write_text(template.read_text("utf-8").replace("\n\n", "\n\nIndeed. ", 1), "utf-8")
    said = made.run("templates", "check")
    assert said.code == 2
    assert "reads differently from hiring-sales-team/golden/" in said.err


def test_it_blesses_nothing_when_a_template_is_broken(made: Team) -> None:
    template = first(made)
    template.write_text("{{ x")
    said = made.run("templates", "bless")
    assert said.code == 2
    assert f"{template.name}:1:1: " in said.err
    assert not list((made.folder / "templates").glob("*/golden"))
