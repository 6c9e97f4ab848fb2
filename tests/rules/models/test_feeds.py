"""feeds.yaml: what a feed must say, and how durations and schedules are written."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import CatchUp, CollectorName, FeedRule, FeedsFile, Hook, Schedule
from prospector.rules.models.feeds import seconds

ORIGIN = "your public reaction"


def feed(**said: object) -> FeedRule:
    return FeedRule.model_validate({"origin": ORIGIN, **said})


def test_it_takes_no_feed_without_its_origin() -> None:
    with pytest.raises(ValidationError, match="origin"):
        FeedRule.model_validate({"path": "likers.csv"})


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, "needs path"),
        ({"collector": "http"}, "needs url"),
        ({"collector": "hook"}, "go together"),
        ({"path": "x.csv", "hook": {"mode": "token", "secrets": ["${A}"]}}, "go together"),
    ],
)
def test_it_takes_no_feed_that_reads_nothing(said: dict[str, object], missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        feed(**said)


@pytest.mark.parametrize(
    ("text", "length"), [("30 s", 30), ("15 min", 900), ("6h", 21_600), ("1 d", 86_400)]
)
def test_it_reads_durations_as_people_write_them(text: str, length: int) -> None:
    assert seconds(text) == length
    assert feed(path="x.csv", timeout=text).timeout == text


def test_it_refuses_other_durations_zones_and_schedules() -> None:
    for said in ({"every": "soon"}, {"every": "0 s"}, {"cron": "0 8 * * *", "zone": "Paris"}, {}):
        with pytest.raises(ValidationError):
            Schedule.model_validate(said)
    for long in ("367 d", "999999999999999 d"):
        with pytest.raises(ValidationError, match="longer than 366 d"):
            Schedule.model_validate({"every": long})
    with pytest.raises(ValidationError, match="cron or every"):
        Schedule(cron="0 8 * * *", every="1 h")


def test_it_catches_up_with_the_latest_slot_unless_told() -> None:
    assert Schedule(every="1 h").catch_up is CatchUp.LATEST


def test_it_takes_two_secrets_while_one_is_rotated_and_never_three() -> None:
    assert len(Hook.model_validate({"mode": "token", "secrets": ["${A}", "${B}"]}).secrets) == 2
    with pytest.raises(ValidationError):
        Hook.model_validate({"mode": "token", "secrets": ["${A}", "${B}", "${C}"]})


def test_it_knows_its_collectors_by_name() -> None:
    assert feed(path="x.csv").collector is CollectorName.FILE
    with pytest.raises(ValidationError, match="'http'"):
        feed(collector="htpp", url="https://x.example")


@pytest.mark.parametrize("name", ["site/eu", "site?", "site%20", "#1", " "])
def test_it_takes_no_hook_nobody_can_post_to(name: str) -> None:
    hook = {"collector": "hook", "hook": {"mode": "token", "secrets": ["${A}"]}, "origin": "x"}
    assert FeedsFile.model_validate({"feeds": {"our site": hook}})
    with pytest.raises(ValidationError, match=r"nobody can post to|without a name"):
        FeedsFile.model_validate({"feeds": {name: hook}})


def test_it_refuses_linkedin_as_the_host_of_a_feed() -> None:
    for url in ("https://www.linkedin.com/x", "https://a:${B}@FR.LinkedIn.com:443/x"):
        with pytest.raises(ValidationError, match="does not scrape LinkedIn"):
            feed(collector="http", url=url)


@pytest.mark.parametrize(
    ("paging", "why"),
    [
        ({"by": "cursor"}, "go together"),
        ({"by": "page", "next": "meta.next"}, "go together"),
        ({"by": "pages"}, "'page'"),
        ({"by": "page", "most": 0}, "greater than"),
    ],
)
def test_it_says_how_pages_follow_each_other(paging: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        feed(collector="http", url="https://x.example", paging=paging)
    with pytest.raises(ValidationError, match="only JSON is paged"):
        feed(collector="http", url="https://x.example", paging={"by": "link"}, format="csv")
