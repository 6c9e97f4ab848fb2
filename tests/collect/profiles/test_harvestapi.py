"""Reactions and comments as HarvestAPI writes them."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_likes_from_comments_and_leaves_the_author_out(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "harvestapi.json", bless=bless)
