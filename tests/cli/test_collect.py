"""Running feeds from the command line."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.fetch.net import Reply, Site

FEEDS = """\
feeds:
  shop:
    path: in/*.csv
    kind: purchased
    origin: our shop
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    (made.folder / "rules" / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (made.folder / "in").mkdir()
    return made


def test_it_takes_new_files_and_says_when_there_are_none(team: Team) -> None:
    said = team.run("collect")
    assert (said.code, said.err) == (0, "no new file in any feed\n")
    text = "email,date,subject,amount\nalice@globex.example,2026-11-02,Licence,10\n"
    (team.folder / "in" / "a.csv").write_text(text, encoding="utf-8")
    found = team.json("collect", "shop")
    assert [found[key] for key in ("feeds", "rows", "taken", "errors")] == [1, 1, 1, []]
    assert team.run("collect").err == "no new file in any feed\n"


def test_it_fails_when_a_file_could_not_be_read_or_a_row_was_refused(team: Team) -> None:
    (team.folder / "in" / "a.csv").write_text("email,date\nnobody,2026-11-02\n", encoding="utf-8")
    (team.folder / "in" / "b.csv").write_bytes(b"\x89PNG")
    said = team.run("collect")
    assert said.code == 1
    assert "error: in/b.csv:1: this is a PNG image" in said.err
    assert "in/a.csv:2: no_identity" in said.out


def test_it_refuses_a_feed_nobody_configured(team: Team) -> None:
    said = team.run("collect", "shp")
    assert (said.code, said.err) == (1, "error: no feed 'shp' in rules/feeds.yaml: it has shop\n")


def test_it_says_that_no_feed_is_configured(team: Team) -> None:
    (team.folder / "rules" / "feeds.yaml").write_text("feeds: {}\n", encoding="utf-8")
    assert team.run("collect").err == "rules/feeds.yaml has no feed\n"


def test_it_fetches_a_feed_with_a_secret_it_shows_to_nobody(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"email,date,subject,amount\nalice@globex.example,2026-11-02,Licence,10\n"
    with Site(lambda _request: Reply(body=text)) as site:
        feed = f"""\
feeds:
  shop:
    collector: http
    url: http://127.0.0.1:{site.port}/${{SHOP_KEY}}/orders.csv
    headers: {{X-Key: "${{SHOP_KEY}}"}}
    kind: purchased
    origin: our shop
"""
        (team.folder / "rules" / "feeds.yaml").write_text(feed, encoding="utf-8")
        said = team.run("collect")
        assert (said.code, "$SHOP_KEY is not set" in said.err) == (1, True)
        monkeypatch.setenv("SHOP_KEY", "s3cr3t")
        said = team.run("collect")
        assert (said.code, "set allow_private: true" in said.err) == (1, True)
        assert site.asked == []
        (team.folder / "rules" / "feeds.yaml").write_text(
            f"{feed}    allow_private: true\n", encoding="utf-8"
        )
        said = team.run("collect")
        assert (said.code, said.err) == (0, "")
        assert f"http://127.0.0.1:{site.port}/${{SHOP_KEY}}/orders.csv" in said.out
    assert [request.headers["x-key"] for request in site.asked] == ["s3cr3t"]
    assert "s3cr3t" not in said.out
