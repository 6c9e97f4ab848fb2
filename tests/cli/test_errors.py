"""Bad input: one clear line that names file, line and fix; exit 1 or 2; nothing half done."""

import random
import sqlite3
from pathlib import Path

import pytest

from tests.cli.team import Said, Team, make

LIKERS = "name,linkedin_url,title,kind,subject,occurred_at\n" + "".join(
    f"Bob {n},https://www.linkedin.com/in/bob-{n},CTO at Acme {n},post_liked,a post,2026-11-1{n}\n"
    for n in range(6)
)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def write(team: Team, name: str, content: str | bytes) -> Path:
    path = team.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(team: Team) -> dict[str, int]:
    """How many rows each table of the store holds, but for the log of runs."""
    path = team.folder / "prospector.db"
    if not path.exists():
        return {}
    connection = sqlite3.connect(path)
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        found = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names
        }
    finally:
        connection.close()
    return {
        name: count
        for name, count in found.items()
        if count and name not in ("run", "alembic_version")
    }


def one_line(said: Said) -> str:
    """The one line of a refusal; no traceback, no result beside it."""
    assert said.out == ""
    lines = [line for line in said.err.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, said.err
    return lines[0].removeprefix("error: ")


def test_it_places_broken_yaml(team: Team) -> None:
    write(team, "rules/intent.yaml", "rules:\n  - id: [broken\n")
    said = team.run("run")
    assert said.code == 2
    assert one_line(said).startswith("rules/intent.yaml:3:1: expected ',' or ']'")
    assert rows(team) == {}


def test_it_reports_every_mistake_in_the_rules_at_once(team: Team) -> None:
    path = team.folder / "rules" / "grades.yaml"
    path.write_text(path.read_text().replace("priority:", "prioritty:") + "colour: red\n")
    (team.folder / "rules" / "policy.yaml").write_text("grades: 7\n")
    said = team.run("run")
    assert said.code == 2
    assert "unknown field 'colour'" in said.err
    assert "rules/policy.yaml:1:" in said.err
    assert rows(team) == {}


def test_it_suggests_the_field_that_was_meant(team: Team) -> None:
    path = team.folder / "rules" / "segments.yaml"
    text = path.read_text(encoding="utf-8")
    assert "account.relation in" in text
    path.write_text(text.replace("account.relation in", "account.relatio in", 1), encoding="utf-8")
    said = team.run("rules", "check")
    assert said.code == 2
    line = one_line(said)
    assert line.startswith("rules/segments.yaml:")
    assert "unknown field 'account.relatio'; did you mean 'account.relation'?" in line


def test_it_names_the_template_a_step_lacks(team: Team) -> None:
    for path in (team.folder / "templates" / "industrial-sme").glob("1-*.email.*.j2"):
        slug = path.name.partition(".")[0]
        path.unlink()
    said = team.run("run")
    assert said.code == 2
    line = one_line(said)
    assert line.startswith("rules/segments.yaml:")
    assert f"no file templates/industrial-sme/{slug}.email.<en|fr>.j2" in line
    assert rows(team) == {}


def test_it_places_an_unknown_field_of_a_template(team: Team) -> None:
    path = next((team.folder / "templates" / "industrial-sme").glob("1-*.email.en.j2"))
    lines = path.read_text(encoding="utf-8").count("\n")
    path.write_text(path.read_text(encoding="utf-8") + "{{ lead.frist_name }}\n", encoding="utf-8")
    said = team.run("templates", "check")
    assert said.code == 2
    line = one_line(said)
    assert line.startswith(f"templates/industrial-sme/{path.name}:{lines + 1}:")
    assert "lead.frist_name" in line
    assert "did you mean" in line


def test_it_writes_no_draft_while_a_template_is_broken(team: Team) -> None:
    template = next((team.folder / "templates").glob("*/1-*.email.en.j2"))
    template.write_text(template.read_text(encoding="utf-8") + "\n{{ lead.frist_name }}\n")
    said = team.run("run")
    assert said.code == 2
    assert f"{template.name}:" in said.err
    assert "unknown field 'lead.frist_name' (did you mean 'lead.first_name'?)" in said.err
    assert team.json("queue") == []


def test_it_takes_what_is_whole_of_half_a_csv(team: Team) -> None:
    path = write(team, "likers.csv", LIKERS[: LIKERS.index("bob-4") + 3])
    said = team.run("import", str(path))
    assert said.code == 1
    assert "likers.csv:6: truncated:" in said.err + said.out
    assert team.json("rejects", "list")[0]["line"] == 6
    (file,) = team.json("import", str(path))["files"]
    assert (file["rows"], file["taken"], file["seen"]) == (5, 0, 4)
    write(team, "likers.csv", LIKERS)  # the whole file, sent again
    (file,) = team.json("import", str(path))["files"]
    assert (file["taken"], file["seen"], file["rejected"]) == (2, 4, 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(400), "PNG image"),
        ("empty.csv", b"", "the file is empty"),
        ("broken.json", b'[{"kind": "post_liked"},\n {"email": ]\n', "broken.json:"),
    ],
)
def test_it_refuses_a_file_that_is_not_what_it_says(
    team: Team, name: str, content: bytes, reason: str
) -> None:
    said = team.run("import", str(write(team, name, content)))
    assert said.code == 1
    assert name in said.err + said.out
    assert reason in said.err + said.out
    assert not set(rows(team)) & {"signal", "sighting", "lead", "identity"}


