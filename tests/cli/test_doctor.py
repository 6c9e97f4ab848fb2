"""`prospector doctor` on the screen, as JSON, and by its exit code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospector import health
from prospector.cli._doctor import lines, said
from tests.cli.team import Team, make


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_prints_a_line_per_finding(team: Team) -> None:
    told = team.run("doctor")
    assert told.code == 0
    assert "ok    settings.timezone: Europe/Paris (default)" in told.out.splitlines()


def test_it_fails_when_something_is_bad_and_says_the_fix(team: Team) -> None:
    (team.folder / "prospector.toml").write_text('timzone = "Europe/Paris"\n')
    told = team.run("doctor")
    assert told.code == 1
    assert "bad   settings: prospector.toml:1: timzone: unknown key" in told.out
    found = team.json("doctor")
    assert found[0]["level"] == "bad"
    assert set(found[0]) == {"name", "level", "found", "fix"}


def test_it_knows_the_variable_of_every_option(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WORKSPACE", "AS_OF", "QUEUE_OWNER", "APPROVE_TOP", "RULES_CHECK_AS_JSON"):
        monkeypatch.setenv(f"PROSPECTOR_{name}", "")
    monkeypatch.setenv("PROSPECTOR_QUEUE_OWNR", "alice")
    monkeypatch.delenv("PROSPECTOR_TEST_POSTGRES", raising=False)  # the tests' own server
    named = [line for line in team.run("doctor").out.splitlines() if "environment" in line]
    (line,) = named
    assert line.startswith("warn  environment: $PROSPECTOR_QUEUE_OWNR is not a variable of ours")
    assert line.endswith("Did you mean PROSPECTOR_QUEUE_OWNER?")


def test_it_writes_signal_files_anew_when_told(team: Team) -> None:
    place = team.folder / ".prospector" / "files"
    assert not place.exists()
    told = team.run("doctor", "--rebuild-files")
    assert (told.code, "signal files are written anew" in told.err) == (0, True)
    (line,) = [line for line in told.out.splitlines() if "signal files" in line]
    assert line.startswith("ok    signal files: ")
    assert line.endswith("MB")
    before = {path.name for path in place.iterdir()}
    assert team.run("doctor", "--rebuild-files").code == 0
    # What the old ones said of people is gone.
    assert before & {path.name for path in place.iterdir()} == {"manifest.json", "lock"}


def sentences() -> Iterator[str]:
    """What `health` says in words of its own, with something in its places."""
    for node in ast.walk(ast.parse(Path(health.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            told = node.args[2:]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_checked":
            told = node.args[1:2]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in _SAID:
            told = [node.value]
        else:
            continue
        yield from (text for one in told for each in branches(one) if (text := sheltered(each)))


#: Names that `health` gives what it says.
_SAID = ("fix", "said", "found", "hint")


def branches(node: ast.expr) -> list[ast.expr]:
    """Both sides of a choice, or the one that is none."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def sheltered(node: ast.expr) -> str | None:
    """A text of the code, or None; a mere value says nothing."""
    if isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else "7" for one in node.values]
        return (
            "".join(map(str, parts))
            if any(isinstance(p, str) and " " in p for p in parts)
            else None
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


#: The same in both languages, or put together of what is told beside.
_AS_IT_IS = {
    *("7 ms", "chmod 600 7", "7: 7", "7 (7)", "7 is 7: 7"),
    *(
        "7: the next run writes them anew",
        "of another state of the store, or without a declared attribute",
    ),
}


def test_it_has_french_for_all_that_it_says() -> None:
    found = set(sentences()) - _AS_IT_IS
    assert len(found) > 40
    assert sorted(text for text in found if said.french(text) is None) == []


def test_it_tells_what_it_found_in_the_language_of_the_settings() -> None:
    found = [
        health.Finding("settings.language", health.Level.OK, "fr (prospector.toml)"),
        health.Finding(
            "disk",
            health.Level.WARN,
            "0.5 GB free",
            "Free some space: a full disk stops every run.",
        ),
        health.Finding("feeds", health.Level.OK, "none of 19 is late or failing"),
    ]
    assert lines(found) == [
        "ok      settings.language\xa0: fr (prospector.toml)",
        "alerte  disque\xa0: 0,5 Go libres  → Libérez de la place\xa0: un disque plein arrête tout.",
        "ok      flux\xa0: aucun des 19 n'est en retard ou en échec",
    ]
    assert lines(found[1:])[1] == "ok    feeds: none of 19 is late or failing"
