"""`prospector rules publish` and `rollback`: nothing scores with other rules than those."""

from pathlib import Path

import pytest

from prospector.rules.loader import load_ruleset
from prospector.store import scores
from prospector.store.database import Database
from prospector.tables import Publication, RulesetRow
from tests.cli.team import Team, make
from tests.cli.test_score import people
from tests.review.rows import NOW
from tests.shelf import shelve


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    shelve(made.database(), people())
    return made


def double(team: Team) -> str:
    """Edit a number that every score hangs on; the version it makes."""
    path = team.folder / "rules" / "intent.yaml"
    path.write_text(path.read_text("utf-8").replace("horizon: 180", "horizon: 181"), "utf-8")
    return load_ruleset(path.parent).version


def scored_by(database: Database) -> set[str]:
    with database.read() as session:
        return set(scores.frame(session)["ruleset"])


def version(team: Team) -> str:
    return load_ruleset(team.folder / "rules").version


def test_it_publishes_the_first_rules_that_score_by_itself(team: Team) -> None:
    assert team.json("rules", "history") == []
    said = team.run("score")
    assert (said.code, said.err) == (0, "")
    (first,) = team.json("rules", "history")
    assert first == {
        "number": 1,
        "version": version(team),
        "at": NOW.isoformat(),
        "by": "prospector",
        "note": "the first rules that scored",
        "changed": None,
    }


def test_it_scores_with_edited_rules_only_once_they_are_published(team: Team) -> None:
    first = version(team)
    team.run("score")
    edited = double(team)
    told = f"rules/ differs from the published version {first}: see `prospector rules diff`, then `prospector rules publish`\n"
    for words in (("score",), ("run", "--until", "score"), ("ready",)):
        said = team.run(*words)
        assert told in said.err, words
    assert scored_by(team.database()) == {first}
    published = team.json("rules", "publish", "--note", "half a year and a day", "--by", "bob")
    assert (published["published"], published["number"]) == (True, 2)
    assert published["version"] == edited
    assert told not in team.run("score").err
    assert scored_by(team.database()) == {edited}


def test_it_tells_doctor_of_rules_that_are_not_published(team: Team) -> None:
    def finding() -> str:
        (line,) = [
            line for line in team.run("doctor").out.splitlines() if "published rules" in line
        ]
        return line

    assert finding() == "ok    published rules: none yet: the first run publishes rules/"
    first = version(team)
    team.run("score")
    assert finding() == f"ok    published rules: version {first}, by prospector on {NOW:%Y-%m-%d}"
    double(team)
    assert finding().startswith(
        f"warn  published rules: rules/ differs from the published version {first}  → "
    )


def test_it_lets_another_folder_of_rules_score_without_publishing_it(team: Team) -> None:
    first = version(team)
    team.run("score")
    edited = double(team)
    said = team.run("--rules", str(team.folder / "rules"), "score")
    assert said.err.endswith("score now; they are not published\n")
    assert scored_by(team.database()) == {edited}
    assert [one["version"] for one in team.json("rules", "history")] == [first]
    team.run("score")
    assert scored_by(team.database()) == {first}


def test_it_publishes_nothing_that_another_folder_of_rules_scored_first(team: Team) -> None:
    team.run("--rules", str(team.folder / "rules"), "score")
    assert team.json("rules", "history") == []


def test_it_publishes_nothing_in_a_rehearsal(team: Team) -> None:
    team.run("run", "--dry-run", "--until", "score")
    assert team.json("rules", "history") == []


def test_it_takes_policy_company_and_feeds_as_they_are(team: Team) -> None:
    team.run("score")
    double(team)
    policy = team.folder / "rules" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("limit: 150", "limit: 1"), encoding="utf-8")
    (cap,) = [one for one in team.json("caps") if one["scope"] == "workspace"]
    assert cap["limit"] == 1


def test_it_rolls_back_to_an_earlier_version_and_touches_no_file(team: Team) -> None:
    first = version(team)
    team.run("score")
    edited = double(team)
    team.run("rules", "publish", "--by", "bob")
    said = team.run("rules", "rollback", first[:6], "--by", "carol")
    assert said.out.startswith(f"published version {first}: 0 of 2 leads change grade, ")
    assert version(team) == edited
    assert "rules/ differs from the published version" in team.run("score").err
    assert scored_by(team.database()) == {first}
    history = [(one["version"], one["by"], one["note"]) for one in team.json("rules", "history")]
    assert history[:2] == [(first, "carol", f"back to {first}"), (edited, "bob", "")]


def test_it_tells_of_messages_that_an_earlier_version_needs(team: Team) -> None:
    first = version(team)
    team.run("rules", "publish")
    path = team.folder / "rules" / "segments.yaml"
    path.write_text(path.read_text("utf-8").replace("slug: hello", "slug: greeting"), "utf-8")
    for message in (team.folder / "templates").glob("*/1-hello.*"):
        message.rename(message.with_name(message.name.replace("hello", "greeting")))
    assert team.run("rules", "publish").code == 0
    said = team.run("rules", "rollback", first)
    assert said.code == 0
    assert (
        "warning: no file templates/open-to-work/1-hello.email.<en|fr>.j2: its drafts will be held"
        in said.err
    )


def test_it_publishes_the_same_rules_once(team: Team) -> None:
    team.run("score")
    said = team.run("rules", "publish")
    assert said.out == f"nothing to publish: version {version(team)} is in force\n"
    assert team.json("rules", "publish")["published"] is False
    assert len(team.json("rules", "history")) == 1


def test_it_publishes_no_rules_whose_own_tests_fail(team: Team) -> None:
    team.run("score")
    path = team.folder / "rules" / "intent.yaml"
    wrong = "  - {name: wrong, signals: [], expect: {intent: 7}}\n"
    path.write_text(path.read_text("utf-8").replace("tests:\n", f"tests:\n{wrong}"), "utf-8")
    double(team)
    said = team.run("rules", "publish")
    assert said.code == 1
    assert "FAILED intent.yaml: wrong: intent: expected 7, got 0" in said.err
    assert "nothing published: 1 of the rules' own tests failed" in said.err
    assert len(team.json("rules", "history")) == 1


def test_it_refuses_to_roll_back_to_rules_nobody_kept(team: Team) -> None:
    said = team.run("rules", "rollback", "0123456789abcdef")
    assert (said.code, said.out) == (1, "")
    assert "`prospector rules history` lists those that were" in said.err


def test_it_gets_out_of_published_rules_that_cannot_be_read_any_more(team: Team) -> None:
    team.run("score")
    database = team.database()
    with database.write() as session:
        old = load_ruleset(team.folder / "rules")
        files = {**old.texts, "grades.yaml": "x: 1"}
        session.add(RulesetRow(version="older", files=files, first_used_at=NOW))
        session.flush()
        session.add(Publication(number=2, version="older", at=NOW, by="alice", note=""))
    said = team.run("score")
    assert said.code == 1
    assert "cannot be read by this prospector: older/grades.yaml:1:1: " in said.err
    assert team.run("rules", "publish").code == 0
    assert team.run("score").code == 0
