"""Contradictions of webhooks on the command line: seen, compared, taken or dropped."""

import json
from pathlib import Path

import pytest

from prospector.columns import to_micros
from prospector.store import inbox
from tests.cli.team import Team, make
from tests.review.rows import NOW

FEEDS = """\
feeds:
  site:
    collector: hook
    hook: {mode: header, header: x-secret, secrets: ["${SITE}"]}
    profile: generic
    origin: our site
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    (made.folder / "rules" / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    return made


def post(team: Team, key: str, **said: object) -> None:
    """Post an item to the feed."""
    body = {"kind": "page_visited", "lead": {"email": "alice@globex.example"}, **said}
    at = to_micros(NOW)
    database = team.database()
    with inbox.desk(database) as desk:
        inbox.keep(desk, [inbox.make_item("site", key, json.dumps(body), {}, at)])
    database.dispose()


def test_it_takes_one_and_drops_another(team: Team) -> None:
    assert team.run("rejects", "conflicts").err == "0 undecided conflicts\n"
    for key in ("v1", "v2"):
        for subject in ("/pricing", "/jobs \x1b]0;evil\x07", "/jobs \x1b]0;evil\x07"):
            post(team, key, external_id=key, subject=subject)
    first, second = team.json("rejects", "conflicts")
    assert [(one["feed"], one["key"], one["times"]) for one in (first, second)] == [
        ("site", "v1", 2), ("site", "v2", 2),
    ]  # fmt: skip
    listed = team.run("rejects", "conflicts", "--feed", "site")
    assert "undecided" in listed.out
    assert listed.err.startswith("2 undecided conflicts\n")
    assert team.run("rejects", "conflicts", "--feed", "shop").err == (
        "error: no feed 'shop': there are site\n"
    )

    shown = team.run("rejects", "conflicts", str(first["id"])).out
    lines = shown.splitlines()
    assert lines[1].startswith("--- first, 2026-11-16")
    assert lines[2].endswith("UTC, 2 times")
    assert '-  "subject": "/pricing"' in lines
    assert '   "email"' in shown.replace('    "email"', '   "email"')  # what is equal is there too
    assert "\x1b" not in shown

    warned = team.run("doctor").out
    assert "conflicts: site was sent 2 under an id that had another body before" in warned
    listed = team.run("feeds")
    assert listed.code == 0
    assert "site: 2 items came under an id that had another body before" in listed.out
    assert team.json("feeds", "list")[0]["conflicts"] == 2

    taken = team.run("rejects", "conflicts", str(first["id"]), "--take", "--as", "Alice")
    assert taken.out.startswith(f"conflict {first['id']}: taken by Alice on 2026-11-16")
    assert "prospector collect" in taken.err
    dropped = team.json("rejects", "conflicts", str(second["id"]), "--drop", "--as", "Bob")
    assert (dropped["verdict"], dropped["decided_by"]) == ("drop", "Bob")
    again = team.run("rejects", "conflicts", str(second["id"]), "--drop", "--as", "Eve")
    assert "dropped by Bob" in again.out
    changed = team.run("rejects", "conflicts", str(second["id"]), "--take")
    assert (changed.code, "was dropped by Bob on 2026-11-16" in changed.err) == (2, True)

    assert team.json("collect")["taken"] == 3  # both first ones, and the second that was taken
    assert team.json("collect")["taken"] == 0
    assert team.json("rejects", "conflicts") == []
    assert [one["verdict"] for one in team.json("rejects", "conflicts", "--all")] == [
        "take",
        "drop",
    ]
    assert team.json("feeds", "list")[0]["conflicts"] == 0
    assert "conflicts:" not in team.run("doctor").out


def test_it_says_what_it_cannot_do(team: Team) -> None:
    assert team.run("rejects", "conflicts", "--take").code == 2
    said = team.run("rejects", "conflicts", "7", "--drop")
    assert (said.code, said.err) == (
        1, "error: no conflict 7: `prospector rejects conflicts` lists them\n",
    )  # fmt: skip


def test_it_says_that_two_texts_are_one_json(team: Team) -> None:
    database = team.database()
    texts = ('{"a": 1, "b": 2}', '{"b":2,"a":1}', "no json")
    with inbox.desk(database) as desk:
        for text in texts:
            inbox.keep(desk, [inbox.make_item("site", "1", text, {}, to_micros(NOW))])
    database.dispose()
    same, other = team.json("rejects", "conflicts")
    assert team.run("rejects", "conflicts", str(same["id"])).out.splitlines()[1:] == [
        "the same JSON, written differently"
    ]
    assert "+no json" in team.run("rejects", "conflicts", str(other["id"])).out
