"""Looking at feeds from the command line."""

from datetime import timedelta
from pathlib import Path

import pytest

from prospector.store import leases, slots
from tests.cli.team import Team, make
from tests.review.rows import NOW

FEEDS = """\
feeds:
  shop:
    path: in/*.csv
    kind: purchased
    origin: our shop
    schedule: {cron: 0 6 * * *}
    expect_every: 2 d
  crm:
    path: crm.csv
    origin: our CRM
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    (made.folder / "rules" / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (made.folder / "in").mkdir()
    text = "email,date,subject,amount\nalice@globex.example,2026-11-02,Licence,10\nx,y,z,1\n"
    (made.folder / "in" / "a.csv").write_text(text, encoding="utf-8")
    return made


def test_it_lists_feeds_that_never_ran(team: Team) -> None:
    said = team.run("feeds")
    assert said.code == 0
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        ["feed", "state"], ["shop", "new"], ["crm", "new"],
    ]  # fmt: skip
    assert team.json("feeds") == team.json("feeds", "list")
    assert team.run("feeds", "-h").out.startswith("Usage: prospector feeds [OPTIONS] COMMAND")


def test_it_shows_what_a_feed_brought_and_when_it_runs_next(team: Team) -> None:
    team.run("collect")
    assert "not due yet: shop" in team.run("collect").err
    said = team.run("feeds", "show", "shop")
    facts = dict(line.split(maxsplit=1) for line in said.out.replace("_", " ").splitlines() if line)
    assert facts["state"] == "ok"
    found = team.json("feeds", "show", "shop")
    counts = [found[name] for name in ("rows", "taken", "seen", "rejected", "open_rejects")]
    assert counts == [2, 1, 0, 1, 1]
    assert (found["next_at"], found["last_status"]) == ("2026-11-17T05:00:00+00:00", "done")


def test_it_fails_while_a_feed_is_late_or_failing(team: Team) -> None:
    team.run("collect")
    later = team.run("feeds", "list", now=NOW + timedelta(days=3))
    assert later.code == 1
    assert (
        "shop: its slot of 2026-11-17 06:00 was not run: is `prospector serve` running?"
        in later.out
    )
    warned = team.run("doctor", now=NOW + timedelta(days=3))
    assert "feeds: shop is late: its slot of 2026-11-17 06:00" in warned.out
    (team.folder / "in" / "b.csv").write_bytes(b"\x89PNG")
    team.run("collect", "shop")
    (found, _) = team.json("feeds", "list")
    assert found["state"] == "failing"
    assert found["why"].startswith("in/b.csv:1: this is a PNG image")
    assert team.run("feeds", "show", "shop").out.count("this is a PNG image") == 1


def test_it_says_that_a_run_stopped_at_its_most_pages(team: Team) -> None:
    database = team.database()
    with database.write() as session:
        lease = leases.claim(session, "shop", "one:1:a", timedelta(minutes=1), clock=NOW)
        assert lease is not None
        turn = slots.begin_unplanned(session, lease, now=NOW)
        counts = {"rows": 9, "taken": 9, "seen": 0, "rejected": 0, "stopped_at_page": 100}
        slots.done(session, turn, counts, finished_at=NOW)
        leases.release(session, lease)
    database.dispose()
    listed = team.run("feeds")
    assert listed.code == 0
    assert "shop: the last run stopped after page 100, there may be more: " in listed.out
    shown = team.run("feeds", "show", "shop").out
    assert "stopped at page  100\n" in shown
    assert "raise most in rules/feeds.yaml" in shown
    found = team.json("feeds", "show", "shop")
    assert (found["stopped_at_page"], len(found["notes"])) == (100, 1)


def test_it_says_which_feeds_there_are(team: Team) -> None:
    assert team.run("feeds", "show", "shp").err.startswith("error: no feed 'shp'")
