"""A scanner's clicks weigh nothing, however they are spread over batches."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from prospector.store.database import Database
from tests.collect import kit

HEADER = "kind,occurred_at,email,url,campaign\n"
RULES = kit.ruleset(signals={"kinds": {"email_clicked": {"label": "clicked"}}, "fields": {}})


def click(at: str, link: str, who: str = "alice") -> str:
    return f"email_clicked,2026-11-02T10:00:{at}Z,{who}@acme.example,https://a.example/{link},May\n"


def machines(database: Database) -> set[str]:
    """The links of clicks that weigh nothing."""
    found: dict[str, dict[str, Any]] = {
        signal["url"].rpartition("/")[2]: signal for signal in kit.signals(database)
    }
    for signal in found.values():
        mark = {"machine": "true"} if signal["confidence"] == 0 else {}
        assert signal["attributes"] == {"campaign": "May", **mark}
        assert signal["confidence"] in {0, 1}
    return {link for link, signal in found.items() if signal["confidence"] == 0}


def noted(database: Database) -> int:
    with database.read() as session:
        asked = "SELECT count(*) FROM changed_row WHERE entity = 'signal'"
        return int(session.execute(text(asked)).scalar_one())


def test_it_finds_a_burst_that_came_in_three_files_of_a_feed(
    database: Database, tmp_path: Path
) -> None:
    def take(*clicks: str, feed: str = "l'été") -> set[str]:
        path = tmp_path / "clicks.csv"
        kit.take(database, path, HEADER + "".join(clicks), feed=feed, rules=RULES)
        return machines(database)

    assert take(click("01", "a1"), click("01", "b1", "bob"), click("07", "a9")) == set()
    assert take(click("02.5", "other"), feed="other") == set()
    assert take(click("02", "a2"), click("03", "b2", "bob")) == set()
    before = noted(database)
    last = (click("03", "a3"), click("05", "b3", "bob"), click("02", "c1", "carla"))
    assert take(*last) == {"a1", "a2", "a3"}
    assert noted(database) - before == 3  # so that copies of signals follow
    assert take(*last) == {"a1", "a2", "a3"}
    assert noted(database) - before == 3


def test_it_finds_what_came_before_a_burst_that_is_whole(
    database: Database, tmp_path: Path
) -> None:
    kit.take(database, tmp_path / "1.csv", HEADER + click("01", "a1"), feed="f", rules=RULES)
    burst = "".join(click("02", f"a{number}") for number in (2, 3, 4))
    kit.take(database, tmp_path / "2.csv", HEADER + burst, feed="f", rules=RULES)
    assert machines(database) == {"a1", "a2", "a3", "a4"}
