"""Lists from Sales Navigator, in UTF-16 with tabs."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_reads_utf_16_with_tabs_under_the_name_of_csv(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "evaboot.csv", bless=bless)