def test_it_says_that_a_file_is_not_there(team: Team) -> None:
    said = team.run("import", "nowhere.csv")
    assert said.code == 1
    assert "nowhere.csv: no such file" in one_line(said)


def test_it_says_that_the_database_is_read_only(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.database().dispose()
    path = write(team, "likers.csv", LIKERS)
    # Opened so, not by file mode: the tests may run as a user whom no mode stops.
    address = f"sqlite:///file:{team.folder / 'prospector.db'}?mode=ro&uri=true"
    monkeypatch.setenv("PROSPECTOR_DATABASE_URL", address)
    said = team.run("import", str(path))
    assert said.code == 1
    assert one_line(said) == (
        "the database is read-only: make prospector.db and its folder writable"
    )
    assert team.run("queue").code == 0  # it can still be read
    assert rows(team) == {}


def test_it_leaves_a_newer_database_alone(team: Team) -> None:
    team.database().dispose()
    connection = sqlite3.connect(team.folder / "prospector.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for words in (["queue"], ["run"], ["import", str(write(team, "likers.csv", LIKERS))]):
        said = team.run(*words)
        assert said.code == 1
        assert one_line(said).endswith("upgrade prospector")
        assert "9999" in one_line(said)
    assert rows(team) == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            'timzone = "Europe/Paris"\n',
            "prospector.toml:1: timzone: unknown key; did you mean 'timezone'?",
        ),
        ('timezone = "Mars/Olympus"\n', "prospector.toml:1: timezone: unknown time zone"),
        ("timezone = Paris\n", "at line 1"),
    ],
)
def test_it_refuses_settings_it_does_not_know(team: Team, content: str, reason: str) -> None:
    write(team, "prospector.toml", content)
    said = team.run("queue")
    assert said.code == 2
    assert reason in one_line(said)


def test_it_says_where_a_workspace_is_missing(tmp_path: Path) -> None:
    said = Team(tmp_path / "nowhere").run("queue")
    assert said.code == 2
    assert one_line(said).endswith(f"run `prospector init {tmp_path / 'nowhere'}` first")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["explain", "bob@acme.example"], "no lead 'bob@acme.example'"),
        (["why-not", "bob@acme.example"], "no lead 'bob@acme.example'"),
        (["edit", "12", "--subject", "Hi"], "no draft 12: `prospector queue` lists them"),
        (["approve", "12"], "draft 12: there is no such draft: `prospector queue` lists them"),
    ],
)
def test_it_says_that_nobody_is_known_by_that_name(
    team: Team, words: list[str], reason: str
) -> None:
    said = team.run(*words)
    assert said.code == 1
    assert one_line(said).startswith(reason)


@pytest.mark.parametrize("place", [".prospector", ".prospector/files"])
def test_it_names_a_file_that_is_where_a_folder_should_be(team: Team, place: str) -> None:
    (team.folder / place).parent.mkdir(exist_ok=True)
    write(team, place, "")
    said = team.run("import", str(write(team, "likers.csv", LIKERS)), "--date", "2026-11-20")
    assert said.code == 0, said.err
    said = team.run("score")
    assert said.code == 2
    assert one_line(said).startswith(f"{team.folder / place}: File exists")


def test_it_drafts_nothing_without_the_folder_of_messages(team: Team) -> None:
    (team.folder / "templates").rename(team.folder / "elsewhere")
    for verb in (("draft",), ("templates", "check")):
        said = team.run(*verb)
        assert said.code == 2
        assert one_line(said).startswith("no templates/ in ")
