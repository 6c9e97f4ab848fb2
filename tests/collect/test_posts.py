"""LinkedIn posts: one address, and the time in the id."""

from datetime import UTC, datetime

import pytest

from prospector.collect import posts
from prospector.columns import to_micros

AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
ID = (int(AT.timestamp()) * 1000) << 22
POST = f"https://www.linkedin.com/feed/update/urn:li:activity:{ID}/"


@pytest.mark.parametrize(
    "subject",
    [
        POST,
        f"urn:li:activity:{ID}",
        f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{ID}/?utm=x",
        f"https://www.linkedin.com/posts/alice_hello-world-activity-{ID}-abcd?utm_source=share",
        f"fr.linkedin.com/posts/alice_hello-activity-{ID}-abcd",
        str(ID),
    ],
)
def test_it_gives_a_post_one_address_and_its_time(subject: str) -> None:
    assert posts.post_url(subject) == POST
    assert posts.posted_at(subject) == to_micros(AT)


def test_it_tells_activities_from_posts_and_shares() -> None:
    assert posts.post_url(f"urn:li:ugcpost:{ID}").endswith(f"urn:li:ugcPost:{ID}/")
    assert posts.post_url(f"urn:li:share:{ID}").endswith(f"urn:li:share:{ID}/")


@pytest.mark.parametrize(
    "subject", ["Open Day", "https://blog.example/post-activity-12345678901234567", "12345"]
)
def test_it_leaves_other_subjects_alone(subject: str) -> None:
    assert posts.post_url(subject) == subject
    assert posts.posted_at(subject) is None


def test_it_believes_no_time_before_there_were_posts() -> None:
    assert posts.posted_at("urn:li:activity:123456789012345678") is None
