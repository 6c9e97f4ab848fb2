"""Likes and comments, undated and delivered again."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_dates_likes_by_their_post_and_counts_a_comment_once(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "likers.csv", bless=bless)
